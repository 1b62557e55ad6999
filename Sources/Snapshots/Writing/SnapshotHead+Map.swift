import HashMaps

extension SnapshotHead {
  /// The head of a snapshot of `map`: its seed and layout, and the configuration it was made with.
  ///
  /// `creator` says which program writes; `stamp` is any text for when, left out where equal content shall give equal
  /// bytes.
  public init(
    of map: ByteMap, _ configuration: MapConfiguration, compression: SnapshotCompression = .none,
    creator: String, stamp: String? = nil
  ) {
    self.init(seed: map.hashSeed, compression: compression)
    fields["creator"] = creator
    fields["stamp"] = stamp
    fields["layout"] = map.layout.name
    fields["adaptive"] = "\(configuration.isAdaptive)"
    fields["policy"] = configuration.policy.rawValue
    fields["segment_bytes"] = configuration.segmentBytes.map { "\($0)" } ?? "unlimited"
    fields["tombstones"] = "\(configuration.usesTombstones)"
    fields["incremental_batch"] = "\(configuration.incrementalBatch)"
    fields["max_lf_chaining"] = "\(configuration.maxLoadFactorChaining)"
    fields["max_group_len"] = "\(configuration.maxGroupLength)"
    fields["max_avg_probe_robinhood"] = "\(configuration.maxAverageProbeRobinhood)"
    fields["max_tombstone_ratio"] = "\(configuration.maxTombstoneRatio)"
    fields["large_map_warn_threshold"] = "\(configuration.largeMapWarnThreshold)"
    fields["memory_budget"] = configuration.memoryBudget.map { "\($0)" }
  }

  /// The configuration of a map that goes on where this one stopped; what the metadata leaves out has its default.
  /// Throws `metadata` for a value that makes no sense; `path` is for its words alone.
  public func configuration(path: String) throws(SnapshotError) -> MapConfiguration {
    var configuration = MapConfiguration()
    configuration.recordedSeed = seed
    configuration.hash = seed.kind
    if let layout = try value("layout", path, { Layout(name: $0) }) { configuration.layout = layout }
    if let flag = try value("adaptive", path, { Bool($0) }) { configuration.isAdaptive = flag }
    if let policy = try value("policy", path, { MapConfiguration.PolicyKind(rawValue: $0) }) {
      configuration.policy = policy
    }
    if fields["segment_bytes"] == "unlimited" {
      configuration.segmentBytes = nil
    } else if let bytes = try count("segment_bytes", path) {
      configuration.segmentBytes = bytes
    }
    if let flag = try value("tombstones", path, { Bool($0) }) { configuration.usesTombstones = flag }
    if let batch = try count("incremental_batch", path) { configuration.incrementalBatch = batch }
    if let ratio = try ratio("max_lf_chaining", path) { configuration.maxLoadFactorChaining = ratio }
    if let length = try count("max_group_len", path) { configuration.maxGroupLength = length }
    if let mean = try ratio("max_avg_probe_robinhood", path) {
      configuration.maxAverageProbeRobinhood = mean
    }
    if let ratio = try ratio("max_tombstone_ratio", path) { configuration.maxTombstoneRatio = ratio }
    if let limit = try count("large_map_warn_threshold", path) { configuration.largeMapWarnThreshold = limit }
    configuration.memoryBudget = try count("memory_budget", path)
    return configuration
  }

  private func count(_ name: String, _ path: String) throws(SnapshotError) -> Int? {
    try value(name, path) { text in Int(text).flatMap { $0 >= 0 ? $0 : nil } }
  }

  private func ratio(_ name: String, _ path: String) throws(SnapshotError) -> Double? {
    try value(name, path) { text in Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }
  }

  private func value<Value>(
    _ name: String, _ path: String, _ parse: (String) -> Value?
  ) throws(SnapshotError) -> Value? {
    guard let text = fields[name] else { return nil }
    guard let value = parse(text) else { throw .metadata(path: path, name: name, value: text) }
    return value
  }
}

extension ByteMap {
  /// What it holds as of now; nil where that cannot be copied piece by piece (``MapCut``). Throws `map`.
  func cut() throws(SnapshotError) -> MapCut? {
    do throws(MapError) { return try MapCut(self) } catch { throw .map(error) }
  }

  /// Whether its entries are so short on average that copying them once more costs less than visiting each.
  private var hasShortEntries: Bool { heldBytes / max(1, count) < 512 }

  /// Writes everything the map holds, in the order of its seed; the head must have been made of this map.
  ///
  /// `key` signs it. Returns the file's digest. Throws `io`, `tooLong`, `unwritable`; the target is then as it was. O(entries · log(
  /// entries of a segment)).
  @discardableResult
  public func writeSnapshot(
    to path: String, head: SnapshotHead, key: SnapshotSecretKey? = nil
  ) throws(SnapshotError) -> [UInt8] {
    var writer = try SnapshotWriter(path: path, head: head, key: key)
    guard head.seed == hashSeed else { throw .outOfOrder(entry: 0) }
    if hasShortEntries, let cut = try cut() {
      // Copied out of the segments first, entries are sorted and moved without a call or a miss for each.
      let chunk = CutChunk(bytes: RunningSnapshot.chunkBytes)
      let order = ChunkOrder()
      while !cut.isCopied {
        cut.copy(into: chunk, limit: RunningSnapshot.chunkBytes, until: .max)
        try writer.append(chunk, in: order)
        chunk.reset()
      }
    } else {
      try forEachInOrder { (order, key, value) throws(SnapshotError) in
        try writer.append(order: order, key, value)
      }
    }
    return try writer.commit()
  }
}
