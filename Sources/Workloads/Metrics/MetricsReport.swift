/// Something wrong with one line of a metrics file.
package struct MetricsProblem: Equatable, Sendable, CustomStringConvertible {
  /// The line, from 1; 0 for the file as a whole.
  package let line: Int
  /// The member concerned, such as `latency_ms.put.p90`; nil for the line as a whole.
  package let field: String?
  /// What is wrong.
  package let reason: String

  /// One line of text: `line 3: latency_ms.put: …`.
  package var description: String {
    let place = line == 0 ? "" : "line \(line): "
    return place + (field.map { "\($0): " } ?? "") + reason
  }
}

/// What a validation found.
package struct MetricsReport: Sendable {
  /// Lines read.
  package internal(set) var lines = 0
  /// Lines with at least one problem.
  package internal(set) var badLines = 0
  /// Runs the file holds parts of.
  package internal(set) var runs = 0
  /// Problems found, also those not kept.
  package internal(set) var problemCount = 0
  /// Problems in the order of their lines, the first so many of them as the caller asked for.
  package internal(set) var problems: [MetricsProblem] = []

  /// Whether every line is as it should be, and there is one.
  package var isValid: Bool { problemCount == 0 }
}
