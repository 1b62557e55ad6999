import CIntrinsics

/// The engine under `ByteMap` and `AdaptiveMap`: a directory of bounded segments, each in one of four layouts.
///
/// Every key lives in exactly one place at every moment, also while the table grows, converts, compacts or reseeds.
/// One owner uses a table at a time; even a look-up counts itself, so concurrent readers need one table each.
@usableFromInline
final class Table<Keys: KeySpace, Value> {
  @usableFromInline typealias Key = Keys.Stored
  @usableFromInline typealias Entry = Cell<Key, Value>
  @usableFromInline typealias Shape = Geometry<Key, Value>
  @usableFromInline typealias Cursor = SegmentCursor<Key, Value>

  @usableFromInline let keys: Keys
  @usableFromInline let memory: SegmentMemory
  @usableFromInline let pool: CellPool<Key, Value>

  /// Where look-ups begin.
  @usableFromInline @exclusivity(unchecked) var main: Directory
  /// Where a reseed moves the entries to; its directory words in `main` are then `moved`.
  @usableFromInline @exclusivity(unchecked) var next: Directory?

  /// Live entries.
  @usableFromInline @exclusivity(unchecked) var count = 0
  /// Operations until `hook()` is due; the single counter every operation touches.
  @usableFromInline @exclusivity(unchecked) var countdown = 0
  /// The layout new segments get, and a conversion's goal.
  @usableFromInline @exclusivity(unchecked) var layout: Layout
  /// Deletion leaves tombstones in `robinhood` instead of shifting back.
  @usableFromInline let usesTombstones: Bool
  /// The largest exponent a segment of each layout reaches before it is split, by raw value.
  @usableFromInline let caps: SIMD4<Int>
  /// Structure-wide work in hand, the pace it is done at, and what has happened so far.
  @usableFromInline @exclusivity(unchecked) var upkeep: Upkeep
  /// Bytes of all segments' blocks.
  @usableFromInline @exclusivity(unchecked) var segmentBytes = 0 {
    didSet { asksAhead = segmentBytes > 1 << 20 }
  }
  /// Whether the segments no longer fit the nearer caches, so that look-ups should ask for cells early. Not while those
  /// of a batch are under way, which have the one line they need already.
  @usableFromInline @exclusivity(unchecked) var asksAhead = false
  /// The part of them that is room for cells; the rest is tags, words, links, references and headers.
  @usableFromInline @exclusivity(unchecked) var cellBytes = 0
  @usableFromInline @exclusivity(unchecked) var segmentCounts = SIMD4<Int>()

  @inlinable
  init(keys: Keys, seed: HashSeed, settings: TableSettings) throws(MapError) {
    self.keys = keys
    memory = SegmentMemory()
    pool = CellPool(memory: memory)
    layout = settings.layout
    usesTombstones = settings.usesTombstones
    caps = Self.caps(settings.segmentBytes)
    upkeep = Upkeep(settings)
    guard let directory = Directory(seed: seed, root: .moved) else { throw .outOfMemory(bytes: 8) }
    main = directory
    countdown = upkeep.interval - 1
    let start = max(
      Shape.smallestExponent(settings.layout),
      min(Shape.exponent(settings.layout, holding: settings.initialCapacity), cap(settings.layout)))
    main.publish(try makeSegment(settings.layout, start, depth: 0, prefix: 0), prefix: 0, depth: 0)
  }

  @inlinable
  static func caps(_ segmentBytes: Int?) -> SIMD4<Int> {
    var caps = SIMD4<Int>()
    for layout in Layout.allCases {
      caps[Int(layout.rawValue)] = Shape.largestExponent(layout, within: segmentBytes ?? .max)
    }
    return caps
  }

  @inlinable
  func cap(_ layout: Layout) -> Int { caps[Int(layout.rawValue)] }

  // MARK: Look-up

  /// The slot of the wanted key, or nil. O(1) expected.
  @inlinable @inline(__always)
  func lookup<Query: KeyQuery>(_ query: Query, _ hash: UInt64) -> Slot<Key, Value>? where Query.Keys == Keys {
    let word = main[hash]
    var unobserved = Unobserved()
    if word.isGrouped { return findGrouped(query, hash, word, &unobserved) }
    if word.elseIsChaining { return findChaining(query, hash, word, &unobserved) }
    return lookupFarther(query, hash, word)
  }

