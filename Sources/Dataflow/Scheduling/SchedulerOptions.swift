/// How a graph is run.
public struct SchedulerOptions: Sendable, Equatable {
  /// How many slices the bands get, one to another, while all have work: control, high, normal.
  public var weights: BandWeights
  /// The most messages one node handles in one slice.
  public var batch: Int
  /// Feeds what is random in a run: trace ids, samplers, fuzzed schedules.
  public var seed: UInt64
  /// Whether ready nodes are picked at random instead of in turn: finds what depends on order. One worker only.
  public var fuzzes: Bool
  /// Whether stays in edges and slice times are sampled, one in 1,024. Counters always count.
  public var measures: Bool
  /// A slice that takes longer than this many nanoseconds is reported as slow.
  public var slowAfter: UInt64
  /// How many recent events are kept; 0 keeps none.
  public var eventLimit: Int
  /// Whether every pick is recorded, for replay.
  public var records: Bool

  /// Options with these values.
  public init(
    weights: BandWeights = BandWeights(), batch: Int = 8, seed: UInt64 = 1, fuzzes: Bool = false,
    measures: Bool = true, slowAfter: UInt64 = 100_000_000, eventLimit: Int = 256, records: Bool = false
  ) {
    self.weights = weights
    self.batch = batch
    self.seed = seed
    self.fuzzes = fuzzes
    self.measures = measures
    self.slowAfter = slowAfter
    self.eventLimit = eventLimit
    self.records = records
  }
}

extension SchedulerOptions {
  /// Refuses what no run can do with.
  func check() throws(DataflowError) {
    guard batch >= 1 else { throw .badValue(what: "batch", value: "\(batch)", expected: "at least 1") }
    for band in Band.allCases {
      let weight = weights[Int(band.rawValue)]
      guard (1...1_000_000).contains(weight) else {
        throw .badValue(what: "weight of band \(band.name)", value: "\(weight)", expected: "in 1...1000000")
      }
    }
  }
}

/// Shares of the bands: with the default of 4:2:1, of 7 slices 4 go to control, 2 to high and 1 to normal, as long as
/// all three have work. A band with work is served at least once in as many slices as the weights sum up to.
public struct BandWeights: Sendable, Equatable {
  /// The share of band control, at least 1.
  public var control: Int
  /// The share of band high, at least 1.
  public var high: Int
  /// The share of band normal, at least 1.
  public var normal: Int

  /// The given shares.
  public init(control: Int = 4, high: Int = 2, normal: Int = 1) {
    self.control = control
    self.high = high
    self.normal = normal
  }

  subscript(_ band: Int) -> Int { band == 2 ? control : band == 1 ? high : normal }
}
