/// The distances of a model by the time at which uses at them come: with every stretch of the course those of a few
/// stretches ahead may be drawn, since of those that are due no key may lie there.
struct DistanceStock {
  /// Stretches that are known ahead; fewer leave no choice, more make the end another one than the model's.
  private static let ahead = 8

  /// Distances that were supplied and have not come about, by class; below 0 where others came about.
  private(set) var counts: [Int]
  private let arrivals: [[Double]]
  /// The first stretch whose distances were not supplied.
  private var next = 0
  /// What of a distance is left over from rounding.
  private var rest: [Double]

  /// - Parameter factors: by what the number of distances of each class is multiplied; there are as many together as
  ///   without.
  init(_ model: WorkloadModel, factors: [Double], places: Int) {
    let last = model.windows.count - 1
    var arrivals = [[Double]](repeating: [Double](repeating: 0, count: places), count: last + 1)
    var (all, weighted) = (0.0, 0.0)
    for (index, window) in model.windows.enumerated() {
      for reuse in window.distances.joined() {
        let ahead = Int(Double(reuse.gap) * Double(last + 1) / Double(model.rows))
        let weight = Double(reuse.count) * factors[reuse.place]
        arrivals[min(index + min(ahead, last), last)][reuse.place] += weight
        all += Double(reuse.count)
        weighted += weight
      }
    }
    self.arrivals = arrivals.map { $0.map { weighted > 0 ? $0 * all / weighted : 0 } }
    counts = [Int](repeating: 0, count: places)
    rest = [Double](repeating: 0, count: places)
  }

  /// Supplies what may be drawn in a stretch and has not been supplied.
  mutating func supply(upTo window: Int) {
    while next < arrivals.count, next <= window + Self.ahead {
      for place in counts.indices {
        rest[place] += arrivals[next][place]
        let whole = Int(rest[place])
        counts[place] += whole
        rest[place] -= Double(whole)
      }
      next += 1
    }
  }

  /// Notes that a distance came about.
  mutating func take(_ place: Int) { counts[place] -= 1 }
}
