import Base

/// The lines of a summary: the same on a terminal, where they have colours, and as plain text.
package struct SummaryText {
  /// One piece of a line.
  typealias Piece = (text: String, ink: Ink)

  private static let fewAlerts = 3
  private static let manyAlerts = 12
  private let state: SummaryState
  private let isCompact: Bool

  /// The lines of a state.
  package init(_ state: SummaryState, isCompact: Bool) {
    self.state = state
    self.isCompact = isCompact
  }

  /// All lines as text, without colours and without spaces at their ends.
  package var text: String {
    lines(columns: .max).map { line in
      var text = line.map(\.text).joined()
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }.joined()
  }

  /// All lines for a screen so many columns wide.
  func lines(columns: Int) -> [[Piece]] {
    var lines = [cycle, condition]
    if !isCompact { lines.append([]) }
    lines.append([
      (Self.row("index", "status", "level", "atm", "options", "solved", "cover", "quality"), .title)
    ])
    lines += state.indices.map { index in [(Self.row(index), Self.ink(ofStatus: index.status))] }
    if !isCompact { lines.append([]) }
    lines.append(budgets)
    if !isCompact, !state.phases.isEmpty { lines.append(phases) }
    let shown = state.alerts.prefix(isCompact ? Self.fewAlerts : Self.manyAlerts)
    if !isCompact, !shown.isEmpty { lines.append([]) }
    for alert in shown {
      lines.append([
        (alert.severity == "critical" ? "! " : "· ", Self.ink(ofSeverity: alert.severity)),
        (alert.text, .plain),
      ])
    }
    if state.alerts.count > shown.count {
      lines.append([("and \(state.alerts.count - shown.count) more", .faint)])
    }
    return lines
  }

  private var cycle: [Piece] {
    var line: [Piece] = [
      ("cycle \(state.cycle)", .title), ("  \(state.instant)  ", .plain),
      (state.isOK ? "ok" : "FAILED", state.isOK ? .good : .critical),
      ("  \(state.options) options  \(state.solved) solved  \(state.rows) rows", .plain),
    ]
    if let age = state.age { line.append(("  \(Self.duration(age)) old", .faint)) }
    return line
  }

  private var condition: [Piece] {
    var line: [Piece] = []
    if let health = state.health {
      line.append((health, Self.ink(ofHealth: health)))
      if !state.reasons.isEmpty { line.append((" (\(state.reasons))", .plain)) }
      line.append(("  ", .plain))
    }
    line.append(("memory tier \(state.tier)", state.tier == 0 ? .plain : .warning))
    line.append(("  detail \(state.detail)", state.detail == "full" ? .plain : .warning))
    if let trust = state.trust { line.append(("  panels \(trust)", .plain)) }
    return line
  }

  private var budgets: [Piece] {
    [("budgets ", .title)]
      + state.budgets.map { budget in
        (
          " \(budget.name) \(Figures.fixed(budget.left * 100, 0)) %",
          budget.left <= 0.1 ? .critical : budget.left <= 0.5 ? .warning : .plain
        )
      }
  }

  private var phases: [Piece] {
    [("phases  ", .title)]
      + state.phases.filter { $0.milliseconds > 0 }.map { phase in
        (" \(phase.name) \(Figures.fixed(phase.milliseconds, 1)) ms", .plain)
      }
  }

  private static func row(_ index: SummaryState.Index) -> String {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.flatMap { $0.isFinite ? Figures.fixed($0, digits) : nil } ?? "-"
    }
    func share(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? Figures.fixed($0 * 100, 0) + " %" : nil } ?? "-"
    }
    return row(
      index.name, index.status, number(index.price, 2), number(index.atTheMoney, 0), "\(index.options)",
      "\(index.solved)", share(index.coverage), share(index.quality))
  }

  /// Eight columns: two texts from the left, six numbers to the right.
  private static func row(
    _ name: String, _ status: String, _ numbers: String...
  ) -> String {
    func padded(_ text: String, _ width: Int, isNumber: Bool) -> String {
      let gap = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
      return isNumber ? gap + text : text + gap
    }
    let widths = [12, 9, 9, 8, 8, 9]
    return padded(String(name.prefix(12)), 13, isNumber: false) + padded(status, 8, isNumber: false)
      + zip(numbers, widths).map { padded($0, $1, isNumber: true) }.joined()
  }

  private static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "?" }
    if seconds < 120 { return "\(Int(seconds)) s" }
    return seconds < 7200 ? "\(Int(seconds / 60)) min" : "\(Int(seconds / 3600)) h"
  }

  private static func ink(ofStatus status: String) -> Ink {
    switch status {
    case "OK": .plain
    case "PARTIAL", "DEGRADED": .warning
    default: .critical
    }
  }

  private static func ink(ofSeverity severity: String) -> Ink {
    severity == "critical" ? .critical : .warning
  }

  private static func ink(ofHealth health: String) -> Ink {
    switch health {
    case "HEALTHY": .good
    case "CRITICAL": .critical
    default: .warning
    }
  }
}
