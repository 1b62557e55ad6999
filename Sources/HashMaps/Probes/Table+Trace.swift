extension Table {
  /// Traces an operation without performing it: the real code runs on a copy of the one segment it would touch.
  func trace<Query: KeyQuery>(
    _ operation: ProbeTrace.Operation, _ query: Query, key: String,
    describe: @escaping (UnsafeMutableRawPointer) -> String
  ) throws(MapError) -> ProbeTrace where Query.Keys == Keys {
    var directory = main
    var hash = query.hash(directory.seed)
    if directory[hash].isMoved, let next {
      directory = next
      hash = query.hash(directory.seed)
    }
    let original = directory[hash]
    let bytes = original.header.pointee.blockBytes
    let below = Shape.bytesBelow(original.layout, original.exponent)
    guard let block = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
    defer { memory.free(block, bytes) }
    block.copyMemory(from: original.anchor - below, byteCount: bytes)
    let word = SegmentWord(anchor: block + below, layout: original.layout, exponent: original.exponent)
    var recorder = ProbeRecorder(describe: describe)
    let ending = rehearse(operation, query, hash, word, &recorder)
    return ProbeTrace(
      operation: operation, key: key, hash: hash, segment: original.header.pointee.prefix,
      depth: Int(original.header.pointee.depth), layout: original.layout, positions: 1 << original.exponent,
      home: original.position(hash), tag: Self.tag(hash), ending: ending, steps: recorder.steps)
  }

  /// Runs the operation on a copy whose cells are bits without owner: marks and bits move, nothing is initialised or
  /// destroyed.
  private func rehearse<Query: KeyQuery>(
    _ operation: ProbeTrace.Operation, _ query: Query, _ hash: UInt64, _ word: SegmentWord,
    _ recorder: inout ProbeRecorder
  ) -> ProbeTrace.Ending where Query.Keys == Keys {
    let slot = find(query, hash, word, &recorder)
    let header = word.header
    switch operation {
    case .get: return slot == nil ? .absent : .match
    case .put:
      guard slot == nil else { return .match }
      guard header.pointee.budget > 0 else { return .makeRoom }
      // A rehearsed walk long enough to be suspicious must not begin a reseed, nor call the hook early.
      let suspicion = upkeep.suspicion
      upkeep.suspicion = suspicion ?? .longProbe
      defer { upkeep.suspicion = suspicion }
      switch word.layout {
      case .grouped, .compact: _ = claimTag(word, hash, &recorder)
      case .chaining: if placeChaining(word, hash, header, &recorder) == nil { return .makeRoom }
      case .robinhood: if placeRobinhood(word, hash, header, &recorder) == nil { return .makeRoom }
      }
      return .insert
    case .delete:
      guard let slot else { return .absent }
      switch word.layout {
      case .grouped, .compact:
        let offset = slot.mark - word.base
        recorder.act(.erase, offset / 16, offset % 16)
        slot.mark.storeBytes(of: 0, as: UInt8.self)
      case .chaining: eraseChaining(slot, hash, word, header, &recorder)
      case .robinhood: eraseRobinhood(slot, word, header, &recorder)
      }
      return .match
    }
  }
}

extension AdaptiveMap {
  /// The steps that `operation` on `key` would take now; the map is not changed. O(one segment).
  public func probe(_ operation: ProbeTrace.Operation, _ key: Key) throws(MapError) -> ProbeTrace {
    try table.trace(operation, DirectQuery(key), key: "\(key)") { cell in
      "\(cell.assumingMemoryBound(to: Key.self).pointee)"
    }
  }
}

extension ByteMap {
  /// The steps that `operation` on `key` would take now; the map is not changed. O(one segment).
  public func probe(
    _ operation: ProbeTrace.Operation, _ key: UnsafeRawBufferPointer
  ) throws(MapError) -> ProbeTrace {
    let text = String(decoding: key, as: UTF8.self)
    let describe: (UnsafeMutableRawPointer) -> String = { [self] cell in
      String(decoding: bytes(cell.assumingMemoryBound(to: ByteCell.self)), as: UTF8.self)
    }
    if key.count <= ByteCell.inlineLimit {
      return try table.trace(operation, ShortQuery(cell: ByteCell(short: key)), key: text, describe: describe)
    }
    return try table.trace(operation, LongQuery(bytes: key, arena: arena), key: text, describe: describe)
  }
}