  /// The layouts whose probes are longer code, and words of segments a reseed has moved: out of line.
  @inlinable @inline(never)
  func lookupFarther<Query: KeyQuery>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    if word.isMoved { return lookupMoved(query) }
    var unobserved = Unobserved()
    return word.elseIsRobinhood
      ? findRobinhood(query, hash, word, &unobserved) : findCompact(query, hash, word, &unobserved)
  }

  @inlinable @inline(never)
  func lookupMoved<Query: KeyQuery>(_ query: Query) -> Slot<Key, Value>? where Query.Keys == Keys {
    let directory = next.unsafelyUnwrapped
    let hash = query.hash(directory.seed)
    var unobserved = Unobserved()
    return find(query, hash, directory[hash], &unobserved)
  }

  /// The slot of the wanted key in one segment, or nil.
  @inlinable @inline(__always)
  func find<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    if word.isGrouped { return findGrouped(query, hash, word, &observer) }
    if word.elseIsChaining { return findChaining(query, hash, word, &observer) }
    return findFarther(query, hash, word, &observer)
  }

  /// The layouts whose probes are longer code: out of line, so that the others inline into the caller's loop.
  @inlinable @inline(never)
  func findFarther<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    word.elseIsRobinhood
      ? findRobinhood(query, hash, word, &observer) : findCompact(query, hash, word, &observer)
  }

  /// The one-byte tag of a hash; zero stands for an empty slot.
  @inlinable @inline(__always)
  static func tag(_ hash: UInt64) -> UInt8 {
    let low = UInt8(truncatingIfNeeded: hash)
    return low == 0 ? 1 : low
  }

  /// Counts one operation; every so many, upkeep gets its turn.
  @inlinable @inline(__always)
  func tick() {
    countdown &-= 1
    if _slowPath(countdown < 0) { hook() }
  }

  // MARK: Insertion and removal

  /// An uninitialised cell for a key known to be absent; the caller initialises it at once. O(1) amortised, and
  /// never more work than rebuilding one segment.
  @inlinable
  func insertNew<Query: KeyQuery>(
    _ query: Query, _ hash: UInt64
  ) throws(MapError) -> UnsafeMutablePointer<Entry> where Query.Keys == Keys {
    var word = main[hash]
    if _slowPath(word.isMoved) { return try insertMoved(query) }
    while true {
      if let cell = try claim(word, hash) { return cell }
      try makeRoom(word, in: &main)
      word = main[hash]
    }
  }

  @inlinable @inline(never)
  func insertMoved<Query: KeyQuery>(
    _ query: Query
  ) throws(MapError) -> UnsafeMutablePointer<Entry> where Query.Keys == Keys {
    let hash = query.hash(next.unsafelyUnwrapped.seed)
    while true {
      var directory = next.unsafelyUnwrapped
      if let cell = try claim(directory[hash], hash) { return cell }
      try makeRoom(directory[hash], in: &directory)
      next = directory
    }
  }

  /// A place in this segment, counted, or nil when the segment must first be mended.
  @inlinable @inline(__always)
  func claim(_ word: SegmentWord, _ hash: UInt64) throws(MapError) -> UnsafeMutablePointer<Entry>? {
    let header = word.header
    guard header.pointee.budget > 0, let cell = try place(word, hash, header) else { return nil }
    header.pointee.budget &-= 1
    header.pointee.count &+= 1
    count &+= 1
    if _slowPath(header.pointee.budget & 7 == 0) { memory.touchAhead() }
    return cell
  }

  /// Marks a free slot of this segment as holding `hash`, or nil where the layout has none within its bounds.
  @inlinable @inline(__always)
  func place(
    _ word: SegmentWord, _ hash: UInt64, _ header: UnsafeMutablePointer<SegmentHeader>
  ) throws(MapError) -> UnsafeMutablePointer<Entry>? {
    var unobserved = Unobserved()
    if word.isGrouped { return placeGrouped(word, hash, &unobserved) }
    if word.elseIsChaining { return placeChaining(word, hash, header, &unobserved) }
    if word.elseIsRobinhood { return placeRobinhood(word, hash, header, &unobserved) }
    let reference = try pool.allocate()
    placeCompact(word, hash, reference, &unobserved)
    return pool.cell(reference)
  }

  /// Takes the wanted key's entry out, or nil when there is none. O(1) expected.
  @inlinable
  func remove<Query: KeyQuery>(_ query: Query, _ hash: UInt64) -> Entry? where Query.Keys == Keys {
    var hash = hash
    var word = main[hash]
    if _slowPath(word.isMoved) {
      let directory = next.unsafelyUnwrapped
      hash = query.hash(directory.seed)
      word = directory[hash]
    }
    var unobserved = Unobserved()
    guard let slot = find(query, hash, word, &unobserved) else { return nil }
    let entry = slot.cell.move()
    let header = word.header
    header.pointee.count &-= 1
    count &-= 1
    switch word.layout {
    case .grouped: eraseGrouped(slot, hash, header)
    case .chaining: eraseChaining(slot, hash, word, header, &unobserved)
    case .robinhood: eraseRobinhood(slot, word, header, &unobserved)
    case .compact: eraseCompact(slot, hash, word, header)
    }
    return entry
  }

  deinit {
    forEachSegment { destroy($0) }
    main.release()
    next?.release()
  }
}
