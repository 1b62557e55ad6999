import CIntrinsics

// The entries in an order that a seed alone decides: what snapshots are written in.

extension HashSeed {
  /// The seed with these key words, as a snapshot recorded them.
  package init(words: (UInt64, UInt64), kind: HashKind) {
    self.init(k0: words.0, k1: words.1, kind: kind)
  }

  /// The 128 bits of key.
  package var words: (UInt64, UInt64) { (k0, k1) }

  /// Where `key` stands among all byte strings: its hash with the halves exchanged, since the low half chooses the
  /// segment. `docs/snapshot_format.md` defines it for other readers: it may never change. O(count).
  @inlinable
  package func order(of key: UnsafeRawBufferPointer) -> UInt64 {
    if key.count <= ByteCell.inlineLimit {
      return Self.order(ByteKeys.hash(short: ByteCell(short: key), self))
    }
    return Self.order(ByteKeys.spread(ByteKeys.hash32(long: key, self)))
  }

  @inlinable @inline(__always)
  static func order(_ hash: UInt64) -> UInt64 { hash &<< 32 | hash &>> 32 }
}

extension ByteMap {
  /// What places the keys at the moment; the seed a reseed in hand is moving to.
  package var hashSeed: HashSeed { table.next?.seed ?? table.main.seed }

  /// Calls `body` with every entry once, in the order of `hashSeed.order(of:)` and then of the key's bytes, in place.
  ///
  /// Completes a reseed in hand first. `body` must not change the map. O(entries) where hashes spread evenly; the extra
  /// memory is forty bytes an entry of the largest segment, or of the map while an iterator holds a reseed back.
  package func forEachInOrder<Failure: Error>(
    _ body: (_ order: UInt64, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(Failure)
      -> Void
  ) throws(Failure) {
    if table.next != nil { table.finishWork() }
    let seed = hashSeed
    var batch: [Placed] = []
    // Half-way through a reseed neither directory is in the order of one seed.
    if table.next != nil {
      table.visitAll { cell in
        let hash = withUnsafePointer(to: &cell.pointee.key) { table.keys.freshHash($0, seed) }
        batch.append((HashSeed.order(hash), cell))
      }
      return try visit(&batch, body)
    }
    var position = ContentsPosition()
    while table.visitNext(
      &position,
      { cell in
        let hash = withUnsafePointer(to: &cell.pointee.key) { table.keys.hash($0, seed) }
        batch.append((HashSeed.order(hash), cell))
      })
    {
      try visit(&batch, body)
      batch.removeAll(keepingCapacity: true)
    }
  }

  private typealias Placed = (order: UInt64, cell: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>)

  private func visit<Failure: Error>(
    _ batch: inout [Placed],
    _ body: (UInt64, UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    spread(&batch)
    batch.withUnsafeMutableBufferPointer { batch in
      // All but in order by now: each entry goes back past few others.
      for index in batch.indices.dropFirst() where precedes(batch[index], batch[index - 1]) {
        let placed = batch[index]
        var place = index
        repeat {
          batch[place] = batch[place - 1]
          place -= 1
        } while place > 0 && precedes(placed, batch[place - 1])
        batch[place] = placed
      }
    }
    for (index, (order, cell)) in batch.enumerated() {
      if index + Self.lead < batch.count { prefetch(batch[index + Self.lead].cell) }
      try withUnsafePointer(to: &cell.pointee.key) { (key) throws(Failure) in
        try withUnsafePointer(to: &cell.pointee.value) { (value) throws(Failure) in
          try body(order, bytes(key), bytes(value))
        }
      }
    }
  }

  /// Entries between asking for what lies in the arena and reading it.
  private static var lead: Int { 12 }

  /// Asks for the first cache lines of what an entry has in the arena; the processor guesses the others from there.
  @inline(__always)
  private func prefetch(_ cell: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>) {
    prefetch(cell.pointee.key)
    prefetch(cell.pointee.value)
  }

  @inline(__always)
  private func prefetch(_ cell: ByteCell) {
    guard !cell.isInline else { return }
    let start = arena.pointer(cell.reference)
    for line in stride(from: 0, to: min(cell.count, 256), by: 64) { ci_prefetch(start + line) }
  }

  /// Brings a batch nearly into order: entries go to twice as many buckets as there are entries, by their orders, which
  /// hashes spread evenly. What is not spread so (keys that collide) is sorted by comparing. O(entries) as a rule.
  private func spread(_ batch: inout [Placed]) {
    guard batch.count > 8 else { return }
    var low = UInt64.max
    var high: UInt64 = 0
    for placed in batch {
      low = min(low, placed.order)
      high = max(high, placed.order)
    }
    let bits = 64 - batch.count.leadingZeroBitCount
    let shift = UInt64(max(0, (64 - (high - low).leadingZeroBitCount) - bits))
    var ends = [UInt32](repeating: 0, count: Int((high - low) >> shift) + 2)
    for placed in batch { ends[Int((placed.order - low) >> shift) + 1] += 1 }
    if ends.contains(where: { $0 > 16 }) {
      return batch.sort { precedes($0, $1) }
    }
    for bucket in 1..<ends.count { ends[bucket] += ends[bucket - 1] }
    batch = [Placed](unsafeUninitializedCapacity: batch.count) { target, count in
      for placed in batch {
        let bucket = Int((placed.order - low) >> shift)
        (target.baseAddress.unsafelyUnwrapped + Int(ends[bucket])).initialize(to: placed)
        ends[bucket] += 1
      }
      count = batch.count
    }
  }

  @inline(__always)
  private func precedes(_ left: Placed, _ right: Placed) -> Bool {
    left.order == right.order ? precedes(left.cell, right.cell) : left.order < right.order
  }

  /// Keys of one hash are compared byte by byte; a prefix comes first.
  private func precedes(
    _ left: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>,
    _ right: UnsafeMutablePointer<Cell<ByteCell, ByteCell>>
  ) -> Bool {
    withUnsafePointer(to: &left.pointee.key) { first in
      withUnsafePointer(to: &right.pointee.key) { second in
        bytes(first).lexicographicallyPrecedes(bytes(second))
      }
    }
  }
}
