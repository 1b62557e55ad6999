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
    forEach(word, isWhole ? nil : position..<position + left) {
      bytes &+= 8 &+ $0.pointee.key.count &+ $0.pointee.value.count
    }
    return bytes
  }

  /// Bytes of a record whose key and value lie in the table.
  private static var longestShort: Int { 8 + 2 * ByteCell.inlineLimit }

  /// Calls `body` with the entries of a segment whose hash prefixes lie in `range`; nil is all of them.
  @inline(__always)
  private func forEach(_ word: SegmentWord, _ range: Range<UInt64>?, _ body: (Entry) -> Void) {
    let seed = map.table.main.seed
    var cursor = SegmentCursor<ByteCell, ByteCell>(word, pool: map.table.pool)
    // Cells of the pool lie anywhere: they are asked for some entries ahead.
    var ahead = cursor
    let isCompact = word.layout == .compact
    if isCompact {
      for _ in 0..<Self.lead { if let coming = ahead.next() { ci_prefetch(coming) } }
    }
    while let cell = cursor.next() {
      if isCompact, let coming = ahead.next() { ci_prefetch(coming) }
      if let range {
        let hash = withUnsafePointer(to: &cell.pointee.key) { map.table.keys.hash($0, seed) }
        guard range.contains(hash & 0xFFFF_FFFF) else { continue }
      }
      body(cell)
    }
  }

  private func copy(_ word: SegmentWord, _ range: Range<UInt64>?, into chunk: CutChunk) {
    guard map.arena.liveBytes > 0 else {
      return forEach(word, range) { chunk.append($0, in: map.arena) }
    }
    // What lies elsewhere is asked for some entries ahead, else each would be a cache miss of its own.
    withUnsafeTemporaryAllocation(of: Entry.self, capacity: Self.lead) { ring in
      var count = 0
      forEach(word, range) { cell in
        if count >= Self.lead { chunk.append(ring[count % Self.lead], in: map.arena) }
        ring.initializeElement(at: count % Self.lead, to: cell)
        count += 1
        prefetch(cell.pointee.key)
        prefetch(cell.pointee.value)
      }
      for index in max(0, count - Self.lead)..<count { chunk.append(ring[index % Self.lead], in: map.arena) }
    }
  }

  /// Entries between asking for what lies in the arena and reading it.
  private static var lead: Int { 16 }

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
