/// A hash map from byte strings to byte strings whose layout adapts while it serves.
///
/// Keys and values of up to fifteen bytes lie in the table itself, longer ones (to 2^31 - 1 bytes) in an arena beside
/// it. One owner uses a map at a time: even a look-up counts itself. No operation pays for more than rebuilding one
/// segment.
public final class ByteMap {
  @usableFromInline let arena: Arena
  @usableFromInline let table: Table<ByteKeys, ByteCell>

  /// The most bytes of one key or value.
  public static let longest = Int(Int32.max)

  /// Bytes of an entry in the table, without what lies in the arena: what moves when a segment is rebuilt.
  package static var entryBytes: Int { MemoryLayout<Cell<ByteCell, ByteCell>>.stride }

  /// An empty map. Throws `outOfMemory` when not even the first segment can be had.
  public init(_ configuration: MapConfiguration = MapConfiguration()) throws(MapError) {
    let memory = SegmentMemory()
    arena = Arena(memory: memory)
    table = try Table(
      keys: ByteKeys(arena: arena), seed: configuration.hashSeed(), settings: configuration.settings)
    table.upkeep.outside = ArenaTidying(arena: arena)
    table.upkeep.extraBytes = { [arena] in arena.touchedBytes }
  }

  /// The number of entries. O(1).
  public var count: Int { table.count }

  /// Sets the value of `key`; returns whether the key is new. O(1) amortised plus the bytes copied.
  /// Throws `tooLong`, `outOfMemory` or `full`, and leaves the map as it was.
  @discardableResult
  public func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(MapError) -> Bool {
    // Neither count is negative: both are short exactly when their union is.
    guard _fastPath(key.count | value.count <= ByteCell.inlineLimit) else {
      guard max(key.count, value.count) <= Self.longest else {
        throw .tooLong(bytes: max(key.count, value.count), limit: Self.longest)
      }
      table.tick()
      table.upkeep.puts &+= 1
      return try putUncounted(key, value)
    }
    table.tick()
    table.upkeep.puts &+= 1
    let cell = ByteCell(short: key)
    return try put(
      ShortQuery(cell: cell), ByteKeys.hash(short: cell, table.main.seed), cell, ByteCell(short: value))
  }

