import Base
import CIntrinsics

extension MapCut {
  private typealias Entry = UnsafeMutablePointer<Cell<ByteCell, ByteCell>>

  /// Appends what comes next, in the order of hash prefixes though not within one range of them, until `chunk` has
  /// `limit` bytes or a little more, the moment `deadline` (monotonic) has passed or everything is copied. Between two
  /// calls the map may change, after `keep`.
  ///
  /// Segments that hold all that belongs to their entries are copied as they lie in memory, for another thread to make
  /// records of. Of others records are made here; one whose entries are longer than `limit` is copied in parts.
  /// O(bytes copied + slots looked at).
  package func copy(into chunk: CutChunk, limit: Int, until deadline: UInt64) {
    let start = position
    while !isCopied, chunk.filled < limit, MonotonicClock.nanoseconds() < deadline {
      let word = map.table.main[position]
      let header = word.header.pointee
      let segmentEnd = Table<ByteKeys, ByteCell>.end(of: header)
      if map.arena.liveBytes == 0, word.layout != .compact, position == UInt64(header.prefix) {
        if chunk.append(imageOf: word) {
          if segmentEnd < Work.end { prefetch(map.table.main[segmentEnd]) }
          position = segmentEnd
          continue
        }
        if !chunk.isEmpty, chunk.couldHold(imageOf: word) { break }
      }
      let bytes = estimate(word, header)
      var end = segmentEnd
      let room = max(limit - chunk.filled, limit / 4)
      if bytes > room {
        let parts = UInt64(bytes / room + 1)
        end = position + max(1, (segmentEnd - position) / parts)
      }
      let isWhole = position == UInt64(header.prefix) && end == segmentEnd
      copy(word, isWhole ? nil : position..<end, into: chunk)
      position = end
    }
    copyFormer(start..<position, into: chunk)
    former.release(below: position)
  }

  /// Bytes of the records of a segment from the position on, nearly.
  private func estimate(_ word: SegmentWord, _ header: SegmentHeader) -> Int {
    let left = Table<ByteKeys, ByteCell>.end(of: header) - position
    guard map.arena.liveBytes > 0 else {
      // Hashes spread evenly: the rest of a segment has its share of the entries.
      return Int(UInt64(header.count) * UInt64(Self.longestShort) * left >> UInt64(32 - header.depth))
    }
    let isWhole = position == UInt64(header.prefix)
    var bytes = 0
    forEachFew(word, isWhole ? nil : position..<position + left) { cells in
      for cell in cells { bytes &+= 8 &+ cell.pointee.key.count &+ cell.pointee.value.count }
    }
    return bytes
  }

  /// Bytes of a record whose key and value lie in the table.
  private static var longestShort: Int { 8 + 2 * ByteCell.inlineLimit }

  /// Entries whose cells, keys and values are asked for before the first of them is read.
  private static var together: Int { 32 }

  /// Calls `body` with the entries of a segment whose hash prefixes lie in `range`, some at a time; nil is all of them.
  @inline(__always)
  private func forEachFew(
    _ word: SegmentWord, _ range: Range<UInt64>?, _ body: (UnsafeBufferPointer<Entry>) -> Void
  ) {
    let seed = map.table.main.seed
    let isCompact = word.layout == .compact
    var cursor = SegmentCursor<ByteCell, ByteCell>(word, pool: map.table.pool)
    withUnsafeTemporaryAllocation(of: Entry.self, capacity: Self.together) { cells in
      var found: Int
      repeat {
        found = 0
        while found < Self.together, let cell = cursor.next() {
          // Cells of the pool lie anywhere.
          if isCompact { ci_prefetch(cell) }
          cells.initializeElement(at: found, to: cell)
          found &+= 1
        }
        var wanted = found
        if let range {
          wanted = 0
          for cell in cells[..<found] {
            let hash = withUnsafePointer(to: &cell.pointee.key) { map.table.keys.hash($0, seed) }
            guard range.contains(hash & 0xFFFF_FFFF) else { continue }
            cells[wanted] = cell
            wanted &+= 1
          }
        }
        body(UnsafeBufferPointer(rebasing: cells[..<wanted]))
      } while found == Self.together
    }
  }

  private func copy(_ word: SegmentWord, _ range: Range<UInt64>?, into chunk: CutChunk) {
    let hasLong = map.arena.liveBytes > 0
    forEachFew(word, range) { cells in
      // What lies in the arena is asked for together, else each would be a cache miss of its own. A loop of nothing but
      // requests also has the processor translate several addresses at once, which in large maps takes most of the time.
      if hasLong {
        for cell in cells {
          prefetch(cell.pointee.key)
          prefetch(cell.pointee.value)
        }
      }
      for cell in cells { chunk.append(cell, in: map.arena) }
    }
  }

  @inline(__always)
  private func prefetch(_ cell: ByteCell) {
    guard !cell.isInline else { return }
    let start = map.arena.pointer(cell.reference)
    let bytes = min(cell.count, 256)
    for line in stride(from: 0, to: bytes, by: 64) { ci_prefetch(start + line) }
    // Strings begin anywhere in a line, so that the last byte may lie in one more.
    ci_prefetch(start + (bytes - 1))
  }

  /// The first lines of a segment's block are asked for; those that follow the processor asks for itself.
  private func prefetch(_ word: SegmentWord) {
    guard !word.isMoved else { return }
    let start = word.anchor - Geometry<ByteCell, ByteCell>.bytesBelow(word.layout, word.exponent)
    for line in 0..<8 { ci_prefetch(start + 64 * line) }
    ci_prefetch(word.anchor)
  }

  /// Appends what keys of these hash prefixes had been before they were changed, of one key the first first.
  private func copyFormer(_ range: Range<UInt64>, into chunk: CutChunk) {
    let seed = map.table.main.seed
    former.forEach(in: range) { entry in
      let hash = withUnsafePointer(to: &entry.pointee.key) { map.table.keys.hash($0, seed) }
      guard range.contains(hash & 0xFFFF_FFFF) else { return }
      chunk.append(entry, in: former.arena(hash), mark: CutChunk.formerBit)
    }
  }
}
