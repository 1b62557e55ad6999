/// What an operation does at one place while it runs.
public enum ProbeAction: String, Sendable, CaseIterable {
  /// Reads the tags of a group or bucket, or eight words of `robinhood`.
  case read
  /// Compares the wanted key with the one that is held there.
  case compare
  /// Goes on to an overflow bucket (`chaining`).
  case follow
  /// Passes a slot whose key lies at least as far from home (`robinhood`, put).
  case advance
  /// Marks a full group as overflowed for this hash (`grouped`, `compact`).
  case markOverflow = "mark_overflow"
  /// Links a fresh overflow bucket (`chaining`).
  case link
  /// Takes the slot for the new key.
  case place
  /// Moves an entry by one slot (`robinhood`).
  case shift
  /// Fills the hole with the chain's last entry (`chaining`).
  case fill
  /// Frees the slot.
  case erase
  /// Leaves a tombstone (`robinhood` with tombstones).
  case leaveTombstone = "leave_tombstone"
  /// Gives an empty overflow bucket back (`chaining`).
  case unlink
}

/// Watches a probe. The table's own code is written against this, so that a trace is the algorithm itself; look-ups
/// on the hot path pass `Unobserved`, whose calls compile to nothing.
@usableFromInline
protocol ProbeObserver {
  mutating func read(_ unit: Int, _ matches: UInt32)
  mutating func compare(_ cell: UnsafeMutableRawPointer, _ unit: Int, _ lane: Int, _ equal: Bool)
  mutating func act(_ action: ProbeAction, _ unit: Int, _ lane: Int)
}

@frozen
@usableFromInline
struct Unobserved: ProbeObserver {
  @inlinable @inline(__always)
  init() {}

  @inlinable @inline(__always)
  func read(_ unit: Int, _ matches: UInt32) {}

  @inlinable @inline(__always)
  func compare(_ cell: UnsafeMutableRawPointer, _ unit: Int, _ lane: Int, _ equal: Bool) {}

  @inlinable @inline(__always)
  func act(_ action: ProbeAction, _ unit: Int, _ lane: Int) {}
}
