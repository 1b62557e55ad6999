import Base

/// All series of one metric.
final class Family: @unchecked Sendable {
  /// Why a label set was not given its own series.
  enum Outcome {
    case found(Series)
    case folded(Series)
    case refused
  }

  private struct Entry {
    let labels: [String]
    var series: Series
    var fingerprint: UInt64
    var untouched = 0
  }

  let descriptor: MetricDescriptor
  private let lock = Lock()
  private var entries: [Entry] = []
  private var places: [[String]: Int] = [:]

  init(_ descriptor: MetricDescriptor) {
    self.descriptor = descriptor
  }

  /// Series there are.
  var count: Int { lock.withLock { entries.count } }

  /// The series of a label set, made when there is room in the budget, else that of `other`.
  func series(_ labels: [String]) -> Outcome {
    guard descriptor.allows(labels) else { return .refused }
    return lock.withLock {
      if let place = places[labels] { return .found(entries[place].series) }
      if entries.count < descriptor.budget { return .found(make(labels)) }
      guard descriptor.labels.contains(where: { $0.values == nil }) else { return .refused }
      let folded = zip(descriptor.labels, labels).map { $0.values == nil ? "other" : $1 }
      if let place = places[folded] { return .folded(entries[place].series) }
      return .folded(make(folded))
    }
  }

  private func make(_ labels: [String]) -> Series {
    let series = Self.emptySeries(descriptor.kind)
    places[labels] = entries.count
    entries.append(Entry(labels: labels, series: series, fingerprint: series.fingerprint))
    return series
  }

  /// A series that belongs to no family yet.
  static func emptySeries(_ kind: MetricDescriptor.Kind) -> Series {
    switch kind {
    case .counter: Counter()
    case .histogram: Histogram()
    default: Gauge()
    }
  }

  /// The values of all series in the order of their labels.
  func samples() -> FamilySamples {
    let present = lock.withLock { entries.map { (labels: $0.labels, series: $0.series) } }
    var family = FamilySamples(descriptor)
    for (labels, series) in present.sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
      family.samples.append(Sample(labels: labels, value: value(of: series)))
    }
    return family
  }

  private func value(of series: Series) -> SampleValue {
    switch series {
    case let counter as Counter:
      return descriptor.name.hasSuffix("_seconds_total")
        ? .number(Double(counter.total) / 1e9) : .integer(counter.total)
    case let histogram as Histogram:
      let bounds = descriptor.buckets
      let recorded = histogram.copy()
      return .histogram(
        bounds: bounds, cumulative: recorded.counts(upTo: bounds.map { UInt64(($0 * 1e9).rounded()) }),
        count: recorded.count, sumNanoseconds: recorded.sum)
    case let gauge as Gauge: return .number(gauge.value)
    default: return .number(0)
    }
  }

  /// Removes the series with labels of any value that nobody holds and nobody has touched during `limit` calls; returns
  /// how many went.
  func sweep(after limit: Int) -> Int {
    guard descriptor.labels.contains(where: { $0.values == nil }) else { return 0 }
    return lock.withLock {
      let before = entries.count
      for place in entries.indices {
        let now = entries[place].series.fingerprint
        let isHeld = !isKnownUniquelyReferenced(&entries[place].series)
        entries[place].untouched =
          isHeld || now != entries[place].fingerprint ? 0 : entries[place].untouched + 1
        entries[place].fingerprint = now
      }
      entries.removeAll { $0.untouched >= limit }
      guard entries.count < before else { return 0 }
      places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.labels, $0) })
      return before - entries.count
    }
  }
}
