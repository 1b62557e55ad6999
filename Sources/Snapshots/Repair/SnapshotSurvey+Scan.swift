// Without an index: from frame to frame, and where one is broken on to the next that holds.

extension SnapshotSurvey {
  /// Looks for blocks where they should be. Every block that counts has a sum under the file's own seed, a number above
  /// the last one's and keys after the last one's, so that values which contain blocks of other files mislead nobody.
  mutating func scan(
    _ remains: SnapshotRemains, _ body: (BlockContent) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    var search = FrameSearch(remains)
    var last = LastKey()
    var number = 0
    var place = remains.blocksBegin
    while let found = try search.next(from: place, number: number, &last) {
      if found.offset > place || found.number > number {
        addLost(place..<found.offset, number..<found.number)
      }
      number = found.number + 1
      place = found.end
      try accept(found.content, body)
    }
    // What lies between the last block and the end is the index, or what is left of it.
    if remains.blocksEnd > place, try !search.isIndex(at: place) {
      addLost(place..<remains.blocksEnd, number..<number)
    }
    blocks = max(number, goodBlocks + badBlocks.count)
  }

  private mutating func addLost(_ range: Range<UInt64>, _ numbers: Range<Int>) {
    badBlocks.append(
      BadBlock(
        index: numbers.count == 1 ? numbers.lowerBound : nil, offset: range.lowerBound,
        length: UInt64(range.count), entries: nil, firstKey: nil, lastKey: nil,
        reason: numbers.count > 1
          ? "blocks \(numbers.lowerBound) to \(numbers.upperBound - 1) are not here"
          : "there is no whole block here"))
  }
}

/// Finds the next block that holds.
struct FrameSearch {
  private static let window = 1 << 20
  private let remains: SnapshotRemains
  /// Bytes that may still be read in vain: frames that lie about their length cost no more than this in all.
  private var patience: UInt64

  struct Found {
    let offset: UInt64
    let end: UInt64
    let number: Int
    let content: BlockContent
  }

  init(_ remains: SnapshotRemains) {
    self.remains = remains
    patience = 16 * remains.file.size
  }

  /// The first block at or after `place` that holds and comes after the ones before.
  mutating func next(from place: UInt64, number: Int, _ last: inout LastKey) throws(SnapshotError) -> Found? {
    if let found = try block(at: place, number, &last) { return found }
    var offset = place
    while offset + UInt64(SnapshotFormat.frameBytes) < remains.blocksEnd {
      let wanted = min(UInt64(Self.window), remains.blocksEnd - offset)
      let bytes = try remains.file.read(Int(wanted), at: offset)
      for start in Self.candidates(bytes) {
        if let found = try block(at: offset + UInt64(start), number, &last) { return found }
      }
      guard bytes.count == Self.window else { return nil }
      // Frames across the border of two windows are seen whole in the next one.
      offset += UInt64(Self.window - SnapshotFormat.frameBytes + 1)
    }
    return nil
  }

  private static func candidates(_ bytes: [UInt8]) -> [Int] {
    bytes.withUnsafeBytes { window in
      var found: [Int] = []
      guard window.count >= SnapshotFormat.frameBytes else { return found }
      for start in 0...(window.count - SnapshotFormat.frameBytes) where window[start + 8] == 0x41 {
        if BlockFrame(window.part(start, SnapshotFormat.frameBytes)) != nil { found.append(start) }
      }
      return found
    }
  }

  private mutating func block(
    at offset: UInt64, _ number: Int, _ last: inout LastKey
  ) throws(SnapshotError) -> Found? {
    let head = try remains.file.read(SnapshotFormat.frameBytes, at: offset)
    guard let frame = head.withUnsafeBytes({ BlockFrame($0) }), Int(frame.number) >= number else {
      return nil
    }
    let length = SnapshotFormat.frameBytes + Int(frame.stored)
    guard offset + UInt64(length) <= remains.blocksEnd, patience >= UInt64(length) else { return nil }
    let bytes = try remains.file.read(length, at: offset)
    do throws(BlockContent.Refusal) {
      let content = try BlockContent(bytes, codec: remains.codec, seed: remains.head.seed)
      try last.advance(to: content, seed: remains.head.seed)
      return Found(
        offset: offset, end: offset + UInt64(length), number: Int(frame.number), content: content)
    } catch {
      patience -= UInt64(length)
      return nil
    }
  }

  /// Whether an index begins at `place`, which says where the first block is, or the trailer of a file without blocks.
  func isIndex(at place: UInt64) throws(SnapshotError) -> Bool {
    let bytes = try remains.file.read(8, at: place)
    return bytes == SnapshotFormat.magic || bytes.count == 8 && bytes.little(0) == remains.blocksBegin
  }
}
