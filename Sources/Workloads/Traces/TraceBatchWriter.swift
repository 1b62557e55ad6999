import HashMaps

/// Writes requests as operations into batches, as many as have room, and goes on in the next one.
///
/// Values that the trace does not have are so many bytes of one text that stands in the head of every batch.
struct TraceBatchWriter {
  private let file: String
  private let clock: TraceFormat.Clock?
  private let expands: Bool
  private let maxValueBytes: Int
  /// The text of values.
  private let filler: [UInt8]
  private let wantsTimes: Bool
  /// The keys that are in the map, when reads that find nothing fill.
  private let present: ByteMap?
  private var spreader: TimeSpreader?
  private(set) var filled = 0
  private(set) var cut = 0

  /// The request being written, and how often it was.
  private var request = 0
  private var done: UInt64 = 0
  private var used = 0
  /// The first time of the trace, and the latest.
  private var origin: UInt64?
  private var latest: UInt64 = 0

  init(_ format: TraceFormat, _ options: TraceOptions, file: String) throws(WorkloadError) {
    self.file = file
    clock = format.clock
    expands = options.expands
    maxValueBytes = options.maxValueBytes
    filler = (0..<options.maxValueBytes).map { 0x61 + UInt8($0 % 26) }
    wantsTimes = options.wantsTimes
    if let clock, clock.isCoarse { spreader = TimeSpreader(unit: clock.unit) }
    if wantsTimes, clock == nil { throw Self.noTimes(format, file) }
    var present: ByteMap?
    if options.fills ?? format.fillsByDefault {
      do throws(MapError) { present = try ByteMap(.fixed(.grouped)) } catch { throw Self.memory(file) }
    }
    self.present = present
  }

  /// Nanoseconds from the first request to the latest; nil without times.
  var span: UInt64? { origin == nil ? nil : latest }

  /// Prepares a batch: the text of values in its head, nothing in its block.
  mutating func begin(_ batch: OperationBatch) {
    batch.adopt(headBytes: maxValueBytes, blockBytes: max(batch.memory.blockBytes, TraceDecoder.chunkBytes))
    batch.reserveHead(maxValueBytes)
    filler.withUnsafeBytes { text in
      UnsafeMutableRawBufferPointer(start: batch.memory.text, count: text.count).copyMemory(from: text)
    }
    batch.times.removeAll(keepingCapacity: true)
    used = batch.memory.headBytes
  }

  /// Finishes a batch.
  mutating func end(_ batch: OperationBatch) {
    if wantsTimes { spreader?.spread(&batch.times, isLast: batch.isLast) }
  }

  /// Writes what is left of the row's requests; false when the batch is full before that.
  mutating func write(_ row: TraceRow, to batch: OperationBatch) throws(WorkloadError) -> Bool {
    while request < row.requests.count {
      let item = row.requests[request]
      let repeats = expands ? item.repeats : 1
      while done < repeats {
        if try !write(item, row, to: batch) { return false }
        done += 1
      }
      request += 1
      done = 0
    }
    request = 0
    return true
  }

  private mutating func write(
    _ item: TraceRequest, _ row: TraceRow, to batch: OperationBatch
  ) throws(WorkloadError) -> Bool {
    let memory = batch.memory
    let literal = min(item.value?.count ?? 0, maxValueBytes)
    let end = memory.headBytes + memory.blockBytes
    // A number has 20 digits at most; a read that fills is two operations.
    guard used + item.key.count + 20 + literal <= end, batch.count + 2 <= memory.rows else { return false }
    let key = try writeKey(item, row, to: memory)
    var value = 0..<0
    let size = min(max(item.size, 1), maxValueBytes)
    if item.size > maxValueBytes, item.kind != .delete { cut += 1 }
    if item.kind == .put, let whole = item.value, let range = textPart(row, whole, literal) {
      value = used..<used + literal
      copy(row, range, to: memory)
    } else if item.kind == .put {
      value = 0..<size
    }
    memory.set(batch.count, kind: item.kind.rawValue, key: key, value: value)
    batch.count += 1
    try stamp(item, batch)
    if let present, try notePresence(item, key, memory, present) {
      memory.set(batch.count, kind: OperationKind.put.rawValue, key: key, value: 0..<size)
      batch.count += 1
      filled += 1
      try stamp(item, batch)
    }
    return true
  }

  /// Writes the key and gives its place.
  private mutating func writeKey(
    _ item: TraceRequest, _ row: TraceRow, to memory: BatchMemory
  ) throws(WorkloadError) -> Range<Int> {
    let start = used
    copy(row, item.key, to: memory)
    if let number = item.number {
      for digit in String(number &+ done).utf8 {
        memory.text.storeBytes(of: digit, toByteOffset: used, as: UInt8.self)
        used += 1
      }
    }
    return start..<used
  }

  private mutating func copy(_ row: TraceRow, _ range: Range<Int>, to memory: BatchMemory) {
    row.storage.withUnsafeBytes { storage in
      let source = UnsafeRawBufferPointer(rebasing: storage[range])
      UnsafeMutableRawBufferPointer(start: memory.text + used, count: source.count).copyMemory(from: source)
    }
    used += range.count
  }

  /// The first bytes of a value of the trace when they may stand in a workload file: not blank, and UTF-8.
  private func textPart(_ row: TraceRow, _ whole: Range<Int>, _ count: Int) -> Range<Int>? {
    let range = whole.lowerBound..<whole.lowerBound + count
    return row.storage.withUnsafeBytes { storage in
      let bytes = UnsafeRawBufferPointer(rebasing: storage[range])
      return bytes.contains { !isBlank($0) } && firstInvalidUTF8(bytes) == nil ? range : nil
    }
  }

  /// Notes whether the key is in the map now; true when a read has to fill.
  private func notePresence(
    _ item: TraceRequest, _ key: Range<Int>, _ memory: BatchMemory, _ present: ByteMap
  ) throws(WorkloadError) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: memory.text + key.lowerBound, count: key.count)
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    if item.kind == .delete {
      _ = present.delete(bytes)
      return false
    }
    // A read of unknown size missed when it was recorded: the write that follows is in the trace.
    if item.kind == .get, item.size == 0 { return false }
    do throws(MapError) {
      return try present.put(bytes, nothing) && item.kind == .get
    } catch {
      throw Self.memory(file)
    }
  }

  /// Notes when the operation is due.
  private mutating func stamp(_ item: TraceRequest, _ batch: OperationBatch) throws(WorkloadError) {
    guard let time = item.time else {
      if wantsTimes { throw Self.noTimes(nil, file) }
      return
    }
    let first = origin ?? time
    origin = first
    latest = max(latest, time > first ? time - first : 0)
    if wantsTimes { batch.times.append(latest) }
  }

  private static func noTimes(_ format: TraceFormat?, _ file: String) -> WorkloadError {
    .badInput(
      "\(format.map { "The format \($0.name)" } ?? "This trace") does not say when its requests came",
      file: file,
      hint: "replay it with --timing asap or --rate N")
  }

  private static func memory(_ file: String) -> WorkloadError {
    .badInput(
      "No memory for the keys of reads that fill", file: file, hint: "--no-fill does without them")
  }
}
