/// The exact steps of one get, put or delete, recorded by the code that performs them.
public struct ProbeTrace: Sendable, Equatable {
  /// The operation that was traced.
  public enum Operation: String, Sendable, CaseIterable {
    case get, put, delete
  }

  /// How it ended.
  public enum Ending: String, Sendable {
    /// Get or delete: the key was found. Put: its value is replaced.
    case match
    /// Get or delete: the key is not there.
    case absent
    /// Put: the key takes a free slot.
    case insert
    /// Put: the segment must first be rebuilt or split; the steps up to that are given.
    case makeRoom = "make_room"
  }

  /// One step. A unit is a group (`grouped`, `compact`), bucket (`chaining`) or slot (`robinhood`).
  public struct Step: Sendable, Equatable {
    /// What is done.
    public let action: ProbeAction
    /// Where.
    public let unit: Int
    /// The slot inside a group or bucket; the distance from home in `robinhood`.
    public let lane: Int
    /// For `read`: the slots whose tag matches.
    public let matches: [Int]
    /// For `compare`: the key held there.
    public let key: String?
    /// For `compare`: whether it is the wanted one.
    public let isEqual: Bool?
  }

  /// What was traced.
  public let operation: Operation
  /// The key, as text.
  public let key: String
  /// The hash that placed it.
  public let hash: UInt64
  /// The hash prefix of its segment, and how many bits of it count.
  public let segment: UInt32
  /// How many bits of the prefix count.
  public let depth: Int
  /// That segment's layout.
  public let layout: Layout
  /// Units a key can call home.
  public let positions: Int
  /// The home unit of the key.
  public let home: Int
  /// The one-byte tag that stands for the key.
  public let tag: UInt8
  /// How it ended.
  public let ending: Ending
  /// What was done, in order.
  public let steps: [Step]
}

/// Records the steps of a probe, with keys as text at the moment they are compared.
struct ProbeRecorder: ProbeObserver {
  var steps: [ProbeTrace.Step] = []
  let describe: (UnsafeMutableRawPointer) -> String

  mutating func read(_ unit: Int, _ matches: UInt32) {
    let lanes = (0..<16).filter { matches >> UInt32($0) & 1 == 1 }
    steps.append(.init(action: .read, unit: unit, lane: 0, matches: lanes, key: nil, isEqual: nil))
  }

  mutating func compare(_ cell: UnsafeMutableRawPointer, _ unit: Int, _ lane: Int, _ equal: Bool) {
    steps.append(
      .init(action: .compare, unit: unit, lane: lane, matches: [], key: describe(cell), isEqual: equal))
  }

  mutating func act(_ action: ProbeAction, _ unit: Int, _ lane: Int) {
    steps.append(.init(action: action, unit: unit, lane: lane, matches: [], key: nil, isEqual: nil))
  }
}
