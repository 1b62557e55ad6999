/// How near the process is to its memory limit. Raw values are what metrics show.
package enum MemoryTier: Int, Sendable, CaseIterable, Comparable {
  /// Nothing is done.
  case normal
  /// Caches shrink, a few far strikes are left out.
  case elevated
  /// Greeks are left out and cycles slow down too.
  case high
  /// Detail of single options is dropped too.
  case critical

  /// The share of the usual strikes on each side.
  package var depthFactor: Double {
    switch self {
    case .normal: 1
    case .elevated: 0.85
    case .high: 0.60
    case .critical: 0.40
    }
  }

  /// What is done about it; every tier does what those below do.
  package var actions: Set<MemoryAction> {
    switch self {
    case .normal: []
    case .elevated: [.shrinkCaches, .reduceDepth]
    case .high: [.shrinkCaches, .reduceDepth, .skipGreeks, .slowCycles]
    case .critical: [.shrinkCaches, .reduceDepth, .skipGreeks, .slowCycles, .dropDetail]
    }
  }

  /// Strikes on each side of the money instead of `depth`: the tier's share, rounded down, but at least two, or
  /// `depth` where that is less.
  /// At most a million, more than any ladder of strikes has.
  package func depth(of depth: Int) -> Int {
    let depth = min(max(0, depth), 1_000_000)
    return min(depth, max(2, Int(Double(depth) * depthFactor)))
  }

  /// Lower tiers first.
  package static func < (left: MemoryTier, right: MemoryTier) -> Bool { left.rawValue < right.rawValue }
}

/// What is done about memory. Raw values are label values of metrics.
package enum MemoryAction: String, Sendable, CaseIterable {
  case shrinkCaches = "shrink_caches"
  case reduceDepth = "reduce_depth"
  case skipGreeks = "skip_greeks"
  case slowCycles = "slow_cycles"
  case dropDetail = "drop_detail"
}

/// Where tiers begin, as fractions of the limit, and how far below that they end.
package struct MemoryThresholds: Sendable, Equatable {
  /// From here on elevated, high, critical.
  package let enter: [Double]
  /// A tier ends below its beginning less this.
  package let hysteresis: Double

  /// Thresholds of one's own.
  ///
  /// - Throws: `MarketError` of kind `config` unless there are three that rise within 0...1, further apart than the hysteresis.
  package init(enter: [Double], hysteresis: Double) throws(MarketError) {
    let isAscending = zip(enter, enter.dropFirst()).allSatisfy { $1 - $0 > hysteresis }
    guard enter.count == 3, enter.allSatisfy({ $0 > hysteresis && $0 <= 1 }), hysteresis >= 0, isAscending
    else {
      throw MarketError(
        .config, "memory tiers \(enter) with hysteresis \(hysteresis)",
        hint:
          "give three fractions within 0...1 that rise by more than the hysteresis, such as 0.70, 0.80, 0.90 and 0.05"
      )
    }
    self.enter = enter
    self.hysteresis = hysteresis
  }

  private init(enter: [Double]) {
    self.enter = enter
    hysteresis = 0.05
  }

  /// 0.70, 0.80 and 0.90, ended 0.05 below.
  package static let standard = MemoryThresholds(enter: [0.70, 0.80, 0.90])
}

/// The tier of memory pressure, from one reading a cycle. It rises at once to the tier that the reading demands, and
/// falls with the second reading in a row that demands less, at once to the higher of the two: no reading a hysteresis
/// wide around a threshold, and no single reading, makes it flap, and one cycle after the pressure ends everything is undone.
package struct MemoryPressure: Sendable {
  /// So many cycles without a reading end every tier.
  package static let blindCycles = 5

  /// What holds now.
  package private(set) var tier = MemoryTier.normal
  /// The last reading; nil when the last cycle had none.
  package private(set) var reading: Double?
  private let thresholds: MemoryThresholds
  /// What the reading before demanded.
  private var demanded = MemoryTier.normal
  private var blind = 0

  /// No pressure so far.
  package init(_ thresholds: MemoryThresholds = .standard) { self.thresholds = thresholds }

  /// Takes the reading of a cycle that begins, memory in use as a fraction of the limit, and decides the tier of that
  /// cycle. Without a reading (nil, NaN or below 0) the tier stays as it is for `blindCycles` cycles and is `normal` after them. O(1).
  package mutating func take(_ fraction: Double?) {
    guard let fraction, fraction >= 0 else {
      reading = nil
      blind = min(blind + 1, Self.blindCycles)
      guard blind == Self.blindCycles else { return }
      tier = .normal
      demanded = .normal
      return
    }
    reading = fraction
    blind = 0
    let before = demanded
    demanded = demand(of: fraction)
    tier = max(before, demanded)
  }

  /// The highest tier whose threshold is reached; those up to the present one end a hysteresis lower.
  private func demand(of fraction: Double) -> MemoryTier {
    for candidate in MemoryTier.allCases.reversed() where candidate > .normal {
      let enter = thresholds.enter[candidate.rawValue - 1]
      if fraction >= (candidate <= tier ? enter - thresholds.hysteresis : enter) { return candidate }
    }
    return .normal
  }
}
