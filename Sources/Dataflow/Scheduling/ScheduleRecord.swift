/// The picks of one run, in order: enough to run the same schedule again on the same graph.
public struct ScheduleRecord: Equatable, Sendable {
  /// The most picks that are kept; longer runs keep none beyond, and say so in ``isComplete``.
  public static let limit = 1 << 20

  /// The seed of the run.
  public var seed: UInt64
  /// Index of the node of each slice, and the executor's clock when it began.
  public var picks: [Pick] = []
  /// Whether every pick is there.
  public var isComplete = true

  /// One slice.
  public struct Pick: Equatable, Sendable {
    /// Index of the node.
    public var node: Int
    /// Nanoseconds on the executor's clock.
    public var time: UInt64

    /// A pick of this node at this time.
    public init(node: Int, time: UInt64) {
      self.node = node
      self.time = time
    }
  }

  /// A record of nothing yet.
  public init(seed: UInt64, picks: [Pick] = []) {
    self.seed = seed
    self.picks = picks
  }
}

/// Writes the record while a graph runs; guarded by the scheduler's lock.
final class ScheduleRecorder {
  private let isOn: Bool
  private(set) var record: ScheduleRecord

  init(isOn: Bool, seed: UInt64) {
    self.isOn = isOn
    record = ScheduleRecord(seed: seed)
  }

  @inline(__always)
  func note(_ node: Int, _ time: UInt64) {
    if isOn { append(node, time) }
  }

  private func append(_ node: Int, _ time: UInt64) {
    guard record.picks.count < ScheduleRecord.limit else {
      record.isComplete = false
      return
    }
    record.picks.append(ScheduleRecord.Pick(node: node, time: time))
  }
}

/// Reads a record back, pick by pick.
struct ScheduleReplay {
  private let picks: [ScheduleRecord.Pick]
  private(set) var position = 0

  init(_ record: ScheduleRecord) { picks = record.picks }

  /// The recorded time of the coming slice; after the record's end, the clock's.
  func time(_ now: UInt64) -> UInt64 { position < picks.count ? picks[position].time : now }

  mutating func next() -> Int? {
    guard position < picks.count else { return nil }
    position += 1
    return picks[position - 1].node
  }
}

extension Scheduler {
  /// What was picked so far; empty unless the options ask for a record.
  public var schedule: ScheduleRecord { withQueues { record.record } }

  /// Has the run follow a recorded schedule. Only before it starts, with one worker; a pick that is not possible fails
  /// the run with ``DataflowError/replayDiverged(step:expected:found:)``.
  public func replay(_ record: ScheduleRecord) throws(DataflowError) {
    guard state == .created else { throw .notStartable(state: "\(state)") }
    replay = ScheduleReplay(record)
  }
}
