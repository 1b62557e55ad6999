/// A hash map for Swift keys and values whose layout adapts while it serves.
///
/// One owner uses a map at a time: even `get` counts itself. Every operation is O(1) expected, and none ever pays for
/// more than one segment's rebuilding (at the default cap about 840 entries, some 10 microseconds). Equal keys must
/// hash equally under `fastHash(_:)`.
public final class AdaptiveMap<Key: FastHashable, Value> {
  @usableFromInline let table: Table<DirectKeys<Key>, Value>

  /// An empty map. Throws `outOfMemory` when not even the first segment can be had.
  @inlinable
  public init(_ configuration: MapConfiguration = MapConfiguration()) throws(MapError) {
    table = try Table(keys: DirectKeys(), seed: configuration.hashSeed(), settings: configuration.settings)
  }

  /// The number of entries. O(1).
  @inlinable
  public var count: Int { table.count }

  @inlinable @inline(__always)
  func hash(_ key: Key) -> UInt64 { key.fastHash(table.main.seed) }

  /// The value of `key`, or nil. O(1) expected.
  @inlinable @inline(__always)
  public func get(_ key: Key) -> Value? {
    table.tick()
    guard let slot = table.lookup(DirectQuery(key), hash(key)) else {
      table.upkeep.misses &+= 1
      return nil
    }
    return slot.cell.pointee.value
  }

  /// Calls `body` with the value of `key` in place, without copying or retaining it; nil when there is none.
  @inlinable @inline(__always)
  public func withValue<Result>(_ key: Key, _ body: (borrowing Value) -> Result) -> Result? {
    table.tick()
    guard let slot = table.lookup(DirectQuery(key), hash(key)) else {
      table.upkeep.misses &+= 1
      return nil
    }
    return body(slot.cell.pointee.value)
  }

  /// Whether `key` has a value. O(1) expected.
  @inlinable @inline(__always)
  public func contains(_ key: Key) -> Bool {
    table.tick()
    return table.lookup(DirectQuery(key), hash(key)) != nil
  }

  /// Sets the value of `key`; returns whether the key is new. O(1) amortised.
  @inlinable
  @discardableResult
  public func set(_ key: Key, _ value: Value) throws(MapError) -> Bool {
    table.tick()
    table.upkeep.puts &+= 1
    let hash = hash(key)
    if let slot = table.lookup(DirectQuery(key), hash) {
      slot.cell.pointee.value = value
      return false
    }
    try table.insertNew(DirectQuery(key), hash).initialize(to: Cell(key: key, value: value))
    return true
  }

  /// Sets the value of `key` and returns the one it replaced, or nil. O(1) amortised.
  @inlinable
  @discardableResult
  public func put(_ key: Key, _ value: Value) throws(MapError) -> Value? {
    table.tick()
    table.upkeep.puts &+= 1
    let hash = hash(key)
    if let slot = table.lookup(DirectQuery(key), hash) {
      let old = slot.cell.pointee.value
      slot.cell.pointee.value = value
      return old
    }
    try table.insertNew(DirectQuery(key), hash).initialize(to: Cell(key: key, value: value))
    return nil
  }

  /// Removes `key`; returns whether it was there. O(1) expected.
  @inlinable
  @discardableResult
  public func delete(_ key: Key) -> Bool { remove(key) != nil }

  /// Removes `key` and returns its value, or nil. O(1) expected.
  @inlinable
  public func remove(_ key: Key) -> Value? {
    table.tick()
    table.upkeep.deletes &+= 1
    return table.remove(DirectQuery(key), hash(key))?.value
  }
}

/// Keys that lie in their cells and hash themselves.
@frozen
@usableFromInline
struct DirectKeys<Key: FastHashable>: KeySpace {
  @usableFromInline typealias Stored = Key

  @inlinable
  init() {}

  @inlinable @inline(__always)
  func hash(_ stored: UnsafePointer<Key>, _ seed: HashSeed) -> UInt64 { stored.pointee.fastHash(seed) }

  @inlinable
  func freshHash(_ stored: UnsafePointer<Key>, _ seed: HashSeed) -> UInt64 { stored.pointee.fastHash(seed) }

  @inlinable @inline(__always)
  func rehash(_ stored: UnsafeMutablePointer<Key>, _ seed: HashSeed) -> UInt64 {
    stored.pointee.fastHash(seed)
  }
}

@frozen
@usableFromInline
struct DirectQuery<Key: FastHashable>: KeyQuery {
  @usableFromInline typealias Keys = DirectKeys<Key>

  @usableFromInline let key: Key

  @inlinable @inline(__always)
  init(_ key: Key) { self.key = key }

  @inlinable @inline(__always)
  func matches(_ stored: UnsafePointer<Key>) -> Bool { stored.pointee == key }

  @inlinable @inline(__always)
  func hash(_ seed: HashSeed) -> UInt64 { key.fastHash(seed) }
}
