/// Lets a table's compaction move the long strings of its cells out of wasteful chunks.
struct ArenaTidying: OutsideMemory {
  let arena: Arena

  func beginCompaction() { arena.beginCompaction() }

  func visit(_ cell: UnsafeMutableRawPointer) throws(MapError) {
    let cell = cell.assumingMemoryBound(to: Cell<ByteCell, ByteCell>.self)
    if !cell.pointee.key.isInline {
      let key = cell.pointee.key
      let reference = try arena.moved(key.reference, key.count)
      cell.pointee.key = ByteCell(reference: reference, count: key.count, hash: key.carriedHash)
    }
    if !cell.pointee.value.isInline {
      let value = cell.pointee.value
      let reference = try arena.moved(value.reference, value.count)
      cell.pointee.value = ByteCell(reference: reference, count: value.count, hash: 0)
    }
  }

  func endCompaction() { arena.endCompaction() }
}
