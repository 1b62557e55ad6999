import Documents
import Terminal

extension SummaryState {
  private static let mostAlerts = 50

  /// Takes the members of a cycle: of the panel `loop` or of `/api/cycle`; absent ones stay unknown.
  mutating func take(cycle table: DocumentTable) {
    cycle = table["cycle"]?.integer ?? 0
    instant = table["instant"]?.string ?? ""
    isOK = table["ok"]?.bool ?? false
    options = Int(table["options"]?.integer ?? 0)
    solved = Int(table["iv_ok"]?.integer ?? 0)
    rows = Int(table["rows"]?.integer ?? 0)
    tier = Int(table["tier"]?.integer ?? 0)
    detail = table["detail"]?.string ?? "?"
    budgets = Self.numbers(table["budget"]).map { (name: $0, left: $1) }
    take(phases: table["phase_ms"])
    if let list = table["indices"]?.array { take(indices: list) }
    for error in table["errors"]?.array ?? [] {
      if let text = error.string { add(Alert(severity: "warning", text: text)) }
    }
  }

  /// Takes milliseconds by phase.
  mutating func take(phases value: DocumentValue?) {
    let found = Self.numbers(value).map { (name: $0, milliseconds: $1) }
    if !found.isEmpty { phases = found }
  }

  /// Takes indices, as a list of objects.
  mutating func take(indices list: [DocumentValue]) {
    indices = list.compactMap(\.table).map { table in
      var index = Index()
      index.name = table["index"]?.string ?? "?"
      index.status = table["status"]?.string ?? "?"
      index.price = table["price"]?.number
      index.atTheMoney = table["atm"]?.number
      index.options = Int(table["options"]?.integer ?? 0)
      index.solved = Int(table["iv_ok"]?.integer ?? 0)
      index.coverage = table["coverage"]?.number
      // The panel `indices` and a cycle's line have a name each for the same figure, of 100.
      index.quality = (table["dq_score"] ?? table["quality"])?.number.map { $0 / 100 }
      return index
    }
  }

  /// Takes the items of the panel `alerts`.
  mutating func take(alerts list: [DocumentValue]) {
    for table in list.compactMap(\.table) {
      let index = table["index"]?.string.map { "\($0): " } ?? ""
      add(
        Alert(
          severity: table["severity"]?.string ?? "warning",
          text: "\(index)\(table["alert"]?.string ?? "?"): \(table["detail"]?.string ?? "")"))
    }
  }

  /// Takes the answer of `/healthz`: the level, and what is not well.
  mutating func take(health table: DocumentTable) {
    health = table["level"]?.string
    reasons = table["reasons"]?.string ?? ""
  }

  private mutating func add(_ alert: Alert) {
    if alerts.count < Self.mostAlerts { alerts.append(alert) }
  }

  private static func numbers(_ value: DocumentValue?) -> [(String, Double)] {
    (value?.table?.members ?? []).compactMap { member in member.value.number.map { (member.key, $0) } }
  }
}
