import Base
import Documents

/// The series the metrics may have, as they were when somebody last agreed to them.
///
/// The file is generated; it changes only together with a line in the change log that says why there are more series.
package struct CardinalityBaseline: Equatable, Sendable {
  /// Where the file of `hashmap-cli` stands; those of all programs are `MetricsProgram.baseline`.
  package static let path = "Sources/Telemetry/Specification/cardinality.toml"
  /// Percent by which budgets may grow without a word.
  package static let freePercent = 10

  /// The budget of every metric.
  package let budgets: [String: Int]

  /// Where it stands.
  private let place: String

  /// The budgets of a register.
  package init(of register: MetricsRegister) {
    place = register.program.baseline
    budgets = Dictionary(register.metrics.map { ($0.name, $0.budget) }) { first, _ in first }
  }

  /// Reads the file.
  package static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> CardinalityBaseline {
    var root = TableReader(try TOML.parse(bytes, file: file), file: file, subject: "the baseline")
    _ = try root.optionalCount("total")
    var budgets: [String: Int] = [:]
    for member in try root.members("budgets") {
      guard let budget = member.value.integer, budget > 0 else {
        throw DocumentError(
          file: file, line: member.keyPosition.line, column: member.keyPosition.column, key: member.key,
          detail: "a budget is a whole number of at least 1")
      }
      budgets[member.key] = Int(budget)
    }
    try root.finish()
    return CardinalityBaseline(budgets: budgets, place: file)
  }

  private init(budgets: [String: Int], place: String) {
    self.budgets = budgets
    self.place = place
  }

  /// Whether two agree about every metric, wherever they stand.
  package static func == (left: CardinalityBaseline, right: CardinalityBaseline) -> Bool {
    left.budgets == right.budgets
  }

  /// All series together.
  package var total: Int { budgets.values.reduce(0, +) }

  /// The text of the file.
  package func render() -> String {
    let lines = budgets.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return """
      # Series each metric may have; UPDATE_GOLDENS=1 swift test --filter GrowOnlyWithAWord writes it anew.
      total = \(total)

      [budgets]
      \(lines.joined(separator: "\n"))

      """
  }

  /// What grew by more than ten percent since `before` without a line about `cardinality` among the changes that are not
  /// released; metrics and all together.
  package func findings(since before: CardinalityBaseline, changelog: String) -> [RegisterFinding] {
    let lines = changelog.split(separator: "\n", omittingEmptySubsequences: false)
    let start = lines.firstIndex { $0.hasPrefix("## Unreleased") }.map { $0 + 1 } ?? lines.count
    let unreleased = lines[start...].prefix { !$0.hasPrefix("## ") }
    let notes = unreleased.filter { $0.lowercased().contains("cardinality") }
    var findings: [RegisterFinding] = []
    func check(_ name: String, _ now: Int, _ then: Int) {
      guard now * 100 > then * (100 + Self.freePercent), !notes.contains(where: { $0.contains(name) }) else {
        return
      }
      findings.append(
        RegisterFinding(
          check: "cardinality-growth", place: place,
          message:
            "\(name): \(now) series instead of \(then); a line of CHANGELOG.md says why, with the words cardinality and \(name)"
        ))
    }
    for (name, budget) in budgets.sorted(by: { $0.key < $1.key }) {
      if let then = before.budgets[name] { check(name, budget, then) }
    }
    check("total", total, before.total)
    return findings
  }
}