  /// A put of any lengths that the caller has counted.
  @inline(never)
  func putUncounted(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(MapError) -> Bool {
    let cell = try store(value)
    do throws(MapError) {
      if key.count <= ByteCell.inlineLimit {
        let query = ShortQuery(cell: ByteCell(short: key))
        return try put(query, query.hash(table.main.seed), query.cell, cell)
      }
      return try putLong(key, cell)
    } catch {
      discard(cell)
      throw error
    }
  }

  private func putLong(_ key: UnsafeRawBufferPointer, _ value: ByteCell) throws(MapError) -> Bool {
    let query = LongQuery(bytes: key, arena: arena)
    let folded = ByteKeys.hash32(long: key, table.main.seed)
    let hash = ByteKeys.spread(folded)
    if let slot = table.lookup(query, hash) {
      replace(slot, value)
      return false
    }
    let reference = try arena.store(key)
    do throws(MapError) {
      let place = try table.insertNew(query, hash)
      // A map in the middle of a reseed may have placed the key under its new seed.
      let carried = table.next == nil ? folded : carriedHash(key, hash)
      place.initialize(
        to: Cell(key: ByteCell(reference: reference, count: key.count, hash: carried), value: value))
      return true
    } catch {
      arena.release(reference, key.count)
      throw error
    }
  }

  private func carriedHash(_ key: UnsafeRawBufferPointer, _ hash: UInt64) -> UInt32 {
    guard let next = table.next, table.main[hash].isMoved else {
      return ByteKeys.hash32(long: key, table.main.seed)
    }
    return ByteKeys.hash32(long: key, next.seed)
  }

  @inline(__always)
  func put(_ query: ShortQuery, _ hash: UInt64, _ key: ByteCell, _ value: ByteCell) throws(MapError) -> Bool {
    if let slot = table.lookup(query, hash) {
      replace(slot, value)
      return false
    }
    try table.insertNew(query, hash).initialize(to: Cell(key: key, value: value))
    return true
  }

  @inline(__always)
  func replace(_ slot: Slot<ByteCell, ByteCell>, _ value: ByteCell) {
    discard(slot.cell.pointee.value)
    slot.cell.pointee.value = value
  }

  @inline(__always)
  func store(_ bytes: UnsafeRawBufferPointer) throws(MapError) -> ByteCell {
    if _fastPath(bytes.count <= ByteCell.inlineLimit) { return ByteCell(short: bytes) }
    return ByteCell(reference: try arena.store(bytes), count: bytes.count, hash: 0)
  }

  @inline(__always)
  func discard(_ cell: ByteCell) {
    if _slowPath(!cell.isInline) { arena.release(cell.reference, cell.count) }
  }

  /// The slot of a key of any length.
  @inlinable @inline(__always)
  func slot(_ key: UnsafeRawBufferPointer) -> Slot<ByteCell, ByteCell>? {
    guard _fastPath(key.count <= ByteCell.inlineLimit) else { return longSlot(key) }
    let query = ShortQuery(cell: ByteCell(short: key))
    return table.lookup(query, query.hash(table.main.seed))
  }

  @usableFromInline
  func longSlot(_ key: UnsafeRawBufferPointer) -> Slot<ByteCell, ByteCell>? {
    let query = LongQuery(bytes: key, arena: arena)
    return table.lookup(query, query.hash(table.main.seed))
  }

  /// The bytes of a cell that lies at `cell`.
  @inlinable @inline(__always)
  func bytes(_ cell: UnsafePointer<ByteCell>) -> UnsafeRawBufferPointer {
    _fastPath(cell.pointee.isInline)
      ? UnsafeRawBufferPointer(start: cell, count: cell.pointee.count) : longBytes(cell.pointee)
  }

  @usableFromInline
  func longBytes(_ cell: ByteCell) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: arena.pointer(cell.reference), count: cell.count)
  }

  /// Calls `body` with the value of `key` in place; nil when there is none. The bytes are valid inside `body` only,
  /// which must not change the map. O(1) expected.
  @inlinable @inline(__always)
  public func withValue<Result>(
    _ key: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result? {
    table.tick()
    guard let slot = slot(key) else {
      table.upkeep.misses &+= 1
      return nil
    }
    // A call on either side of the question: a short value's length and place need not meet a long one's first.
    return withUnsafePointer(to: &slot.cell.pointee.value) { value in
      _fastPath(value.pointee.isInline)
        ? body(UnsafeRawBufferPointer(start: value, count: Int(value.pointee.high &>> 56)))
        : body(longBytes(value.pointee))
    }
  }

  /// The value of `key` in place, valid until the map changes; nil when there is none.
  @inlinable @inline(__always)
  func valueUncounted(_ key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    guard let slot = slot(key) else {
      table.upkeep.misses &+= 1
      return nil
    }
    return withUnsafePointer(to: &slot.cell.pointee.value) { bytes($0) }
  }

  /// A copy of the value of `key`, or nil.
  public func get(_ key: UnsafeRawBufferPointer) -> [UInt8]? { withValue(key) { [UInt8]($0) } }

  /// Whether `key` has a value. O(1) expected.
  @inlinable
  public func contains(_ key: UnsafeRawBufferPointer) -> Bool {
    table.tick()
    return slot(key) != nil
  }

  /// Removes `key`; returns whether it was there. O(1) expected.
  @discardableResult
  public func delete(_ key: UnsafeRawBufferPointer) -> Bool {
    table.tick()
    table.upkeep.deletes &+= 1
    return deleteUncounted(key)
  }

  func deleteUncounted(_ key: UnsafeRawBufferPointer) -> Bool {
    let entry: Cell<ByteCell, ByteCell>?
    if _fastPath(key.count <= ByteCell.inlineLimit) {
      let query = ShortQuery(cell: ByteCell(short: key))
      entry = table.remove(query, query.hash(table.main.seed))
    } else {
      let query = LongQuery(bytes: key, arena: arena)
      entry = table.remove(query, query.hash(table.main.seed))
    }
    guard let entry else { return false }
    discard(entry.key)
    discard(entry.value)
    return true
  }
}
