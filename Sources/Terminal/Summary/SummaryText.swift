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

  /// All lines for so many columns. What does not fit is left out in whole columns of the table and whole figures, those
  /// that tell least first; only words of others, as of alerts, may be longer.
  func lines(columns: Int) -> [[Piece]] {
    var lines = [Self.fitting(cycle, columns), condition]
    if !isCompact { lines.append([]) }
    let places = Self.shownColumns(columns)
    let titles = ["index", "status", "level", "atm", "options", "solved", "cover", "quality"]
    lines.append([(Self.row(titles, places), .title)])
    lines += state.indices.map { index in
      [(Self.row(Self.cells(index), places), Self.ink(ofStatus: index.status))]
    }
    if !isCompact { lines.append([]) }
    lines.append(Self.fitting(budgets, columns))
    if !isCompact, !state.phases.isEmpty { lines.append(Self.fitting(phases, columns)) }
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

  /// A piece of a line and how little it would be missed; nil for one that stays.
  private typealias Ranked = (piece: Piece, rank: Double?)

  private var cycle: [Ranked] {
    var line: [Ranked] = [
      (("cycle \(state.cycle)", .title), nil), (("  \(state.instant)", .plain), 5),
      (("  " + (state.isOK ? "ok" : "FAILED"), state.isOK ? .good : .critical), nil),
      (("  \(state.options) options", .plain), 2), (("  \(state.solved) solved", .plain), 3),
      (("  \(state.rows) rows", .plain), 4),
    ]
    if let age = state.age { line.append((("  \(Self.duration(age)) old", .faint), 1)) }
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

  /// The fullest budget is missed least, and the shortest phase.
  private var budgets: [Ranked] {
    [(("budgets ", .title), nil)]
      + state.budgets.map { budget in
        (
          (
            " \(budget.name) \(Figures.fixed(budget.left * 100, 0)) %",
            budget.left <= 0.1 ? .critical : budget.left <= 0.5 ? .warning : .plain
          ), budget.left
        )
      }
  }

  private var phases: [Ranked] {
    [(("phases  ", .title), nil)]
      + state.phases.filter { $0.milliseconds > 0 }.map { phase in
        ((" \(phase.name) \(Figures.fixed(phase.milliseconds, 1)) ms", .plain), -phase.milliseconds)
      }
  }

  /// The pieces of a line that stay where there are so many columns.
  private static func fitting(_ line: [Ranked], _ columns: Int) -> [Piece] {
    var rest = line
    while rest.reduce(0, { $0 + DisplayWidth.of($1.piece.text) }) > columns {
      let places = rest.indices.reversed().filter { rest[$0].rank != nil }
      guard let least = places.max(by: { (rest[$0].rank ?? 0) < (rest[$1].rank ?? 0) }) else { break }
      rest.remove(at: least)
    }
    return rest.map(\.piece)
  }

  private static func cells(_ index: SummaryState.Index) -> [String] {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.flatMap { $0.isFinite ? Figures.fixed($0, digits) : nil } ?? "-"
    }
    func share(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? Figures.fixed($0 * 100, 0) + " %" : nil } ?? "-"
    }
    return [
      String(index.name.prefix(12)), index.status, number(index.price, 2), number(index.atTheMoney, 0),
      "\(index.options)", "\(index.solved)", share(index.coverage), share(index.quality),
    ]
  }

  /// Eight columns: two texts from the left, six numbers to the right.
  private static let widths = [13, 8, 12, 9, 9, 8, 8, 9]
  /// Columns in the order in which they are left out where there is no room: the strike at the money, coverage, solved,
  /// level, quality, options, status.
  private static let dispensable = [3, 6, 5, 2, 7, 4, 1]

  /// The places of the columns that are shown.
  private static func shownColumns(_ columns: Int) -> [Int] {
    var shown = Array(widths.indices)
    for place in dispensable where shown.reduce(0, { $0 + widths[$1] }) > columns {
      shown.removeAll { $0 == place }
    }
    return shown
  }

  private static func row(_ cells: [String], _ shown: [Int]) -> String {
    shown.map { place in
      let gap = String(repeating: " ", count: max(0, widths[place] - DisplayWidth.of(cells[place])))
      return place < 2 ? cells[place] + gap : gap + cells[place]
    }.joined()
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
