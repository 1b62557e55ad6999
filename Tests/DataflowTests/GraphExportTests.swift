import Testing

@testable import Dataflow

/// Graphs as DOT, Mermaid and JSON.
@Suite struct GraphExportTests {
  private func graph() throws -> Graph {
    let builder = GraphBuilder("two \"worlds\"")
    let numbers = builder.source("numbers", 1...3)
    let doubled = builder.subgraph("inner") { inner in
      inner.map("double", numbers, NodeSettings(band: .high), EdgeOptions(capacity: 2, policy: .latest)) {
        $0 * 2
      }
    }
    builder.sink("sink", doubled) { _ in }
    return try builder.build()
  }

  @Test("subgraphs are clusters; labels tell what is unusual; quotes are escaped")
  func drawings() throws {
    let graph = try graph()
    #expect(
      graph.dot(types: ["sink": "printer"]) == """
        digraph "two \\"worlds\\"" {
          rankdir=LR;
          node [shape=box, style=rounded];
          "numbers" [label="numbers"];
          "sink" [label="sink\\nprinter"];
          subgraph "cluster_inner" {
            label="inner";
            "inner/double" [label="inner/double"];
          }
          "numbers" -> "inner/double" [label="latest, 2"];
          "inner/double" -> "sink";
        }

        """)
    #expect(
      graph.mermaid(types: ["sink": "printer"]) == """
        flowchart LR
          n0["numbers"]
          n2["sink<br/>printer"]
          subgraph inner
            n1["inner/double"]
          end
          n0 -->|"latest, 2"| n1
          n1 --> n2

        """)
  }

  @Test("JSON holds nodes, edges and order")
  func json() throws {
    let text = try graph().json()
    #expect(text.hasPrefix("{\"schema_version\":1,\"name\":\"two \\\"worlds\\\"\",\"nodes\":["))
    #expect(
      text.contains(
        "{\"name\":\"inner/double\",\"type\":null,\"band\":\"high\",\"inputs\":[\"in\"],\"outputs\":[\"out\"]}"
      ))
    #expect(
      text.contains(
        "{\"id\":\"numbers.out->inner/double.in\",\"from\":\"numbers.out\",\"to\":\"inner/double.in\",\"capacity\":2,\"policy\":\"latest\",\"timeout_ms\":null,\"band\":\"normal\",\"drain\":\"deliver\"}"
      ))
    #expect(text.hasSuffix("\"order\":[\"numbers\",\"inner/double\",\"sink\"]}"))
  }
}
