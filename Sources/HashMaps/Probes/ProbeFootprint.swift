/// What one operation looks at and touches in memory, counted and not timed.
package struct ProbeFootprint: Sendable, Equatable {
  /// How the operation ends.
  package let ending: ProbeTrace.Ending
  /// Groups (`grouped`, `compact`), buckets (`chaining`) or slots (`robinhood`) looked at, as `MapStatistics` counts them
  /// for a key that is found.
  package let probes: Int
  /// Keys compared with the wanted one.
  package let comparisons: Int
  /// Different cache lines of 64 bytes it reads or writes: directory, tags or words, references, cells, the segment's
  /// header, and the long keys and values it reads.
  package let cacheLines: Int
  /// Different bytes among them that it reads or writes.
  package let bytes: Int
}

/// Notes every byte a probe touches, by cache line.
struct FootprintRecorder<Key, Value>: ProbeObserver {
  typealias Shape = Geometry<Key, Value>
  typealias Entry = Cell<Key, Value>

  /// By the number of a cache line: the bytes touched in it, a bit each.
  private(set) var lines: [UInt: UInt64] = [:]
  private(set) var probes = 0
  private(set) var comparisons = 0
  /// Bytes of cells that a rehearsal does not have: each would be a line of its own.
  private var absentBytes = 0
  private var absentLines = 0
  private let word: SegmentWord
  private let operation: ProbeTrace.Operation
  /// The cell whose key is the wanted one.
  private(set) var match: UnsafeMutableRawPointer?

  init(_ word: SegmentWord, _ operation: ProbeTrace.Operation) {
    self.word = word
    self.operation = operation
  }

  var cacheLines: Int { lines.count + absentLines }

  var bytes: Int { lines.values.reduce(absentBytes) { $0 + $1.nonzeroBitCount } }

  mutating func touch(_ start: UnsafeRawPointer, _ count: Int) {
    var address = UInt(bitPattern: start)
    var left = UInt(max(0, count))
    while left > 0 {
      let offset = address & 63
      let part = min(64 - offset, left)
      let bits: UInt64 = part == 64 ? .max : (1 << UInt64(part)) - 1
      lines[address >> 6, default: 0] |= bits << UInt64(offset)
      address += part
      left -= part
    }
  }

  /// Where the tags or the word of a unit lie.
  private func mark(_ unit: Int) -> UnsafeMutableRawPointer {
    switch word.layout {
    case .grouped, .compact: word.base + unit * 16
    case .chaining: word.base + unit * Shape.bucketStride
    case .robinhood: word.base + unit * 2
    }
  }

  private func cell(_ unit: Int, _ lane: Int) -> UnsafeMutablePointer<Entry>? {
    switch word.layout {
    case .grouped: word.cell(unit * Shape.slotsPerGroup + lane, Entry.self)
    case .chaining: (mark(unit) + Shape.bucketHeader).assumingMemoryBound(to: Entry.self) + lane
    case .robinhood: word.cell(unit, Entry.self)
    case .compact: nil
    }
  }

  private mutating func touchCell(_ unit: Int, _ lane: Int) {
    if let cell = cell(unit, lane) { touch(cell, Shape.stride) }
  }

  mutating func read(_ unit: Int, _ matches: UInt32) {
    if word.layout != .robinhood { probes += 1 }
    touch(mark(unit), 16)
  }

  mutating func compare(_ cell: UnsafeMutableRawPointer, _ unit: Int, _ lane: Int, _ equal: Bool) {
    comparisons += 1
    if word.layout == .compact {
      touch(word.cell(unit * Shape.slotsPerGroup + lane, UInt32.self), 4)
    }
    touch(cell, MemoryLayout<Key>.size)
    guard equal else { return }
    if word.layout == .robinhood { probes = lane + 1 }
    match = cell
  }

