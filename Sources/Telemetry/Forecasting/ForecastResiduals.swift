/// Residuals of one method, in order, those of one event with the weight of one together.
struct ForecastResiduals: Sendable {
  /// Events whose residuals are kept.
  static let eventLimit = 256
  /// Events that say which method is to be believed, and the fewest that do.
  private static let recent = 32
  private static let fewest = 5

  private struct Weighted {
    let residual: Double
    let weight: Double
  }

  /// The oldest first.
  private var byEvent: [[Double]] = []
  private var sorted: [Weighted] = []

  /// Events with a residual.
  var events: Int { byEvent.count }
  /// The median over the newest events of their mean distance from 0; nil with fewer than five.
  private(set) var recentError: Double?

  /// Takes the residuals of one event; those of the oldest one go when there are too many. O(residuals kept).
  mutating func add(_ residuals: [Double]) {
    guard !residuals.isEmpty else { return }
    byEvent.append(residuals)
    let weight = 1 / Double(residuals.count)
    for residual in residuals {
      sorted.insert(Weighted(residual: residual, weight: weight), at: place(of: residual))
    }
    if byEvent.count > Self.eventLimit { drop(byEvent.removeFirst()) }
    let errors = byEvent.suffix(Self.recent).map { own in
      own.reduce(0) { $0 + abs($1) } / Double(own.count)
    }.sorted()
    recentError = errors.count >= Self.fewest ? errors[errors.count / 2] : nil
  }

  private mutating func drop(_ residuals: [Double]) {
    let weight = 1 / Double(residuals.count)
    for residual in residuals {
      var index = place(of: residual)
      while index < sorted.count, sorted[index].residual == residual {
        if sorted[index].weight == weight {
          sorted.remove(at: index)
          break
        }
        index += 1
      }
    }
  }

  /// The first place whose residual is not smaller.
  private func place(of residual: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].residual < residual { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The residuals between which those of the next event lie but for a share `miss`, half of it on either side: the
  /// quantiles of conformal prediction, to which the event to come belongs as one beyond all. O(residuals kept).
  func bounds(miss: Double) -> ClosedRange<Double>? {
    guard let first = sorted.first, let last = sorted.last else { return nil }
    // What is left on either side, the event to come itself taken off.
    let outside = Double(events) - ((1 - miss / 2) * Double(events + 1) - 1e-9)
    guard outside > 0 else { return first.residual...last.residual }
    var sum = 0.0
    var lower = first.residual
    for one in sorted {
      lower = one.residual
      sum += one.weight
      if sum > outside { break }
    }
    sum = 0
    var upper = last.residual
    for one in sorted.reversed() {
      upper = one.residual
      sum += one.weight
      if sum > outside { break }
    }
    return min(lower, upper)...max(lower, upper)
  }
}
