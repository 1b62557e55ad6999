import Base

/// The program's own metrics: every series that is not taken from a frame.
///
/// Ask once for a series, through the generated function of its metric, and keep it; observing it takes no lock. A wrong
/// label, an unknown metric or a wrong kind gives a series that nobody sees, and is counted. Thread-safe.
package final class Registry: @unchecked Sendable {
  /// Calls of `collect` after which a series nobody holds or touches is removed.
  package static let patience = 600

  /// The groups that are switched on; series of the others are kept by nobody.
  package let groups: Set<MetricGroup>
  /// The metrics in which it tells of itself.
  let own: RegistryMetrics
  private let patience: Int
  private let lock = Lock()
  private var families: [Family] = []
  private var places: [String: Int] = [:]
  private var updates: [@Sendable () -> Void] = []

  /// A registry of these metrics, in their order; `own` are those among them in which it tells of itself.
  package init(
    _ catalogue: [MetricDescriptor] = Metrics.all.filter { $0.source == .process },
    groups: Set<MetricGroup> = Metrics.groups.usual, own: RegistryMetrics = .hashmap,
    patience: Int = Registry.patience
  ) {
    self.groups = groups
    self.own = own
    self.patience = patience
    for descriptor in catalogue { _ = register(descriptor) }
    // Series without labels, and those whose labels are all known, are there from the start with 0.
    for family in families where family.descriptor.kind != .info {
      for labels in Self.closedLabelSets(family.descriptor) { _ = family.series(labels) }
    }
  }

  /// Adds a metric; false, and counted, when its name is taken. One of a group that is off is accepted and not kept.
  package func register(_ descriptor: MetricDescriptor) -> Bool {
    let isNew = lock.withLock {
      if places[descriptor.name] != nil { return false }
      guard groups.contains(descriptor.group) else { return true }
      places[descriptor.name] = families.count
      families.append(Family(descriptor))
      return true
    }
    if !isNew { counter(own.duplicates).add() }
    return isNew
  }

  /// The counter of a label set.
  package func counter(_ descriptor: MetricDescriptor, _ labels: [String] = []) -> Counter {
    series(descriptor, labels) as? Counter ?? refused(descriptor, Counter())
  }

  /// The gauge of a label set.
  package func gauge(_ descriptor: MetricDescriptor, _ labels: [String] = []) -> Gauge {
    series(descriptor, labels) as? Gauge ?? refused(descriptor, Gauge())
  }

  /// The histogram of a label set.
  package func histogram(_ descriptor: MetricDescriptor, _ labels: [String] = []) -> Histogram {
    series(descriptor, labels) as? Histogram ?? refused(descriptor, Histogram())
  }

  /// Adds something that brings series up to date before every `collect`.
  package func beforeCollecting(_ update: @escaping @Sendable () -> Void) {
    lock.withLock { updates.append(update) }
  }

  /// The values of all series, families in the order of their registration. Removes stale ones.
  package func collect() -> [FamilySamples] {
    let (families, updates) = lock.withLock { (self.families, self.updates) }
    for update in updates { update() }
    let removed = families.reduce(0) { $0 + $1.sweep(after: patience) }
    counter(own.stale).add(UInt64(removed))
    gauge(own.series).set(Double(families.reduce(0) { $0 + $1.count }))
    return families.map { $0.samples() }
  }

  /// The series, nil when it is refused; one of a group that is off belongs to nobody.
  private func series(_ descriptor: MetricDescriptor, _ labels: [String]) -> Series? {
    guard groups.contains(descriptor.group) else { return Family.emptySeries(descriptor.kind) }
    let found = lock.withLock { places[descriptor.name].map { families[$0] } }
    switch found?.series(labels) {
    case .found(let series): return series
    case .folded(let series):
      counter(own.folded, [descriptor.name]).add()
      return series
    case .refused, nil: return nil
    }
  }

  private func refused<S: Series>(_ descriptor: MetricDescriptor, _ series: S) -> S {
    if descriptor.name != own.refused.name { counter(own.refused, [descriptor.name]).add() }
    return series
  }

  /// All label sets of a metric whose labels have declared values; none where one is of any value.
  private static func closedLabelSets(_ descriptor: MetricDescriptor) -> [[String]] {
    var sets: [[String]] = [[]]
    for label in descriptor.labels {
      guard let values = label.values else { return [] }
      sets = sets.flatMap { set in values.map { set + [$0] } }
    }
    return sets.count <= descriptor.budget ? sets : []
  }
}