  mutating func act(_ action: ProbeAction, _ unit: Int, _ lane: Int) {
    switch action {
    case .read, .compare: break
    case .follow, .link, .unlink: touch(mark(unit), 16)
    case .advance: touch(mark(unit), 2)
    case .markOverflow: touch(mark(unit) + 15, 1)
    case .leaveTombstone: touch(mark(unit), 4)
    case .place:
      touch(mark(unit) + (word.layout == .robinhood ? 0 : lane), word.layout == .robinhood ? 2 : 1)
      touchCell(unit, lane)
      guard word.layout == .compact else { return }
      touch(word.cell(unit * Shape.slotsPerGroup + lane, UInt32.self), 4)
      absentLines += 1
      absentBytes += Shape.stride
    case .erase:
      touch(mark(unit) + (word.layout == .robinhood ? 0 : lane), word.layout == .robinhood ? 4 : 1)
      touchCell(unit, lane)
    case .fill: touchCell(unit, lane)
    case .shift:
      // An insertion moves the entry up from the slot before, a deletion down from the one behind.
      let other = operation == .put ? unit - 1 : unit + 1
      for slot in [unit, other] {
        touch(mark(slot), 2)
        touchCell(slot, 0)
      }
    }
  }

  /// The buckets of the chain of a position: a deletion walks to its end.
  func chain(from position: Int) -> [UnsafeRawPointer] {
    var bucket = mark(position)
    var buckets = [UnsafeRawPointer(bucket)]
    while bucket.load(fromByteOffset: 7, as: UInt8.self) != 0 {
      bucket = mark(Int(bucket.load(fromByteOffset: 8, as: UInt32.self)))
      buckets.append(UnsafeRawPointer(bucket))
    }
    return buckets
  }

  /// Slots of `robinhood` up to the one that tells that a key of this home is not there.
  func slotsOfMiss(from position: Int) -> Int {
    let words = word.base.assumingMemoryBound(to: UInt16.self)
    var distance = 0
    while Int(words[position + distance] >> 8) > distance { distance += 1 }
    return distance + 1
  }
}

extension Table {
  /// Counts what an operation looks at and touches, without performing it; `beyond` touches what a cell that is found
  /// refers to. O(one segment).
  func footprint<Query: KeyQuery>(
    _ operation: ProbeTrace.Operation, _ query: Query,
    beyond: (UnsafeMutableRawPointer, inout FootprintRecorder<Key, Value>) -> Void
  ) throws(MapError) -> ProbeFootprint where Query.Keys == Keys {
    let scene = try Scene(self, query)
    defer { scene.dismiss() }
    let word = scene.word
    let home = word.position(scene.hash)
    var recorder = FootprintRecorder<Key, Value>(word, operation)
    if let place = scene.directory { recorder.touch(place, 8) }
    // Both are read before the rehearsal changes the copy.
    let chain = operation == .delete && word.layout == .chaining ? recorder.chain(from: home) : []
    let missed = word.layout == .robinhood ? recorder.slotsOfMiss(from: home) : 0
    let ending = rehearse(operation, query, scene.hash, word, &recorder)
    if let match = recorder.match {
      // A get reads key and value, an update writes the value, a deletion takes both out.
      recorder.touch(match, FootprintRecorder<Key, Value>.Shape.stride)
      if chain.count > 1 { for bucket in chain { recorder.touch(bucket, 16) } }
      beyond(match, &recorder)
    }
    if ending == .insert || (operation == .delete && ending == .match) {
      // Count and budget of the segment.
      recorder.touch(word.anchor, 8)
    }
    return ProbeFootprint(
      ending: ending, probes: recorder.match == nil ? recorder.probes + missed : recorder.probes,
      comparisons: recorder.comparisons, cacheLines: recorder.cacheLines, bytes: recorder.bytes)
  }
}

extension ByteMap {
  /// What `operation` on `key` would look at and touch now; the map is not changed, and the value a put would bring is
  /// taken to fit into its cell. O(one segment).
  package func footprint(
    _ operation: ProbeTrace.Operation, _ key: UnsafeRawBufferPointer
  ) throws(MapError) -> ProbeFootprint {
    let beyond: (UnsafeMutableRawPointer, inout FootprintRecorder<ByteCell, ByteCell>) -> Void = {
      [arena] match, recorder in
      let cell = match.assumingMemoryBound(to: Cell<ByteCell, ByteCell>.self).pointee
      // What is too long for a cell is compared or read where it lies.
      if !cell.key.isInline { recorder.touch(arena.pointer(cell.key.reference), cell.key.count) }
      if operation == .get, !cell.value.isInline {
        recorder.touch(arena.pointer(cell.value.reference), cell.value.count)
      }
    }
    if key.count <= ByteCell.inlineLimit {
      return try table.footprint(operation, ShortQuery(cell: ByteCell(short: key)), beyond: beyond)
    }
    return try table.footprint(operation, LongQuery(bytes: key, arena: arena), beyond: beyond)
  }
}
