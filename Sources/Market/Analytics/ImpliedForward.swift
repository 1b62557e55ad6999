/// What put–call parity says about the forward and the discount factor.
package struct ImpliedForward: Sendable, Equatable {
  /// Whether there is an answer, and why not.
  package enum Status: String, Sendable, CaseIterable {
    case ok
    /// Fewer strikes with both prices than it takes: 3, or 1 with a discount factor given.
    case tooFewPairs
    /// The discount factor is outside of 0.5...1.05, or the forward is not positive: these are no prices of one market.
    case implausible
  }

  /// The price of the underlying for delivery at expiry; NaN unless `status` is `ok`.
  package let forward: Double
  /// What one unit at expiry is worth today; NaN unless `status` is `ok`.
  package let discount: Double
  /// Strikes with both prices.
  package let pairs: Int
  /// Pairs that were left out because they do not fit the others.
  package let rejected: Int
  /// The standard deviation of what parity misses by, in the currency, estimated from the median.
  package let scatter: Double
  /// Whether there is an answer.
  package let status: Status
}

/// Solves `call - put = discount · (forward - strike)` over the strikes of a chain, in spite of quotes that are wrong.
///
/// The slope begins as the median over pairs of strikes that lie well apart (Theil 1950, Sen 1968; a quarter of the
/// strikes may be wrong), the intercept as a median too; three rounds of least squares over the pairs within 3.5 standard
/// deviations (by the median of absolute deviations) then use all that is right. Buffers are reused.
package struct ImpliedForwardSolver: Sendable {
  /// Strikes the first slope is taken from, spread evenly: it costs their square.
  static let sample = 24
  private static let cut = 3.5

  private var strikes: [Double] = []
  private var differences: [Double] = []
  private var scratch: [Double] = []

  /// A solver without anything to remember.
  package init() {}

  /// The forward, and the discount factor unless it is given (positive). O(n log n).
  package mutating func solve(_ chain: OptionChain, discount given: Double? = nil) -> ImpliedForward {
    strikes.removeAll(keepingCapacity: true)
    differences.removeAll(keepingCapacity: true)
    for place in chain.strikes.indices {
      let difference = chain.calls.price[place] - chain.puts.price[place]
      guard !difference.isNaN else { continue }
      strikes.append(chain.strikes[place])
      differences.append(difference)
    }
    let count = strikes.count
    guard count >= (given == nil ? 3 : 1) else { return nothing(.tooFewPairs, 0, .nan) }
    var discount = given ?? -firstSlope()
    // What each pair says the discounted forward is.
    var level = medianLevel(discount)
    var rejected = 0
    var scatter = 0.0
    for _ in 0..<3 {
      scatter = Robust.normal * medianDeviation(discount, level)
      // Prices have finitely many digits: without any scatter their rounding is not an outlier.
      let allowed = max(Self.cut * scatter, 1e-9 * (abs(level) + 1))
      (discount, level, rejected) = refine(discount, level, allowed, isGiven: given != nil)
    }
    let forward = level / discount
    guard (0.5...1.05).contains(discount) || given.map({ $0 > 0 && $0.isFinite }) == true, forward > 0,
      forward.isFinite
    else { return nothing(.implausible, rejected, scatter) }
    return ImpliedForward(
      forward: forward, discount: discount, pairs: count, rejected: rejected, scatter: scatter, status: .ok)
  }

  private func nothing(_ status: ImpliedForward.Status, _ rejected: Int, _ scatter: Double) -> ImpliedForward
  {
    ImpliedForward(
      forward: .nan, discount: .nan, pairs: strikes.count, rejected: rejected, scatter: scatter,
      status: status)
  }

  private mutating func firstSlope() -> Double {
    let count = strikes.count
    let taken = min(count, Self.sample)
    // Neighbours say little about a slope.
    let apart = max(1, taken / 3)
    scratch.removeAll(keepingCapacity: true)
    for first in 0..<taken {
      let left = taken == 1 ? 0 : first * (count - 1) / (taken - 1)
      for second in stride(from: first + apart, to: taken, by: 1) {
        let right = second * (count - 1) / (taken - 1)
        scratch.append((differences[right] - differences[left]) / (strikes[right] - strikes[left]))
      }
    }
    return Robust.median(sorting: &scratch)
  }

  private mutating func medianLevel(_ discount: Double) -> Double {
    scratch.removeAll(keepingCapacity: true)
    for place in strikes.indices { scratch.append(differences[place] + discount * strikes[place]) }
    return Robust.median(sorting: &scratch)
  }

  private mutating func medianDeviation(_ discount: Double, _ level: Double) -> Double {
    scratch.removeAll(keepingCapacity: true)
    for place in strikes.indices {
      scratch.append(abs(differences[place] + discount * strikes[place] - level))
    }
    return Robust.median(sorting: &scratch)
  }

  /// Least squares over the pairs that miss by no more than `allowed`; what was known when too few do.
  private func refine(
    _ discount: Double, _ level: Double, _ allowed: Double, isGiven: Bool
  ) -> (Double, Double, Int) {
    var kept = 0.0
    var strikeSum = 0.0
    var differenceSum = 0.0
    func fits(_ place: Int) -> Bool {
      abs(differences[place] + discount * strikes[place] - level) <= allowed
    }
    for place in strikes.indices where fits(place) {
      kept += 1
      strikeSum += strikes[place]
      differenceSum += differences[place]
    }
    let rejected = strikes.count - Int(kept)
    guard kept >= (isGiven ? 1 : 2) else { return (discount, level, rejected) }
    let (strikeMean, differenceMean) = (strikeSum / kept, differenceSum / kept)
    if isGiven { return (discount, differenceMean + discount * strikeMean, rejected) }
    var square = 0.0
    var product = 0.0
    for place in strikes.indices where fits(place) {
      let distance = strikes[place] - strikeMean
      square += distance * distance
      product += distance * (differences[place] - differenceMean)
    }
    guard square > 0 else { return (discount, level, rejected) }
    let slope = product / square
    return (-slope, differenceMean - slope * strikeMean, rejected)
  }
}
