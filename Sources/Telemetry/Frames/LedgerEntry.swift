import Base

/// One change of a map's structure, as plain values: what happened, why, and what it cost.
package struct LedgerEntry: Equatable, Sendable {
  /// Operations the map had begun when it happened, so the operation of this number paid for it.
  package var operation: UInt64
  /// What changed, such as `split`.
  package var kind: String
  /// Why, such as `growth`.
  package var reason: String
  /// The hash prefix of the segment, or 0 for the whole map.
  package var segment: UInt64
  /// The layout before.
  package var from: String
  /// The layout after.
  package var to: String
  /// Entries moved.
  package var entries: UInt64
  /// Bytes of new memory.
  package var bytes: UInt64
  /// Time it took; for the end of whole-map work the time since its beginning.
  package var nanoseconds: UInt64

  /// An entry with its parts.
  package init(
    operation: UInt64, kind: String, reason: String, segment: UInt64, from: String, to: String,
    entries: UInt64, bytes: UInt64, nanoseconds: UInt64
  ) {
    self.operation = operation
    self.kind = kind
    self.reason = reason
    self.segment = segment
    self.from = from
    self.to = to
    self.entries = entries
    self.bytes = bytes
    self.nanoseconds = nanoseconds
  }

  /// Writes the entry as an object.
  package func render(into writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("op", operation)
    writer.field("kind", kind)
    writer.field("reason", reason)
    writer.field("segment", segment)
    writer.field("from", from)
    writer.field("to", to)
    writer.field("entries", entries)
    writer.field("bytes", bytes)
    writer.field("ns", nanoseconds)
    writer.endObject()
  }
}
