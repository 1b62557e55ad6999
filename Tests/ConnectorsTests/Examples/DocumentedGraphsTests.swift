import TestSupport
import Testing

/// The examples of docs/dataflow.md compile, run, and stand in the page as they stand in the tests.
@Suite struct DocumentedGraphsTests {
  @Test("the examples run")
  func run() throws {
    #expect(try DocumentedGraphs.tenLines() == Array(stride(from: 2, through: 1000, by: 2)))
    let counts = try DocumentedGraphs.tally()
    #expect(counts.count == 2 && counts[1] == 11 && counts[0] > 0)
  }

  @Test("the page shows what is compiled")
  func page() throws {
    let source = try Repository.text("Tests/ConnectorsTests/Examples/DocumentedGraphs.swift")
    let page = try Repository.text("docs/dataflow.md")
    let examples = source.split(separator: "// docs: ").dropFirst().filter { !$0.hasPrefix("end") }
    #expect(examples.count == 4)
    for example in examples {
      let lines = example.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().dropLast()
      let indent = lines.first?.prefix { $0 == " " }.count ?? 0
      let block = lines.map { String($0.dropFirst(min(indent, $0.prefix { $0 == " " }.count))) }
      #expect(page.contains(block.joined(separator: "\n")), "docs/dataflow.md lacks: \(block.first ?? "")")
    }
  }
}
