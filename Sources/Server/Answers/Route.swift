import Telemetry

/// One route of the HTTP interface as data: documents and `/openapi.json` are made from the table of all.
package struct Route: Sendable {
  /// What a route answers with.
  package enum Answer: Sendable {
    /// A JSON object of that schema with these members, beside `schema` and `generated_at`.
    case json(schema: String, [TickField])
    /// Anything else, by its content type.
    case text(String)
  }

  /// A parameter of the query.
  package struct Parameter: Sendable {
    /// Its name.
    package let name: String
    /// What it does.
    package let meaning: String
    /// Its least value, default and greatest value.
    package let range: ClosedRange<Int>
    /// What holds without it.
    package let fallback: Int
  }

  /// The label that requests to it are counted under; its raw value is the path.
  package let label: RouteLabel
  /// What it answers, in one sentence.
  package let summary: String
  /// What it can be asked for.
  package let parameters: [Parameter]
  /// Its answer.
  package let answer: Answer
  /// Whether it answers without a token.
  package let isOpen: Bool

  init(
    _ label: RouteLabel, _ summary: String, parameters: [Parameter] = [], isOpen: Bool = false,
    _ answer: Answer
  ) {
    self.label = label
    self.summary = summary
    self.parameters = parameters
    self.isOpen = isOpen
    self.answer = answer
  }

  /// The path.
  package var path: String { label.rawValue }

  /// Whether it answers about one run, which the parameter `run` names.
  package var isAboutRun: Bool {
    path.hasPrefix("/api/") && label != .apiCompare && label != .apiRuns
  }

  private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

  /// The route of a path, or nil; a file below `/static/` is that route's.
  package static func of(_ path: String) -> Route? {
    if let route = byPath[path] { return route }
    return path.hasPrefix("/static/") ? byPath["/static"] : path == "/index.html" ? byPath["/"] : nil
  }
}
