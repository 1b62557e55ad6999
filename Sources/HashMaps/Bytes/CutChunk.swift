/// A piece of a cut: records one after another, in memory of its own that serves again and again.
///
/// A record is the length of the key (u32, its highest bit set where the record tells what a key had been before it was
/// changed), the length of the value (u32; all ones for no value), key, value: as snapshots have entries.
package final class CutChunk {
  /// In the length of a key: the record goes before another of the same key.
  package static let formerBit: UInt32 = 1 << 31
  /// In place of the length of a value: there had been none.
  package static let absent = UInt32.max

  @exclusivity(unchecked) private var memory: UnsafeMutableRawBufferPointer
  /// Bytes of records.
  @exclusivity(unchecked) package private(set) var count = 0
  private let usual: Int

  /// Room for `bytes` and for what the last part of a segment is beyond them; more where a record is longer.
  package init(bytes: Int) {
    usual = bytes + bytes / 2
    memory = .allocate(byteCount: usual + Self.slack, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// Bytes that may be read beyond the last record. Short keys and values are stored by sixteen bytes, whatever their
  /// lengths, and readers may copy short records by 64.
  package static let slack = 64

  /// The records.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }

  /// Bytes of memory held.
  package var heldBytes: Int { memory.count }

  /// Forgets the records; memory beyond the usual is given back.
  package func reset() {
    count = 0
    guard memory.count > usual + Self.slack else { return }
    memory.deallocate()
    memory = .allocate(byteCount: usual + Self.slack, alignment: 16)
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
    let end = count &+ 8 &+ keyCount &+ valueCount
    if _slowPath(end &+ Self.slack > memory.count) { grow(to: end) }
    let place = memory.baseAddress.unsafelyUnwrapped + count
    place.storeBytes(of: (UInt32(truncatingIfNeeded: keyCount) | mark).littleEndian, as: UInt32.self)
    let length = isAbsent ? Self.absent : UInt32(truncatingIfNeeded: valueCount)
    place.storeBytes(of: length.littleEndian, toByteOffset: 4, as: UInt32.self)
    store(key, keyCount, at: place + 8, arena)
    store(value, valueCount, at: place + 8 + keyCount, arena)
    count = end
  }

  @inline(__always)
  private func store(_ cell: ByteCell, _ count: Int, at place: UnsafeMutableRawPointer, _ arena: Arena) {
    if _fastPath(count <= ByteCell.inlineLimit) {
      place.storeBytes(of: cell.low.littleEndian, as: UInt64.self)
      place.storeBytes(of: cell.high.littleEndian, toByteOffset: 8, as: UInt64.self)
    } else {
      place.copyMemory(from: arena.pointer(cell.reference), byteCount: count)
    }
  }

  @inline(never)
  private func grow(to bytes: Int) {
    // Half as much again: a growth for every record would copy all of them every time.
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: bytes + bytes / 2 + Self.slack, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    memory.deallocate()
    memory = larger
  }
}

extension ByteCell {
  /// Stands for no value where a cut keeps what a key had: no cell of a map has this length.
  static var absent: ByteCell { ByteCell(low: 0, high: 0xFE &<< 56) }

  @inline(__always)
  var isAbsent: Bool { high == 0xFE &<< 56 }
}
