/// A piece of a cut: records one after another, and images of whole segments, in memory that serves again and again.
///
/// A record is the length of the key (u32, its highest bit set where the record tells what a key had been before it was
/// changed), the length of the value (u32; all ones for no value), key, value: as snapshots have entries. An image is a
/// segment's block as it lay in the map; making records of it is work for another thread than the map's.
package final class CutChunk {
  /// In the length of a key: the record goes before another of the same key.
  @inlinable @inline(__always)
  package static var formerBit: UInt32 { 1 << 31 }
  /// In place of the length of a value: there had been none.
  @inlinable @inline(__always)
  package static var absent: UInt32 { .max }

  /// A segment's block: how far before the end of the memory its anchor lies, and what it is.
  private struct Image {
    var anchor: Int
    var layout: Layout
    var exponent: Int
  }

  /// Records from the start upwards, images from the end downwards.
  @exclusivity(unchecked) private var memory: UnsafeMutableRawBufferPointer
  /// Bytes of records.
  @exclusivity(unchecked) package private(set) var count = 0
  /// Where the images begin.
  @exclusivity(unchecked) private var imageStart: Int
  @exclusivity(unchecked) private var images: [Image] = []
  private let usual: Int

  /// Room for `bytes` and for what the last part of a segment is beyond them; more where a record is longer.
  package init(bytes: Int) {
    usual = Self.aligned(bytes + bytes / 2 + Self.slack)
    memory = Self.allocate(usual)
    imageStart = usual
  }

  deinit { memory.deallocate() }

  /// Bytes that may be read beyond the last record. Short keys and values are stored by sixteen bytes, whatever their
  /// lengths, and readers may copy short records by 64.
  package static var slack: Int { 64 }

  /// Anchors of segments are multiples of this.
  private static var alignment: Int { 256 }

  private static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) & ~(alignment - 1) }

  private static func allocate(_ bytes: Int) -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: bytes, alignment: alignment)
  }

  /// The records; those of images are not among them.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// Bytes of memory held.
  package var heldBytes: Int { memory.count }

  /// Bytes in use: records and images.
  package var filled: Int { count &+ (memory.count &- imageStart) }

  /// Whether there is nothing in it.
  package var isEmpty: Bool { filled == 0 }

  /// Whether records must be made of images yet: ``expand(into:)``.
  package var hasImages: Bool { !images.isEmpty }

  /// Forgets everything; memory beyond the usual is given back.
  package func reset() {
    if memory.count > usual {
      memory.deallocate()
      memory = Self.allocate(usual)
    }
    clear()
  }

  /// Forgets everything and keeps the memory.
  package func clear() {
    count = 0
    images.removeAll(keepingCapacity: true)
    imageStart = memory.count
  }

  /// Whether the image would fit were the chunk empty.
  func couldHold(imageOf word: SegmentWord) -> Bool {
    Geometry<ByteCell, ByteCell>.blockBytes(word.layout, word.exponent) + Self.alignment <= usual
  }

  /// Appends the block of a segment; false where there is no room. O(bytes).
  func append(imageOf word: SegmentWord) -> Bool {
    typealias Shape = Geometry<ByteCell, ByteCell>
    let below = Shape.bytesBelow(word.layout, word.exponent)
    let bytes = Shape.blockBytes(word.layout, word.exponent)
    // `below` is a multiple of the alignment: where the block begins at one, the anchor does.
    let start = (imageStart &- bytes) & ~(Self.alignment - 1)
    guard start >= count &+ Self.slack else { return false }
    (memory.baseAddress.unsafelyUnwrapped + start).copyMemory(from: word.anchor - below, byteCount: bytes)
    images.append(
      Image(anchor: memory.count &- start &- below, layout: word.layout, exponent: word.exponent))
    imageStart = start
    return true
  }

  /// Appends to `records` a record for every entry of the images, and to `places` where each of them begins and stands in
  /// the order of `seed`; then the records, without their places. O(bytes).
  package func expand(into records: CutChunk, _ places: CutPlaces, seed: HashSeed) {
    let end = memory.baseAddress.unsafelyUnwrapped + memory.count
    for image in images {
      let word = SegmentWord(anchor: end - image.anchor, layout: image.layout, exponent: image.exponent)
      records.append(entriesOf: word, places, seed)
    }
    records.append(bytes)
  }

  /// Appends a record for every entry of a segment whose keys and values lie in its cells.
  ///
  /// Room for all there may be is made first, so that the loop keeps what it needs in registers: a third of the time.
  private func append(entriesOf word: SegmentWord, _ places: CutPlaces, _ seed: HashSeed) {
    let most = word.ownCells
    let records = room(upTo: most &* (8 + 2 * ByteCell.inlineLimit))
    let start = count
    var offset = start
    places.append(upTo: most) { place in
      var count = 0
      word.forEachOwnCell { cell in
        let (key, value) = (cell.pointee.key, cell.pointee.value)
        let (keyCount, valueCount) = (key.count, value.count)
        let target = records + (offset &- start)
        target.storeBytes(of: UInt32(truncatingIfNeeded: keyCount).littleEndian, as: UInt32.self)
        target.storeBytes(
          of: UInt32(truncatingIfNeeded: valueCount).littleEndian, toByteOffset: 4, as: UInt32.self)
        store(key, at: target + 8)
        store(value, at: target + 8 + keyCount)
        let order = HashSeed.order(ByteKeys.hash(short: key, seed))
        (place + count).initialize(to: CutPlaces.Place(order: order, offset: offset))
        count &+= 1
        offset &+= 8 &+ keyCount &+ valueCount
      }
      return count
    }
    count = offset
  }

  /// Appends the entry of a cell, or what had been in its place. O(bytes).
  @inline(__always)
  func append(
    _ entry: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>, in arena: Arena, mark: UInt32 = 0
  ) {
    let (key, value) = (entry.pointee.key, entry.pointee.value)
    let isAbsent = value.isAbsent
    let valueCount = isAbsent ? 0 : value.count
    let keyCount = key.count
    let place = room(for: 8 &+ keyCount &+ valueCount)
    place.storeBytes(of: (UInt32(truncatingIfNeeded: keyCount) | mark).littleEndian, as: UInt32.self)
    let length = isAbsent ? Self.absent : UInt32(truncatingIfNeeded: valueCount)
    place.storeBytes(of: length.littleEndian, toByteOffset: 4, as: UInt32.self)
    store(key, keyCount, at: place + 8, arena)
    store(value, valueCount, at: place + 8 + keyCount, arena)
  }

  private func append(_ records: UnsafeRawBufferPointer) {
    guard let start = records.baseAddress, !records.isEmpty else { return }
    room(for: records.count).copyMemory(from: start, byteCount: records.count)
  }

  /// Memory for so many bytes more, and for what is stored beyond them.
  @inline(__always)
  private func room(for bytes: Int) -> UnsafeMutableRawPointer {
    let place = room(upTo: bytes)
    count &+= bytes
    return place
  }

  /// Memory behind the last record for so many bytes, none of which count yet.
  @inline(__always)
  private func room(upTo bytes: Int) -> UnsafeMutableRawPointer {
    let end = count &+ bytes
    if _slowPath(end &+ Self.slack > imageStart) { grow(to: end) }
    return memory.baseAddress.unsafelyUnwrapped + count
  }

  @inline(__always)
  private func store(_ cell: ByteCell, _ count: Int, at place: UnsafeMutableRawPointer, _ arena: Arena) {
    if _fastPath(count <= ByteCell.inlineLimit) {
      store(cell, at: place)
    } else {
      place.copyMemory(from: arena.pointer(cell.reference), byteCount: count)
    }
  }

  @inline(__always)
  private func store(_ cell: ByteCell, at place: UnsafeMutableRawPointer) {
    place.storeBytes(of: cell.low.littleEndian, as: UInt64.self)
    place.storeBytes(of: cell.high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }

  @inline(never)
  private func grow(to bytes: Int) {
    let imageBytes = memory.count - imageStart
    // Half as much again: a growth for every record would copy all of them every time.
    let larger = Self.allocate(Self.aligned(bytes + bytes / 2 + Self.slack) + Self.aligned(imageBytes))
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    let start = larger.count - imageBytes
    UnsafeMutableRawBufferPointer(rebasing: larger[start...]).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: memory[imageStart...]))
    memory.deallocate()
    memory = larger
    imageStart = start
  }
}

extension ByteCell {
  /// Stands for no value where a cut keeps what a key had: no cell of a map has this length.
  static var absent: ByteCell { ByteCell(low: 0, high: 0xFE &<< 56) }

  @inline(__always)
  var isAbsent: Bool { high == 0xFE &<< 56 }
}
