import Foundation

/// Holds rows against their goals and against the committed baseline.
enum Check {
  /// A goal missed by more than this factor fails.
  static let tolerance = 1.25
  /// A judged row whose ratio grew by more than this factor over the baseline fails.
  static let regression = 1.15

  /// What is wrong, a line each; empty when nothing is.
  static func offences(_ rows: [Row], baseline: [Row]) -> [String] {
    let known = Dictionary(baseline.map { ($0.row, $0) }, uniquingKeysWith: { first, _ in first })
    var offences: [String] = []
    for row in rows {
      guard let ratio = row.ratio, let goal = row.goal else { continue }
      if ratio > goal * tolerance {
        offences.append(
          "\(row.row): ratio \(text(ratio)) against a goal of \(text(goal)), more than 25 % beyond")
      }
      if let before = known[row.row]?.ratio, ratio > before * regression, ratio > goal * 0.5 {
        offences.append(
          "\(row.row): ratio \(text(ratio)), more than 15 % behind the baseline's \(text(before))")
      }
    }
    let measured = Set(rows.map(\.row))
    for row in baseline where row.goal != nil && !measured.contains(row.row) {
      offences.append("\(row.row): in the baseline, but not measured")
    }
    return offences
  }

  static func read(_ path: String) throws -> [Row] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try JSONDecoder().decode([Row].self, from: data)
  }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }
}
