/// The parts of a cycle whose time is told apart. Raw values are the names in JSON and label values of metrics.
package enum CyclePhase: String, Sendable, CaseIterable {
  /// The level of the index.
  case quote
  /// From rules to days.
  case resolve
  /// Quotes of the chain.
  case fetch
  /// Rules of data quality.
  case validate
  /// Forward, volatilities and Greeks.
  case price
  /// The latest quotes in memory.
  case store
  /// The journal and the files; the device's sync is part of it.
  case files
  /// The device's sync of the journal.
  case sync
  /// Panels for readers.
  case panels
}

/// Nanoseconds by phase.
package struct PhaseTimes: Sendable, Equatable {
  private var values = [UInt64](repeating: 0, count: CyclePhase.allCases.count)

  /// No time yet.
  package init() {}

  /// Nanoseconds of a phase.
  package subscript(phase: CyclePhase) -> UInt64 {
    get { values[Self.place(phase)] }
    set { values[Self.place(phase)] = newValue }
  }

  /// Adds another's times, phase by phase.
  package mutating func add(_ other: PhaseTimes) {
    for place in values.indices { values[place] += other.values[place] }
  }

  private static func place(_ phase: CyclePhase) -> Int {
    switch phase {
    case .quote: 0
    case .resolve: 1
    case .fetch: 2
    case .validate: 3
    case .price: 4
    case .store: 5
    case .files: 6
    case .sync: 7
    case .panels: 8
    }
  }
}
