/// What a map holds at one moment, copied out piece by piece while the map goes on.
///
/// The map's owner calls `keep` before it applies operations, and `copy` between them. Keys are copied in the order of
/// their hashes. Where an operation is about to change a key that has not been copied yet, what the key had goes into a
/// small map beside, once, and is copied in its turn; so every piece tells of the moment the cut was made, whatever
/// splits, merges or converts meanwhile. A reseed rests until the cut is gone, as it does for iterators.
///
/// Keeping single keys rather than whole segments is what bounds the memory: hashes spread writes over all segments, so
/// that some milliseconds of them touch every segment, but only a few keys of each.
package final class MapCut {
  let map: ByteMap
  /// What had been under the keys changed since, where they have not been copied yet.
  let former: FormerEntries
  /// The hash prefix below which everything has been copied; `Work.end` at the end.
  @exclusivity(unchecked) var position: UInt64 = 0
  /// Entries of the map when the cut was made.
  package let entries: Int

  /// Bytes of an average segment beyond which a map is not copied piece by piece: every piece looks through one.
  private static let largestSegment = 256 << 10

  /// The contents of `map` as of now. Nil for a flat map that is not small, for segments of such a size, and while an iterator holds back a reseed in hand; one
  /// that nothing holds back is completed first: O(entries) then, else O(1). Throws `outOfMemory`.
  package init?(_ map: ByteMap) throws(MapError) {
    guard map.table.segmentBytes / max(1, map.segmentCount) <= Self.largestSegment else { return nil }
    if map.table.next != nil { map.table.finishWork() }
    guard map.table.next == nil else { return nil }
    former = FormerEntries(entries: map.count)
    self.map = map
    entries = map.count
    map.table.upkeep.iterators += 1
  }

  deinit { map.table.upkeep.iterators -= 1 }

  /// Whether everything has been copied; nothing need be kept any more.
  package var isCopied: Bool { position >= Work.end }

  /// Bytes held for what has changed.
  package var keptBytes: Int { former.heldBytes }

  private struct Touched {
    var row: Int
    var hash: UInt64
    var cell: ByteCell
    var isShort: Bool
  }

  /// Keeps what rows `from ..< to` are about to change; returns the row up to which they may be applied.
  ///
  /// It stops early once `limit` bytes of long values have been copied, and where something would have to be kept while
  /// `budget` bytes are held: then it returns that row, `from` perhaps. Throws what a put throws; the cut is then of no
  /// use. O(rows).
  package func keep(
    _ columns: OperationColumns, from: Int, to: Int, budget: Int, limit: Int
  ) throws(MapError) -> Int {
    guard !isCopied else { return to }
    return try withUnsafeTemporaryAllocation(of: Touched.self, capacity: ByteMap.ahead) {
      (touched) throws(MapError) in
      var row = from
      var copied = 0
      while row < to {
        let end = min(to, row &+ ByteMap.ahead)
        let count = gather(columns, row, end, touched)
        for index in 0..<count {
          let one = touched[index]
          let isKept =
            one.isShort
            ? try keep(ShortQuery(cell: one.cell), one.hash, budget, &copied)
            : try keepLong(columns.key(one.row), one.hash, budget, &copied)
          if !isKept { return one.row }
          if copied > limit { return one.row &+ 1 }
        }
        row = end
      }
      return to
    }
  }

  /// The rows that change keys not copied yet, their cache lines asked for.
  @inline(__always)
  private func gather(
    _ columns: OperationColumns, _ from: Int, _ to: Int, _ touched: UnsafeMutableBufferPointer<Touched>
  ) -> Int {
    let seed = map.table.main.seed
    var count = 0
    for row in from..<to where columns.kinds[row] != 1 {
      let length = Int(columns.keyLengths[row])
      let isShort = length <= ByteCell.inlineLimit
      let cell =
        isShort
        ? ByteCell(padded: columns.base + Int(columns.keyOffsets[row]), count: length)
        : ByteCell(low: 0, high: 0)
      let hash =
        isShort
        ? ByteKeys.hash(short: cell, seed) : ByteKeys.spread(ByteKeys.hash32(long: columns.key(row), seed))
      guard hash & 0xFFFF_FFFF >= position else { continue }
      map.table.prefetchTags(hash)
      touched.initializeElement(at: count, to: Touched(row: row, hash: hash, cell: cell, isShort: isShort))
      count &+= 1
    }
    for index in 0..<count { map.table.prefetchCells(touched[index].hash) }
    return count
  }

  /// False where the budget forbids it.
  @inline(__always)
  private func keep(
    _ query: ShortQuery, _ hash: UInt64, _ budget: Int, _ copied: inout Int
  ) throws(MapError) -> Bool {
    if former.isRecent(query.cell, hash) { return true }
    guard former.heldBytes <= budget else { return false }
    let value = try formerValue(map.table.lookup(query, hash), hash, &copied)
    try former.note(FormerEntries.Entry(key: query.cell, value: value), hash)
    return true
  }

  @inline(never)
  private func keepLong(
    _ key: UnsafeRawBufferPointer, _ hash: UInt64, _ budget: Int, _ copied: inout Int
  ) throws(MapError) -> Bool {
    if former.isRecent(key, hash) { return true }
    guard former.heldBytes <= budget else { return false }
    let slot = map.table.lookup(LongQuery(bytes: key, arena: map.arena), hash)
    let value = try formerValue(slot, hash, &copied)
    let cell = ByteCell(
      reference: try former.store(key, hash), count: key.count,
      hash: ByteKeys.hash32(long: key, map.table.main.seed))
    try former.note(FormerEntries.Entry(key: cell, value: value), hash)
    return true
  }

  /// A value as the former entries hold it.
  @inline(__always)
  private func formerValue(
    _ slot: Slot<ByteCell, ByteCell>?, _ hash: UInt64, _ copied: inout Int
  ) throws(MapError) -> ByteCell {
    guard let slot else { return .absent }
    let value = slot.cell.pointee.value
    if _fastPath(value.isInline) { return value }
    copied &+= value.count
    return ByteCell(reference: try former.store(map.longBytes(value), hash), count: value.count, hash: 0)
  }
}
