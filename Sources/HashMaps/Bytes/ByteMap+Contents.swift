extension ByteMap {
  /// Sets the value of `key`; returns whether the key is new. As the method that takes buffers.
  @discardableResult
  public func put(_ key: [UInt8], _ value: [UInt8]) throws(MapError) -> Bool {
    let result = key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        Result { () throws(MapError) in try put(key, value) }
      }
    }
    return try result.get()
  }

  /// Calls `body` with every key and value in place, once each, in no particular order. `body` must not change the
  /// map, and the bytes are valid inside it only.
  public func forEach(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Void) rethrows {
    try table.visitAll { cell in
      try withUnsafePointer(to: &cell.pointee.key) { key in
        try withUnsafePointer(to: &cell.pointee.value) { value in try body(bytes(key), bytes(value)) }
      }
    }
  }

  /// An iterator over copies of the entries that may be used while the map changes.
  public func makeIterator() -> ByteMapIterator { ByteMapIterator(self) }
}

/// Iterates over a map that may grow, convert and compact meanwhile: every entry that is present from beginning to end
/// comes exactly once; one put or deleted meanwhile may or may not come. A reseed rests until the iterator is gone.
public final class ByteMapIterator: IteratorProtocol {
  private let map: ByteMap
  private var position = ContentsPosition()
  /// The entries of the segment in hand; at most one segment's.
  private var batch: [(key: [UInt8], value: [UInt8])] = []

  init(_ map: ByteMap) {
    self.map = map
    map.table.upkeep.iterators += 1
  }

  /// The next entry, copied; nil at the end.
  public func next() -> (key: [UInt8], value: [UInt8])? {
    while batch.isEmpty {
      let more = map.table.visitNext(&position) { cell in
        withUnsafePointer(to: &cell.pointee.key) { key in
          withUnsafePointer(to: &cell.pointee.value) { value in
            batch.append(([UInt8](map.bytes(key)), [UInt8](map.bytes(value))))
          }
        }
      }
      if !more { return nil }
    }
    return batch.removeLast()
  }

  deinit { map.table.upkeep.iterators -= 1 }
}
