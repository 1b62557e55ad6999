/// What keys had before they were changed, where a cut has not copied them yet: a small map for each sixteenth of the
/// hash prefixes, so that the memory of what has been copied is free for what is changed next.
final class FormerEntries {
  private static let prefixBits: UInt64 = 32
  private static let partBits: UInt64 = 4
  private static let partCount = 1 << Int(partBits)

  /// The hash prefixes of one part.
  private static let partWidth: UInt64 = 1 << (prefixBits - partBits)

  private let configuration: MapConfiguration
  private let parts: UnsafeMutablePointer<Unmanaged<ByteMap>?>
  /// Parts below this one have been given back.
  private var firstPart = 0
  /// Bytes of memory of all parts.
  @exclusivity(unchecked) private(set) var heldBytes = 0

  /// Nothing yet; keys will lie in the order of `seed`.
  init(seed: HashSeed) {
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.recordedSeed = seed
    self.configuration = configuration
    parts = .allocate(capacity: Self.partCount)
    parts.initialize(repeating: nil, count: Self.partCount)
  }

  deinit {
    for index in 0..<Self.partCount { parts[index]?.release() }
    parts.deallocate()
  }

  @inline(__always)
  private static func index(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> (prefixBits &- partBits))
  }

  /// Asks for the tags that a look-up of this hash reads.
  @inline(__always)
  func prefetchTags(_ hash: UInt64) {
    parts[Self.index(hash)]?._withUnsafeGuaranteedRef { $0.table.prefetchTags(hash) }
  }

  /// Asks for the cells that a look-up of this hash reads.
  @inline(__always)
  func prefetchCells(_ hash: UInt64) {
    parts[Self.index(hash)]?._withUnsafeGuaranteedRef { $0.table.prefetchCells(hash) }
  }

  /// Calls `body` with the part that holds keys of this hash.
  @inline(__always)
  func withPart<Result>(
    of hash: UInt64, _ body: (ByteMap) throws(MapError) -> Result
  ) throws(MapError) -> Result {
    let index = Self.index(hash)
    if parts[index] == nil { try makePart(index) }
    // By way of a result, since what guarantees the reference without counting it throws any error or none.
    let result = parts[index].unsafelyUnwrapped._withUnsafeGuaranteedRef { map in
      do throws(MapError) {
        return Swift.Result<Result, MapError>.success(try body(map))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  @inline(never)
  private func makePart(_ index: Int) throws(MapError) {
    let map = try ByteMap(configuration)
    // Its keys lie in the order of the map's: whatever it is given, it keeps the seed.
    map.table.upkeep.iterators += 1
    parts[index] = Unmanaged.passRetained(map)
    heldBytes += map.heldBytes
  }

  /// Counts what a part holds now that an entry has been added to it; `before` is what it held before.
  @inline(__always)
  func noteGrowth(of part: ByteMap, from before: Int) { heldBytes &+= part.heldBytes &- before }

  /// Calls `body` with every part that has keys of these hash prefixes, perhaps among others.
  func forEachPart(in range: Range<UInt64>, _ body: (ByteMap) -> Void) {
    guard heldBytes > 0, !range.isEmpty else { return }
    for index in Self.index(range.lowerBound)...Self.index(range.upperBound - 1) {
      parts[index]?._withUnsafeGuaranteedRef { if $0.count > 0 { body($0) } }
    }
  }

  /// Gives back the memory of what lies below this hash prefix altogether.
  func release(below prefix: UInt64) {
    while firstPart < Self.partCount, UInt64(firstPart + 1) * Self.partWidth <= prefix {
      if let part = parts[firstPart] {
        parts[firstPart] = nil
        heldBytes -= part._withUnsafeGuaranteedRef { $0.heldBytes }
        part.release()
      }
      firstPart += 1
    }
  }
}
