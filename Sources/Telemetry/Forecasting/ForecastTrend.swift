#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The slope of the newest values of a metric over operations: least squares over at most eight frames.
struct ForecastTrend: Sendable {
  /// Frames a slope is taken over.
  static let window = 8
  /// Frames a slope needs.
  static let fewest = 3

  private var points: [(operation: Double, value: Double)] = []
  /// The newest value.
  var last: Double? { points.last?.value }

  /// Takes the value at an operation.
  mutating func take(_ value: Double, at operation: UInt64) {
    points.append((Double(operation), value))
    if points.count > Self.window { points.removeFirst() }
  }

  /// The change for an operation; nil with too few frames. O(1).
  var slope: Double? {
    guard points.count >= Self.fewest else { return nil }
    let count = Double(points.count)
    let middle = points.reduce(0) { $0 + $1.operation } / count
    let mean = points.reduce(0) { $0 + $1.value } / count
    var spread = 0.0
    var joint = 0.0
    for point in points {
      spread += (point.operation - middle) * (point.operation - middle)
      joint += (point.operation - middle) * (point.value - mean)
    }
    return spread > 0 ? joint / spread : nil
  }

  /// Operations until `threshold` at the present slope; nil when it does not rise.
  func remaining(to threshold: Double) -> Double? {
    guard let slope, slope > 0, let last else { return nil }
    let way = (threshold - last) / slope
    return way.isFinite ? max(1, way) : nil
  }
}

extension MapReading {
  /// Operations until the fullest segment is full when the map gains `growth` entries an operation; nil when it does not
  /// grow or nobody counted its regions.
  ///
  /// A region has the same share of all hashes as every other, so it gains `growth / regions`. Its `s` segments hold `e/s`
  /// entries on average; the fullest of them some `√(2 (e/s) ln s)` more, the largest of `s` counts of chance (Poisson). A
  /// segment is full at the share of its slots that its layout allows (`docs/forecast.md`).
  func operationsUntilSplit(growth: Double) -> Double? {
    guard growth > 1e-9, let regions, !regions.regions.isEmpty else { return nil }
    let share: Double =
      switch backend {
      case "chaining": 5.0 / 7
      case "robinhood": 0.81
      default: 7.0 / 8
      }
    let all = Double(regions.regions.count)
    var soonest = Double.infinity
    for region in regions.regions where region.segments > 0 {
      let segments = Double(region.segments)
      let mean = Double(region.entries) / segments
      let fullest = mean + (2 * mean * log(segments)).squareRoot()
      let room = max(0, Double(region.slots) * share / segments - fullest)
      soonest = min(soonest, room * segments * all / growth)
    }
    return soonest.isFinite ? max(1, soonest) : nil
  }
}
