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
  package func order(of key: UnsafeRawBufferPointer) -> UInt64 {
    if key.count <= ByteCell.inlineLimit {
      return Self.order(ByteKeys.hash(short: ByteCell(short: key), self))
    }
    return Self.order(ByteKeys.spread(ByteKeys.hash32(long: key, self)))
  }

  static func order(_ hash: UInt64) -> UInt64 { hash &<< 32 | hash &>> 32 }
}

extension ByteMap {
  /// What places the keys at the moment; the seed a reseed in hand is moving to.
  package var hashSeed: HashSeed { table.next?.seed ?? table.main.seed }

  /// Calls `body` with every entry once, in the order of `hashSeed.order(of:)` and then of the key's bytes, in place.
  ///
  /// Completes a reseed in hand first. `body` must not change the map. O(entries · log(entries of a segment)); the extra
  /// memory is sixteen bytes an entry of the largest segment, or of the map while an iterator holds a reseed back.
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
    batch.sort { left, right in
      left.order == right.order ? precedes(left.cell, right.cell) : left.order < right.order
    }
    for (order, cell) in batch {
      try withUnsafePointer(to: &cell.pointee.key) { (key) throws(Failure) in
        try withUnsafePointer(to: &cell.pointee.value) { (value) throws(Failure) in
          try body(order, bytes(key), bytes(value))
        }
      }
    }
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
