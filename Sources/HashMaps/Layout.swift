/// How the entries of a segment lie in memory.
@frozen
public enum Layout: UInt8, Sendable, CaseIterable {
  /// Groups of fifteen slots with one-byte tags and an overflow byte; no tombstones. The default.
  case grouped = 0
  /// Two-level chaining: buckets of seven entries with one-byte tags, and overflow buckets.
  case chaining = 1
  /// Robin Hood open addressing over sixteen-bit distance-and-fingerprint words.
  case robinhood = 2
  /// Groups of tags and 32-bit references into a pool of entries: the smallest.
  case compact = 3

  /// The name used in flags, configuration, metrics and JSON.
  public var name: String {
    switch self {
    case .grouped: "grouped"
    case .chaining: "chaining"
    case .robinhood: "robinhood"
    case .compact: "compact"
    }
  }

  /// The layout of that name, or nil.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }
}
