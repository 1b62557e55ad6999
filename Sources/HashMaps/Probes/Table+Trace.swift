extension Table {
  /// Traces an operation without performing it: the real code runs on a copy of the one segment it would touch.
  func trace<Query: KeyQuery>(
    _ operation: ProbeTrace.Operation, _ query: Query, key: String,
    describe: @escaping (UnsafeMutableRawPointer) -> String
  ) throws(MapError) -> ProbeTrace where Query.Keys == Keys {
    let scene = try Scene(self, query)
    defer { scene.dismiss() }
    let word = scene.word
    let hash = scene.hash
    let original = scene.original
    var recorder = ProbeRecorder(describe: describe)
    let ending = rehearse(operation, query, hash, word, &recorder)
    return ProbeTrace(
      operation: operation, key: key, hash: hash, segment: original.header.pointee.prefix,
      depth: Int(original.header.pointee.depth), layout: original.layout, positions: 1 << original.exponent,
      home: original.position(hash), tag: Self.tag(hash), ending: ending, steps: recorder.steps)
  }

  /// A copy of the one segment an operation would touch, for as long as it is looked at.
  struct Scene {
    /// The hash under the seed that places the key now.
    let hash: UInt64
    /// Where the directory names the segment; nil when the map has but one.
    let directory: UnsafeRawPointer?
    /// The segment itself.
    let original: SegmentWord
    /// Its copy, whose addresses lie alike within cache lines.
    let word: SegmentWord
    private let memory: SegmentMemory
    private let block: UnsafeMutableRawPointer
    private let bytes: Int

    init<Query: KeyQuery>(_ table: Table, _ query: Query) throws(MapError) where Query.Keys == Keys {
      var directory = table.main
      var hash = query.hash(directory.seed)
      if directory[hash].isMoved, let next = table.next {
        directory = next
        hash = query.hash(directory.seed)
      }
      self.hash = hash
      original = directory[hash]
      self.directory = directory.place(of: hash)
      memory = table.memory
      bytes = original.header.pointee.blockBytes
      let below = Shape.bytesBelow(original.layout, original.exponent)
      guard let block = memory.allocate(bytes) else { throw .outOfMemory(bytes: bytes) }
      self.block = block
      block.copyMemory(from: original.anchor - below, byteCount: bytes)
      word = SegmentWord(anchor: block + below, layout: original.layout, exponent: original.exponent)
    }

    func dismiss() { memory.free(block, bytes) }
  }

  /// Runs the operation on a copy whose cells are bits without owner: marks and bits move, nothing is initialised or
  /// destroyed.
  func rehearse<Query: KeyQuery, Observer: ProbeObserver>(
    _ operation: ProbeTrace.Operation, _ query: Query, _ hash: UInt64, _ word: SegmentWord,
    _ recorder: inout Observer
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
