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
    while true {
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
  }

  /// Reads plain rows as far as the marks at hand go.
  @inline(never)
  private func parseMarkedRows(_ batch: OperationBatch, from start: Int) -> Int {
    let memory = batch.memory
    let text = UnsafeRawPointer(memory.text)
    let positions = marks.positions
    let origin = marks.start
    let last = marks.count - 3
    let allowed = limits.maxRows > 0 ? limits.maxRows - rows : Int.max
    let longest = limits.effectiveLineBytes
    let firstCount = batch.count
    var count = firstCount
    let most = allowed > Int.max - count ? Int.max : count + allowed
    var cursor = marks.cursor
    var next = start
    while cursor <= last, count < most {
      let keyEnd = origin &+ Int(positions[cursor &+ 1])
      var rowEnd = origin &+ Int(positions[cursor &+ 2])
      let head = text.loadUnaligned(fromByteOffset: next, as: UInt64.self)
      let middle = text.loadUnaligned(fromByteOffset: keyEnd &- 1, as: UInt32.self)
      var terminator = text.load(fromByteOffset: rowEnd, as: UInt8.self)
      let valueEnd = rowEnd
      var used = 3
      if terminator == 0x0D, cursor < last, origin &+ Int(positions[cursor &+ 3]) == rowEnd &+ 1 {
        rowEnd &+= 1
        terminator = text.load(fromByteOffset: rowEnd, as: UInt8.self)
        used = 4
      }

      let word = UInt32(truncatingIfNeeded: UInt64(littleEndian: head))
      let isPut = word == 0x2C74_7570
      let isGet = word == 0x2C74_6567
      let isDelete = word == 0x2C6C_6564
      let keyStart = next &+ 4
      let around = UInt32(littleEndian: middle)
      let keyFirst = UInt8(truncatingIfNeeded: UInt64(littleEndian: head) >> 32)
      let keyLast = UInt8(truncatingIfNeeded: around)
      let comma = UInt8(truncatingIfNeeded: around >> 8)
      let valueFirst = UInt8(truncatingIfNeeded: around >> 16)
      let valueStart = keyEnd &+ 1
      let isPlain =
        both(either(either(isPut, isGet), isDelete), both(comma == 0x2C, terminator == 0x0A))
        && both(both(keyFirst > 0x20, keyLast > 0x20), keyEnd > keyStart)
        && both(either(!isPut, valueFirst > 0x20), valueEnd &- next <= longest)
      if !isPlain { break }

      memory.kinds[count] = isDelete ? 2 : (isGet ? 1 : 0)
      memory.keyOffsets[count] = UInt32(truncatingIfNeeded: keyStart)
      memory.keyLengths[count] = UInt32(truncatingIfNeeded: keyEnd &- keyStart)
      memory.valueOffsets[count] = UInt32(truncatingIfNeeded: valueStart)
      memory.valueLengths[count] = UInt32(truncatingIfNeeded: valueEnd &- valueStart)
      count &+= 1
      cursor &+= used
      next = rowEnd &+ 1
    }
    marks.cursor = cursor
    batch.count = count
    rows += count - firstCount
    line += count - firstCount
    return next
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
