import Connectors
import Dataflow
import Testing

/// Reading graph files: both formats, and everything that can be wrong with one.
@Suite struct GraphFileTests {
  private static let head = """
    [[node]]
    name = "a"
    type = "sequence"
    count = 3

    [[node]]
    name = "b"
    type = "collect"


    """
  private static let edge = "[[edge]]\nfrom = \"a.out\"\nto = \"b.in\"\n"

  @Test("YAML and TOML of one structure are one graph")
  func formats() throws {
    let yaml = """
      name: same
      node:
        - {name: a, type: sequence, count: 3}
        - name: b
          type: collect
      edge:
        - from: a.out
          to: b.in
          policy: dropOldest
          capacity: 2
      """
    let toml = "name = \"same\"\n" + Self.head + Self.edge + "policy = \"dropOldest\"\ncapacity = 2\n"
    let first = try GraphText.parse(yaml, path: "same.yaml")
    let second = try GraphText.parse(toml, path: "same.toml")
    #expect(first.name == second.name && first.typeNames == second.typeNames)
    let runs = try [first, second].map { try GraphRun($0, GraphRunOptions()).run() }
    #expect(runs[0].digest == runs[1].digest)
  }

  @Test("each wrong file names place, reason and remedy")
  func problems() {
    let cases: [(text: String, problems: [String])] = [
      ("", ["g.toml:1:1: the graph has no node | begin with [[node]], or node: in YAML"]),
      ("name = ", ["g.toml:1:8: Error while parsing key-value pair: encountered end-of-file"]),
      (
        Self.head + Self.edge + "polcy = \"block\"",
        ["g.toml:13:1: edge a.out->b.in has no setting \"polcy\" | did you mean policy?"]
      ),
      (
        Self.head + Self.edge + "policy = \"dropoldest\"",
        [
          "g.toml:13:10: policy of edge a.out->b.in: \"dropoldest\" is not one of block, dropNewest, dropOldest, dropAll, latest, fail, coalesce:sum, coalesce:count, coalesce:max, coalesce:min | did you mean dropOldest?"
        ]
      ),
      (
        Self.head + Self.edge + "capacity = 0",
        ["g.toml:13:12: capacity of edge a.out->b.in must be a whole number from 1 to 16777216, not 0"]
      ),
      (
        Self.head + Self.edge + "capacity = 99999999999",
        [
          "g.toml:13:12: capacity of edge a.out->b.in must be a whole number from 1 to 16777216, not 99999999999"
        ]
      ),
      (
        Self.head + Self.edge + "capacity = \"ten\"",
        [
          "g.toml:13:12: capacity of edge a.out->b.in must be a whole number from 1 to 16777216, not the text \"ten\""
        ]
      ),
      (
        Self.head + "[[edge]]\nfrom = \"a.oot\"\nto = \"c.in\"\n",
        ["g.toml:12:6: edge a.oot->c.in: there is no node c | did you mean a?"]
      ),
      (
        Self.head + "[[edge]]\nfrom = \"a.oot\"\nto = \"b.in\"\n",
        [
          "g.toml:1:1: output a.out leads nowhere | connect an edge or mark it optional",
          "g.toml:6:1: nothing leads to input b.in | connect an edge",
          "g.toml:11:8: node a has no port oot | it has out",
        ]
      ),
      (
        Self.head + "[[edge]]\nfrom = \"a\"\nto = 3\n",
        [
          "g.toml:11:8: from of an edge must be node.port, not \"a\" | such as \"a.out\"",
          "g.toml:12:6: to of an edge must be a text, not 3",
        ]
      ),
      (
        "[[node]]\nname = \"a\"\ntype = \"seqence\"\ncount = 3\n",
        ["g.toml:3:8: type of node a: \"seqence\" is not one of \(Self.types) | did you mean sequence?"]
      ),
      (
        "[[node]]\nname = \"a\"\ntype = \"sequence\"\ncuont = 3\n",
        [
          "g.toml:1:1: node a needs count",
          "g.toml:4:1: node a has no setting \"cuont\" | did you mean count?",
        ]
      ),
    ]
    for expected in cases { #expect(GraphText.problems(expected.text) == expected.problems) }
  }

  @Test("a cycle of waiting edges is refused where it begins; another policy allows it")
  func cycles() throws {
    func ring(_ policy: String) -> String {
      """
      [[node]]
      name = "a"
      type = "sequence"
      count = 3

      [[node]]
      name = "m"
      type = "map"
      function = "identity"

      [[edge]]
      from = "a.out"
      to = "m.in"

      [[edge]]
      from = "m.out"
      to = "m.in"
      policy = "\(policy)"
      """
    }
    #expect(
      GraphText.problems(ring("block")) == [
        "g.toml:6:1: the cycle m -> m has only waiting edges and can come to a standstill | give one of them another policy"
      ])
    #expect(GraphText.problems(ring("dropNewest")).isEmpty)
  }

  private static let types = NodeTypes.all.map(\.name).joined(separator: ", ")
}
