/// The rates of a run's intervals, in bounded memory: when there are too many, neighbours are averaged.
final class RateTrace {
  private static let limit = 1024
  private(set) var rates: [Double] = []
  /// How many rates one entry averages, and those gathered for the next.
  private var span = 1
  private var pending: [Double] = []

  /// Adds the rate of the next interval.
  func add(_ rate: Double) {
    pending.append(rate)
    guard pending.count == span else { return }
    rates.append(pending.reduce(0, +) / Double(span))
    pending.removeAll(keepingCapacity: true)
    guard rates.count == Self.limit else { return }
    rates = stride(from: 0, to: rates.count, by: 2).map { (rates[$0] + rates[$0 + 1]) / 2 }
    span *= 2
  }
}
