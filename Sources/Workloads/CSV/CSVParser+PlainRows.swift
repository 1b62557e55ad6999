import CIntrinsics

/// The positions of all separators in a stretch of text, found many at a time.
struct CSVMarkWindow {
  /// The stretch looked at in one go; its positions stay in the first-level cache.
  static let bytes = 4096

  /// Positions relative to `start`, ascending.
  let positions: UnsafeMutablePointer<UInt32>
  var count = 0
  /// The first position not yet used.
  var cursor = 0
  var start = 0
  var end = 0

  init() {
    positions = .allocate(capacity: Self.bytes + 72)
  }

  func deallocate() {
    positions.deallocate()
  }

  /// Forgets everything: there is other text now.
  mutating func reset(at position: Int) {
    start = position
    end = position
    count = 0
    cursor = 0
  }

  /// Looks at the text from `position`, up to `limit`.
  mutating func fill(_ text: UnsafeRawPointer, at position: Int, limit: Int) {
    start = position
    end = min(position + Self.bytes, limit)
    cursor = 0
    count = Int(ci_csv_positions(text + position, UInt32(truncatingIfNeeded: end - position), positions))
  }

  /// Passes over what lies before `position`.
  mutating func skip(to position: Int) {
    while cursor < count, start + Int(positions[cursor]) < position { cursor += 1 }
  }
}

extension CSVParser {
  /// Reads rows of the plain kind (lower-case op, key without blanks at its ends, no quotes, ASCII, three fields,
  /// LF or CRLF) from `next` and gives back the beginning of the first row of another kind.
  ///
  /// A row is decided by three positions: comma, comma, line feed. All its checks are computed and asked about at once.
  func parsePlainRows(_ batch: OperationBatch, from start: Int, to end: Int) throws(WorkloadError) -> Int {
    var next = start
    marks.skip(to: next)
    while isFarFromLimits {
      if marks.count - marks.cursor >= 3 {
        let stop = parseMarkedRows(batch, from: next)
        if stop != next {
          next = stop
          continue
        }
        if marks.count - marks.cursor >= 4 || (marks.end == end && marks.count - marks.cursor == 3) {
          return next
        }
      }
      // Too few marks for a row: look further, unless this window began here already.
      if marks.start == next && marks.end > next || marks.end == end && marks.start != marks.end {
        return next
      }
      marks.fill(UnsafeRawPointer(batch.memory.text), at: next, limit: end)
    }
    return next
  }

  /// Reads plain rows as far as the marks at hand go.
  @inline(never)
  private func parseMarkedRows(_ batch: OperationBatch, from start: Int) -> Int {
    let memory = batch.memory
    let positions = marks.positions
    // Everything is counted from the beginning of the window.
    let text = UnsafeRawPointer(memory.text) + marks.start
    let origin = UInt32(truncatingIfNeeded: marks.start)
    let last = marks.count - 3
    let firstCount = batch.count
    var count = firstCount
    var cursor = marks.cursor
    var next = start - marks.start
    while cursor <= last {
      let keyEnd = Int(positions[cursor &+ 1])
      let valueEnd = Int(positions[cursor &+ 2])
      var rowEnd = valueEnd
      var lastMark = cursor &+ 2
      if text.load(fromByteOffset: valueEnd, as: UInt8.self) != 0x0A {
        lastMark &+= 1
        guard isCRLF(text, valueEnd, lastMark) else { break }
        rowEnd &+= 1
      }
      let head = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: next, as: UInt64.self))
      let around = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: keyEnd &- 1, as: UInt32.self))
      let word = UInt32(truncatingIfNeeded: head)
      let isKnown = either(either(word == 0x2C74_7570, word == 0x2C74_6567), word == 0x2C6C_6564)
      // Two bits of the first letter tell them apart: 0 for p, 2 for d, 3 for g; times eight they select a byte.
      let selected = (word & 6) &<< 2
      let leastValue = UInt32(0x21) &>> selected  // beyond a blank for put, anything for the others
      let keyStart = next &+ 4
      let keyFirst = UInt8(truncatingIfNeeded: head >> 32)
      let keyLast = UInt8(truncatingIfNeeded: around)
      let comma = UInt8(truncatingIfNeeded: around >> 8)
      let valueFirst = around >> 16 & 0xFF
      let valueStart = keyEnd &+ 1
      let isPlain =
        both(isKnown, comma == 0x2C) && both(both(keyFirst > 0x20, keyLast > 0x20), keyEnd > keyStart)
        && valueFirst >= leastValue
      if !isPlain { break }

      memory.kinds[count] = UInt8(truncatingIfNeeded: UInt32(0x0102_0000) &>> selected)
      memory.keyOffsets[count] = origin &+ UInt32(truncatingIfNeeded: keyStart)
      memory.keyLengths[count] = UInt32(truncatingIfNeeded: keyEnd &- keyStart)
      memory.valueOffsets[count] = origin &+ UInt32(truncatingIfNeeded: valueStart)
      memory.valueLengths[count] = UInt32(truncatingIfNeeded: valueEnd &- valueStart)
      count &+= 1
      cursor = lastMark &+ 1
      next = rowEnd &+ 1
    }
    marks.cursor = cursor
    batch.count = count
    rows += count - firstCount
    line += count - firstCount
    return marks.start + next
  }

  /// Whether the third mark of a row is the carriage return of its line end, and the fourth its line feed.
  @inline(__always)
  private func isCRLF(_ text: UnsafeRawPointer, _ position: Int, _ cursor: Int) -> Bool {
    cursor < marks.count && Int(marks.positions[cursor]) == position &+ 1
      && text.loadUnaligned(fromByteOffset: position, as: UInt16.self).littleEndian == 0x0A0D
  }

  /// Whether plain rows may be read without asking about limits: a row within one window is never too long, and as
  /// many rows as one window holds are not too many.
  var isFarFromLimits: Bool {
    limits.effectiveLineBytes >= CSVMarkWindow.bytes
      && (limits.maxRows == 0 || limits.maxRows - rows > CSVMarkWindow.bytes / BatchMemory.shortestRowBytes)
  }
}

/// Both, without a branch.
@inline(__always)
private func both(_ a: Bool, _ b: Bool) -> Bool {
  (a ? 1 : 0) & (b ? 1 : 0) != 0 as UInt8
}

/// Either, without a branch.
@inline(__always)
private func either(_ a: Bool, _ b: Bool) -> Bool {
  (a ? 1 : 0) | (b ? 1 : 0) != 0 as UInt8
}
