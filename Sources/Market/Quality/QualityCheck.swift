import Base

/// What a batch of quotes is measured against.
package struct QualityContext: Sendable {
  /// The day that was asked for; nil when it could not be resolved.
  package var expiry: CivilDate?
  /// Now, in nanoseconds since 1970-01-01T00:00:00Z.
  package var now: Int64
  /// The index; nil when it is not known.
  package var index: IndexQuote?
  /// The discount factor to expiry; nil to take it from parity.
  package var discount: Double?
  /// Years to expiry; nil leaves out the rule about outliers.
  package var years: Double?
  /// Strikes that were asked for; nil when as many as the rule of coverage wants.
  package var strikes: Int?

  /// A context of a batch.
  package init(
    expiry: CivilDate?, now: Int64, index: IndexQuote?, discount: Double? = nil, years: Double? = nil,
    strikes: Int? = nil
  ) {
    self.expiry = expiry
    self.years = years
    self.strikes = strikes
    self.now = now
    self.index = index
    self.discount = discount
  }
}

/// Holds the quotes of one expiry against the rules and says which may be used. Everything is collected, nothing is
/// repaired: a row of another expiry is left out and never relabelled. Buffers are reused from batch to batch.
/// O(n log n); a batch of 400 options takes about a fifth of a millisecond, most of it for volatilities.
package struct QualityCheck: Sendable {
  /// The rules as configured.
  package let settings: QualitySettings
  /// The kept rows as a chain, for what follows.
  package private(set) var chain = OptionChain()
  /// The findings of the latest batch.
  package var report = QualityReport()

  var rows: [QuoteCandidate] = []
  var solver = ImpliedForwardSolver()
  /// By row: the bits of broken rules.
  private var broken: [UInt32] = []
  private var isDropped: [Bool] = []
  var seen: [UInt64] = []
  var scratch: [Double] = []
  var gaps: [(row: Int, value: Double, floor: Double)] = []

  /// A check by the rules of the settings.
  package init(_ settings: QualitySettings = QualitySettings()) { self.settings = settings }

  /// Checks quotes whose terms are known; see the other `check`.
  package mutating func check(_ quotes: [OptionQuote], _ context: QualityContext) -> QualityReport {
    rows.removeAll(keepingCapacity: true)
    for quote in quotes { rows.append(QuoteCandidate(quote)) }
    return check(context)
  }

  /// Checks rows as a feed gave them.
  package mutating func check(_ candidates: [QuoteCandidate], _ context: QualityContext) -> QualityReport {
    rows.removeAll(keepingCapacity: true)
    rows.append(contentsOf: candidates)
    return check(context)
  }

  /// Whether a row of the latest batch is left out.
  package func isLeftOut(_ row: Int) -> Bool { isDropped[row] }

  /// The rules a row of the latest batch breaks.
  package func findings(of row: Int) -> [QualityRule] {
    QualityRule.allCases.filter { broken[row] & $0.bit != 0 }
  }

  private mutating func check(_ context: QualityContext) -> QualityReport {
    report = QualityReport()
    report.rows = rows.count
    broken.removeAll(keepingCapacity: true)
    broken.append(contentsOf: repeatElement(0, count: rows.count))
    isDropped.removeAll(keepingCapacity: true)
    isDropped.append(contentsOf: repeatElement(false, count: rows.count))
    if let expiry = context.expiry {
      checkRows(expiry, context)
      let dropped = isDropped
      chain.load(rows) { dropped[$0] }
      checkChain(context)
      finish(isBelievable: true, asked: context.strikes)
    } else {
      find(.badResolvedExpiry, row: nil)
      for row in rows.indices { isDropped[row] = true }
      chain.load([])
      finish(isBelievable: false, asked: nil)
    }
    return report
  }

  /// Notes a finding unless its rule is off.
  mutating func find(_ rule: QualityRule, row: Int?, measured: Double = .nan) {
    let effect = settings.effect(of: rule)
    guard effect != .off else { return }
    if let row {
      // A rule between neighbours may meet a row twice.
      guard broken[row] & rule.bit == 0 else { return }
      broken[row] |= rule.bit
      if effect == .drop { isDropped[row] = true }
    }
    report.counts[rule.rawValue] += 1
    if report.issues.count < QualityReport.issueLimit {
      report.issues.append(
        QualityIssue(rule: rule, row: row, strike: row.map { rows[$0].strike } ?? .nan, measured: measured))
    }
  }

  private mutating func finish(isBelievable: Bool, asked: Int?) {
    var penalty = 0.0
    var knownVolumes = 0
    var zeroVolumes = 0
    for row in rows.indices {
      var weight = 0.0
      var bits = broken[row]
      while bits != 0 {
        if let rule = QualityRule(rawValue: bits.trailingZeroBitCount) {
          weight = max(weight, rule.facts.severity.weight)
        }
        bits &= bits - 1
      }
      penalty += weight
      if isDropped[row] { continue }
      report.kept += 1
      if weight > 0 { report.flagged += 1 }
      if rows[row].volume >= 0 {
        knownVolumes += 1
        if rows[row].volume == 0 { zeroVolumes += 1 }
      }
    }
    // Rules among neighbours may drop rows of the chain too.
    if isBelievable {
      let dropped = isDropped
      chain.load(rows) { dropped[$0] }
    }
    report.strikes = chain.strikes.count
    report.zeroVolumeRatio = knownVolumes == 0 ? .nan : Double(zeroVolumes) / Double(knownVolumes)
    // Nobody can bring more strikes than were asked for: what is thinned on purpose is whole with all of those.
    let coverage = min(
      settings.threshold(of: .insufficientStrikeCoverage), asked.map(Double.init) ?? .infinity)
    let isCovered = settings.effect(of: .insufficientStrikeCoverage) != .off
    if isCovered, isBelievable, Double(report.strikes) < coverage {
      find(.insufficientStrikeCoverage, row: nil, measured: Double(report.strikes))
    }
    report.isUsable = isBelievable && report.strikes >= (isCovered ? 3 : 1)
    guard !rows.isEmpty else { return }
    let share = isCovered && coverage > 0 ? min(1, Double(report.strikes) / coverage) : 1
    report.score = report.isUsable ? max(0, 100 * (1 - penalty / Double(rows.count)) * share) : 0
  }
}
