import Base

/// How far one quantity is shifted against another that was measured in the same rounds, from the differences within
/// rounds: what drifts, and the seed a round has, meets both and falls out.
///
/// Worked out on logarithms and told in percent of the baseline. The estimate is the median of the means of all pairs of
/// differences (Hodges–Lehmann); the interval holds the shifts that Wilcoxon's signed-rank test does not reject (Tukey).
/// It asks for no normal distribution; only that a difference is as likely so much above the shift as below.
package struct PairedShift: Equatable, Sendable {
  /// Rounds.
  package let count: Int
  /// The estimate, in percent of the baseline.
  package let shift: Double
  /// The bounds of the interval in percent; nil when so few rounds cannot give the confidence.
  package let interval: ClosedRange<Double>?
  /// The two-sided probability of such a sum of ranks without a shift.
  package let p: Double

  /// Most rounds whose pairs are formed; of more, the first so many count.
  package static let limit = 1000

  /// The shift of `candidate` against `baseline`, whose values at one place belong to one round; nil unless there are
  /// as many of both, one at least, all above 0. O(n² log n).
  package init?(_ baseline: [Double], _ candidate: [Double], confidence: Double = 0.95) {
    guard baseline.count == candidate.count else { return nil }
    let pairs = Array(zip(baseline, candidate).prefix(Self.limit))
    guard !pairs.isEmpty, pairs.allSatisfy({ $0 > 0 && $1 > 0 && $0.isFinite && $1.isFinite }) else {
      return nil
    }
    self.init(
      logarithms: pairs.map { DeterministicMath.log($1) - DeterministicMath.log($0) }, confidence: confidence)
  }

  /// The same from differences of logarithms, one a round; at least one.
  init(logarithms differences: [Double], confidence: Double = 0.95) {
    count = differences.count
    var means: [Double] = []
    means.reserveCapacity(count * (count + 1) / 2)
    for (place, first) in differences.enumerated() {
      for second in differences[place...] { means.append((first + second) / 2) }
    }
    means.sort()
    let middle = means.count / 2
    shift = Self.percent(
      means.count.isMultiple(of: 2) ? (means[middle - 1] + means[middle]) / 2 : means[middle])
    let ranks = SignedRanks(count)
    let outside = ranks.rejected(tail: (1 - confidence) / 2)
    interval =
      outside > 0 && 2 * outside <= means.count
      ? Self.percent(means[outside - 1])...Self.percent(means[means.count - outside]) : nil
    // Means above 0 add up to the sum of the ranks of positive differences; those at 0 count half.
    let above = means.reduce(0.0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    let extreme = min(above, Double(ranks.largest) - above)
    p = min(1, 2 * ranks.lowerTail(Int(extreme.rounded(.down))))
  }

  /// What it says within so many percent.
  package enum Finding: Equatable, Sendable {
    /// The candidate's values are lower, or higher, by more than chance, and by how much may be more than the margin.
    case lower, higher
    /// The whole interval lies within the margin on both sides: the two do as well.
    case equivalent
    /// Neither is shown.
    case open
  }

  /// Whether the two are equivalent within `margin` percent, else which is higher.
  ///
  /// The interval lies within the margin exactly when two one-sided tests reject both a difference below and one above
  /// it (Schuirmann's TOST, at half of what the confidence leaves). In logarithms the margin is the same up and down.
  package func finding(margin: Double) -> Finding {
    guard let interval else { return .open }
    let most = 1 + margin / 100
    if 1 + interval.upperBound / 100 < most, 1 + interval.lowerBound / 100 > 1 / most { return .equivalent }
    return interval.lowerBound > 0 ? .higher : interval.upperBound < 0 ? .lower : .open
  }

  /// About how many rounds in all would settle an open finding at this confidence: the interval narrows with their square
  /// root until it leaves out 0 or lies within the margin, whichever is nearer. At most a million; those it has where it
  /// is settled.
  package func neededRounds(margin: Double, confidence: Double) -> Int {
    guard finding(margin: margin) == .open else { return count }
    let fewest = SignedRanks.fewest(confidence: confidence)
    guard let interval else { return max(fewest, count + 1) }
    let width = (Self.logarithm(interval.upperBound) - Self.logarithm(interval.lowerBound)) / 2
    let distance = abs(Self.logarithm(shift))
    let room = max(Self.logarithm(margin) - distance, distance, 1e-4)
    let needed = Double(count) * (width / room) * (width / room)
    return min(1_000_000, max(fewest, count + 1, needed < 1e6 ? Int(needed.rounded(.up)) : 1_000_000))
  }

  private static func percent(_ logarithm: Double) -> Double { 100 * DeterministicMath.expm1(logarithm) }

  private static func logarithm(_ percent: Double) -> Double { DeterministicMath.log(1 + percent / 100) }
}

extension PairedShift {
  /// The interval in words: `[-1.20 %, +3.40 %]`, empty where there is none.
  package var bounds: String {
    guard let interval else { return "(too few rounds for an interval)" }
    return "[\(Self.signed(interval.lowerBound)), \(Self.signed(interval.upperBound))]"
  }

  /// A percentage with its sign.
  package static func signed(_ percent: Double) -> String {
    "\(percent > 0 ? "+" : "")\(Figures.fixed(percent, 1)) %"
  }
}
