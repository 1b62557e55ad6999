extension AdaptiveMap {
  /// Calls `body` with every key and value once, in no particular order. `body` must not change the map.
  @inlinable
  public func forEach(_ body: (Key, Value) throws -> Void) rethrows {
    try table.visitAll { try body($0.pointee.key, $0.pointee.value) }
  }

  /// An iterator over the entries that may be used while the map changes.
  @inlinable
  public func makeIterator() -> AdaptiveMapIterator<Key, Value> { AdaptiveMapIterator(self) }

  /// Looks up `keys` together: all are hashed and prefetched before the first is compared. In tables beyond the caches
  /// this is nearly twice as fast as one by one; in smaller ones it falls back to that.
  ///
  /// `body` receives each key's index and its value, or nil, in order.
  @inlinable
  public func get(_ keys: UnsafeBufferPointer<Key>, _ body: (Int, Value?) -> Void) {
    var index = 0
    guard table.segmentBytes > prefetchBytes else {
      while index < keys.count {
        body(index, get(keys[index]))
        index &+= 1
      }
      return
    }
    var misses: UInt64 = 0
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: ahead) { hashes in
      while index < keys.count {
        // Never across the hook, which may change the seed.
        if table.countdown < 1 {
          body(index, get(keys[index]))
          index &+= 1
          continue
        }
        let end = min(index &+ ahead, keys.count, index &+ table.countdown)
        for at in index..<end {
          hashes[at &- index] = hash(keys[at])
          table.prefetchTags(hashes[at &- index])
        }
        for at in index..<end { table.prefetchCells(hashes[at &- index]) }
        table.beginPrefetched()
        for at in index..<end {
          let slot = table.lookup(DirectQuery(keys[at]), hashes[at &- index])
          if slot == nil { misses &+= 1 }
          body(at, slot?.cell.pointee.value)
        }
        table.endPrefetched()
        table.countdown &-= end &- index
        table.upkeep.prefetchedOperations &+= end &- index
        index = end
      }
    }
    table.upkeep.misses &+= misses
  }

  /// Sets many values together, as `set` one by one but prefetched as in the batched `get`.
  @inlinable
  public func set(_ keys: UnsafeBufferPointer<Key>, _ values: UnsafeBufferPointer<Value>) throws(MapError) {
    precondition(keys.count == values.count, "as many values as keys")
    var index = 0
    while index < keys.count {
      let end = min(index &+ ahead, keys.count)
      if table.segmentBytes > prefetchBytes {
        table.upkeep.prefetchedOperations &+= end &- index
        for at in index..<end { table.prefetchTags(hash(keys[at])) }
        for at in index..<end { table.prefetchCells(hash(keys[at])) }
        table.beginPrefetched()
      }
      defer { table.endPrefetched() }
      while index < end {
        try set(keys[index], values[index])
        index &+= 1
      }
    }
  }

  /// Above this many bytes of segments prefetching pays: within the caches it costs a sixth (measured).
  @inlinable
  var prefetchBytes: Int { 12 << 20 }

  /// Keys hashed and prefetched ahead of being looked up.
  @inlinable
  var ahead: Int { 32 }
}

/// Iterates over a map that may grow, convert and compact meanwhile: every entry that is present from beginning to end
/// comes exactly once; one put or deleted meanwhile may or may not come. A reseed rests until the iterator is gone.
public final class AdaptiveMapIterator<Key: FastHashable, Value>: IteratorProtocol {
  @usableFromInline let map: AdaptiveMap<Key, Value>
  @usableFromInline var position = ContentsPosition()
  /// The entries of the segment in hand; at most one segment's.
  @usableFromInline var batch: [(key: Key, value: Value)] = []

  @inlinable
  init(_ map: AdaptiveMap<Key, Value>) {
    self.map = map
    map.table.upkeep.iterators += 1
  }

  /// The next entry; nil at the end.
  @inlinable
  public func next() -> (key: Key, value: Value)? {
    while batch.isEmpty {
      let more = map.table.visitNext(&position) { cell in
        batch.append((cell.pointee.key, cell.pointee.value))
      }
      if !more { return nil }
    }
    return batch.removeLast()
  }

  @inlinable
  deinit { map.table.upkeep.iterators -= 1 }
}
