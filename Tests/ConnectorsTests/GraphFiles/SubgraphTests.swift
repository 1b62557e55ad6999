import Base
import Connectors
import Dataflow
import TestSupport
import Testing

/// Graphs inside graphs, and files that include files.
@Suite struct SubgraphTests {
  /// A graph `twice` that adds one two times over, through a graph of its own; the port it shows is one that the inner
  /// graph shows.
  private static let nested = """
    graph:
      - name: once
        inputs: {in: add.in}
        outputs: {out: add.out}
        node:
          - {name: add, type: map, function: 'add:1'}
      - name: twice
        inputs: {in: first.in}
        outputs: {out: second.out}
        subgraph:
          - {name: first, graph: once}
          - {name: second, graph: once}
        edge:
          - {from: first.out, to: second.in, capacity: 2}
    node:
      - {name: numbers, type: sequence, count: 5}
      - {name: sink, type: collect}
    subgraph:
      - {name: left, graph: twice}
      - {name: right, graph: twice}
    edge:
      - {from: numbers.out, to: left.in}
      - {from: left.out, to: right.in}
      - {from: right.out, to: sink.in}
    """

  @Test("subgraphs stand in subgraphs; edges go by the ports they really join; the same seed, the same bytes")
  func nesting() throws {
    let file = try GraphText.parse(Self.nested, path: "g.yaml")
    let outcome = try GraphRun(file, GraphRunOptions()).run()
    #expect(outcome.received[0].values.map(\.description) == ["5", "6", "7", "8", "9"])
    #expect(
      outcome.report.edges.map(\.id) == [
        "left/first/add.out->left/second/add.in", "right/first/add.out->right/second/add.in",
        "numbers.out->left/first/add.in", "left/second/add.out->right/first/add.in",
        "right/second/add.out->sink.in",
      ])
    #expect(file.groups == ["left/first", "left/second", "left", "right/first", "right/second", "right"])
    let dot = try file.build(in: GraphWorld(seed: 0)).dot(types: file.typeNames)
    #expect(dot.contains("left/second"))
    #expect(try GraphRun(file, GraphRunOptions()).run().digest == outcome.digest)
  }

  @Test(
    "generators in two copies of a graph draw different numbers; collections are found by their whole names")
  func copies() throws {
    let text = """
      graph:
        - name: dice
          node: [{name: roll, type: generator, count: 20}, {name: seen, type: collect}]
          edge: [{from: roll.out, to: seen.in}]
      subgraph: [{name: a, graph: dice}, {name: b, graph: dice}]
      """
    let outcome = try GraphRun(GraphText.parse(text, path: "g.yaml"), GraphRunOptions()).run()
    #expect(outcome.received.map(\.node) == ["a/seen", "b/seen"])
    #expect(outcome.received[0].values != outcome.received[1].values)
    #expect(outcome.received[0].values.count == 20)
  }

  @Test("a file includes another, whose paths begin at its own folder; the artefact keeps what was included")
  func files() throws {
    let folder = try TemporaryFolder()
    let parts = try TemporaryFolder()
    _ = try parts.write("lines.txt", "words one\nwords two\n")
    let included = try parts.write(
      "reader.toml",
      """
      outputs = {out = "fail.out"}

      [[node]]
      name = "lines"
      type = "read_file"
      path = "lines.txt"

      [[node]]
      name = "fail"
      type = "fail_after"
      count = 1
      on_error = "stop"

      [[edge]]
      from = "lines.out"
      to = "fail.in"
      """)
    let main = try folder.write(
      "main.toml",
      """
      [[subgraph]]
      name = "reader"
      file = "\(included)"

      [[node]]
      name = "sink"
      type = "collect"

      [[edge]]
      from = "reader.out"
      to = "sink.in"
      """)
    let file = try GraphFile.read(path: main)
    let outcome = try GraphRun(file, GraphRunOptions()).run()
    #expect(outcome.report[node: "reader/lines"]?.emitted == 2)
    #expect(outcome.report.outcome == .failed)
    let artefact = "\(folder.path)/failed.json"
    try outcome.writeArtefact(of: file, to: artefact)
    // The included file may be gone by then.
    _ = try parts.write("reader.toml", "nothing = 1\n")
    let kept = try GraphArtefact.read(path: artefact)
    #expect(try kept.isReproduced(by: kept.replay()))
  }

  @Test("what is wrong with subgraphs is named where it stands")
  func problems() {
    let head = """
      graph:
        - name: once
          inputs: {in: add.inn}
          outputs: {out: add.out}
          node: [{name: add, type: map, function: 'add:1'}]
      node: [{name: numbers, type: sequence, count: 5}, {name: sink, type: collect}]

      """
    let uses = """
      subgraph: [{name: a, graph: once}, {name: b, graph: once}]
      edge: [{from: numbers.out, to: a.in}, {from: a.out, to: b.in}, {from: b.out, to: sink.in}]
      """
    let inside = GraphText.problems(head + uses, path: "g.yaml")
    #expect(
      inside.prefix(3) == [
        "g.yaml:3:18: node a/add has no port inn | it has in",
        "g.yaml:3:18: node b/add has no port inn | it has in",
        "g.yaml:5:12: nothing leads to input a/add.in | connect an edge",
      ])
    let cases: [(text: String, problem: String)] = [
      (
        "subgraph: [{name: a, graph: onse}]",
        "g.yaml:7:29: graph of subgraph a: \"onse\" is not one of once | did you mean once?"
      ),
      (
        "subgraph: [{name: a}]",
        "g.yaml:7:12: subgraph a needs graph or file | graph names a [[graph]] of this file, file another graph file"
      ),
      (
        "subgraph: [{name: a, graph: once, file: x.toml}]",
        "g.yaml:7:41: subgraph a has both graph and file | remove one"
      ),
      (
        "subgraph: [{name: sink, graph: once}]",
        "g.yaml:7:19: there is another node or subgraph sink | rename one"
      ),
      (
        "subgraph: [{name: a/b, graph: once}]",
        "g.yaml:7:19: \"a/b\" is no name of a subgraph | names have no blank, dot, slash, quote or >"
      ),
      (
        "subgraph: [{name: a, graph: once}]\nedge: [{from: numbers.out, to: a.input}]",
        "g.yaml:8:32: edge numbers.out->a.input: subgraph a shows no input input | it has in"
      ),
      (
        "subgraph: [{name: a, file: nowhere.toml}]",
        "g.yaml:7:28: subgraph a: open nowhere.toml: No such file or directory"
      ),
      (
        "subgraph: [{name: a, graph: once, nmae: 3}]",
        "g.yaml:7:35: subgraph a has no setting \"nmae\" | did you mean name?"
      ),
      (
        "inputs: [x]",
        "g.yaml:7:9: inputs of the graph must be a table of names and ports, such as {in = \"node.port\"}, not an array"
      ),
    ]
    for expected in cases {
      #expect(GraphText.problems(head + expected.text, path: "g.yaml").contains(expected.problem))
    }
  }

  @Test("a graph in itself, too deep or too many are refused")
  func bounds() throws {
    let itself = """
      graph:
        - {name: a, subgraph: [{name: x, graph: b}]}
        - {name: b, subgraph: [{name: y, graph: a}]}
      subgraph: [{name: top, graph: a}]
      """
    #expect(
      GraphText.problems(itself, path: "g.yaml").contains(
        "g.yaml:3:43: subgraph y would hold itself | a graph cannot be a part of itself"))
    let deep =
      "graph:\n  - {name: g0, node: [{name: n, type: sequence, count: 1}]}\n"
      + (1...40).map { "  - {name: g\($0), subgraph: [{name: s, graph: g\($0 - 1)}]}\n" }.joined()
      + "subgraph: [{name: top, graph: g40}]\n"
    #expect(GraphText.problems(deep, path: "g.yaml").contains { $0.contains("more than 32 deep") })
    let many =
      "graph:\n  - {name: g0, node: [{name: n, type: sequence, count: 1}]}\n"
      + (1...20).map {
        "  - {name: g\($0), subgraph: [{name: a, graph: g\($0 - 1)}, {name: b, graph: g\($0 - 1)}]}\n"
      }.joined() + "subgraph: [{name: top, graph: g20}]\n"
    #expect(
      GraphText.problems(many, path: "g.yaml").contains {
        $0.contains("the graph has more than 16384 nodes and subgraphs")
      })
    let folder = try TemporaryFolder()
    let own = try folder.write("self.toml", "[[subgraph]]\nname = \"a\"\nfile = \"self.toml\"\n")
    do throws(ConnectorError) {
      _ = try GraphFile.read(path: own)
      Issue.record("a file that includes itself was read")
    } catch {
      #expect("\(error)".contains("would hold itself"))
    }
  }

  @Test("bounds of a generator that lie the wrong way round are refused where they stand")
  func generator() {
    func problems(_ settings: String) -> [String] {
      GraphText.problems(
        "node: [{name: g, type: generator, count: 1, \(settings)}, {name: s, type: discard}]\nedge: [{from: g.out, to: s.in}]",
        path: "g.yaml")
    }
    #expect(
      problems("low: 5, high: 4") == [
        "g.yaml:1:50: low of node g must be at most high, which is 4.0, not 5.0 | exchange them"
      ])
    #expect(problems("low: 100").count == 1)
    #expect(problems("low: 0.2, high: 0.8").first?.contains("no whole number") == true)
    #expect(problems("low: 0.2, high: 0.8, kind: number").isEmpty)
  }
}
