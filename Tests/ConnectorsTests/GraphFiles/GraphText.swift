import Connectors
import Dataflow
import Documents

/// Graph files as texts of tests.
enum GraphText {
  /// `numbers` counts to `count`; an edge of that policy and capacity leads to the gated sink `sink`.
  static func gated(_ policy: String, capacity: Int, count: Int = 10, openAfter: String = "\"complete\"")
    -> String
  {
    """
    [[node]]
    name = "numbers"
    type = "sequence"
    count = \(count)

    [[node]]
    name = "sink"
    type = "collect"
    open_after = \(openAfter)

    [[edge]]
    from = "numbers.out"
    to = "sink.in"
    capacity = \(capacity)
    policy = "\(policy)"
    """
  }

  static func parse(_ text: String, path: String = "graph.toml") throws -> GraphFile {
    let file = try GraphFile.parse(Array(text.utf8), path: path)
    try file.validate()
    return file
  }

  static func run(_ text: String, _ options: GraphRunOptions = GraphRunOptions()) throws -> GraphOutcome {
    try GraphRun(parse(text), options).run()
  }

  /// What is wrong with a text, one line a problem.
  static func problems(_ text: String, path: String = "g.toml") -> [String] {
    do {
      _ = try parse(text, path: path)
      return []
    } catch ConnectorError.invalidGraphFile(let problems) {
      return problems.map { "\($0)" + ($0.hint.map { " | \($0)" } ?? "") }
    } catch {
      return ["\(error)"]
    }
  }
}
