/// What an operation costs in each layout, in nanoseconds, as a prior; live measurements correct it.
///
/// Measured in one process, capped segments, 16-byte cells, medians, on an EPYC Zen 4 with 1 MiB of second-level cache
/// (`make bench`, rows of the grid). Only ratios between layouts matter: the level is taken from the running map.
struct CostModel {
  enum Kind: Int, CaseIterable {
    case hit, miss, update, insert, delete
  }

  /// How the table is reached: the share of memory in the cost of a look-up decides between layouts.
  enum Reach: Int, CaseIterable {
    case secondLevel, thirdLevel, memory
    /// In batches whose cache lines are asked for ahead. `grouped` then has its tags and its cell in two waits that all
    /// keys of a batch share, and what `chaining` saves by having them side by side is gone.
    case prefetched

    init(bytes: Int, isPrefetched: Bool) {
      self =
        isPrefetched
        ? .prefetched : bytes <= 1 << 20 ? .secondLevel : bytes <= 48 << 20 ? .thirdLevel : .memory
    }
  }

  /// Rows: `Reach`; columns: `Kind`. Since look-ups in `grouped` ask for their cells before the tags have come, its two
  /// cache misses cost little more than the one of `chaining`, which takes a quarter more memory for it.
  private static let grouped: [[Double]] = [
    [4.4, 3.4, 5, 12, 8],
    [9, 6, 10, 20, 25],
    [60, 38, 60, 120, 100],
    [42, 25, 27, 125, 50],
  ]
  private static let chaining: [[Double]] = [
    [4.8, 4.5, 5.5, 13, 8.5],
    [14, 10, 15, 30, 36],
    [60, 48, 60, 118, 95],
    [52, 28, 34, 100, 64],
  ]
  private static let compact: [[Double]] = [
    [5, 2.9, 6, 15, 9],
    [16, 7, 18, 35, 40],
    [125, 28, 125, 190, 180],
    [71, 33, 47, 172, 74],
  ]

  /// What measurement has taught: observed over predicted gain of each layout against `grouped`, by reach.
  private(set) var correction = [[Double]](
    repeating: [Double](repeating: 1, count: Reach.allCases.count), count: Layout.allCases.count)

  /// The prior cost of one operation of this mix (shares by `Kind`, adding up to 1).
  func cost(_ layout: Layout, _ reach: Reach, _ mix: [Double]) -> Double {
    let table =
      switch layout {
      case .grouped, .robinhood: Self.grouped
      case .chaining: Self.chaining
      case .compact: Self.compact
      }
    var cost = 0.0
    for (share, price) in zip(mix, table[reach.rawValue]) { cost += share * price }
    return cost * correction[Int(layout.rawValue)][reach.rawValue]
  }

  /// Takes over that `layout` costs `ratio` times what the model said, halfway, within a factor of four.
  mutating func learn(_ layout: Layout, _ reach: Reach, ratio: Double) {
    guard ratio.isFinite, ratio > 0 else { return }
    let old = correction[Int(layout.rawValue)][reach.rawValue]
    correction[Int(layout.rawValue)][reach.rawValue] = min(4, max(0.25, old * (1 + ratio) / 2))
  }
}
