import Documents

/// The table of rules as configured.
package struct QualitySettings: Sendable, Equatable {
  private var effects = QualityRule.allCases.map(\.facts.effect)
  private var thresholds = QualityRule.allCases.map(\.facts.threshold)

  /// Every rule as the table says.
  package init() {}

  /// Reads changes to the table, such as `stale_quote=drop:30`, `outlier=off`, `parity=flag`.
  ///
  /// - Throws: `MarketError` of kind `config` that names the change and what would be right.
  package init(_ changes: [String]) throws(MarketError) {
    for change in changes {
      func refuse(_ reason: String, _ hint: String) -> MarketError {
        MarketError(.config, "quality rule \"\(change)\": \(reason)", hint: hint)
      }
      let halves = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else {
        throw refuse(
          "no equals sign", "write RULE=EFFECT or RULE=EFFECT:THRESHOLD, as in stale_quote=drop:30")
      }
      guard let rule = QualityRule(id: halves[0]) else {
        let ids = QualityRule.allCases.map(\.id)
        let near = Spelling.nearest(String(halves[0]), in: ids).map { "; did you mean \($0)?" } ?? ""
        throw refuse("no such rule\(near)", "rules are \(ids.joined(separator: ", "))")
      }
      let parts = halves[1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let effect = QualityRule.Effect(rawValue: String(parts[0])) else {
        throw refuse("no effect \"\(parts[0])\"", "effects are off, flag and drop")
      }
      if effect == .drop, rule.facts.scope == .batch {
        throw refuse("it concerns the whole batch, no row", "write \(rule.id)=flag or \(rule.id)=off")
      }
      effects[rule.rawValue] = effect
      guard parts.count == 2 else { continue }
      guard !rule.facts.threshold.isNaN else {
        throw refuse("it has no threshold", "write \(rule.id)=\(effect.rawValue)")
      }
      guard let threshold = Double(parts[1]), threshold >= 0, threshold.isFinite else {
        throw refuse("\"\(parts[1])\" is no threshold", "write a number that is not negative")
      }
      thresholds[rule.rawValue] = threshold
    }
  }

  /// What becomes of what breaks the rule.
  package func effect(of rule: QualityRule) -> QualityRule.Effect { effects[rule.rawValue] }
  /// The rule's limit; NaN when it has none.
  package func threshold(of rule: QualityRule) -> Double { thresholds[rule.rawValue] }
}
