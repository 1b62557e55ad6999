import Base

/// The operations of a workload file or of a trace in another format (``TraceFormat``), of standard input (`-`) or of
/// either compressed with gzip or zstd.
///
/// A thread of its own reads blocks ahead (four at most), computes the digest of what it reads and, by default, parses.
/// The caller takes one batch after the other; it may stop early, `close()` ends the thread.
package final class CSVOperationSource: TimedOperationSource {
  /// Which thread parses.
  package enum Parsing: Sendable {
    /// The reading thread: best while the caller has work of its own.
    case ahead
    /// The caller, in `next(into:)`: best when it has none.
    case onDemand
  }

  /// Block sizes: what is read at once, and how many batches there are.
  package struct Buffering: Sendable {
    /// Bytes read at once.
    package var blockBytes: Int
    /// Batches that go round.
    package var batches: Int

    /// Room before the block for the beginning of its first row; a longer one makes more.
    var headBytes: Int { blockBytes / 2 }

    /// By default four batches of 128 KiB.
    package init(blockBytes: Int = 131_072, batches: Int = 4) {
      self.blockBytes = max(blockBytes, 1)
      self.batches = max(batches, 2)
    }
  }

  /// The name as the user gave it; `-` is standard input.
  package let file: String
  /// The size of a regular file, to show progress against.
  package let size: Int?
  /// A signal handler or another thread ends a waiting read by writing a byte to this descriptor.
  package let cancelDescriptor: Int32

  let parser: CSVParser
  private let ring: BatchRing
  private let reader: BlockReader
  private let parsing: Parsing
  private let buffering: Buffering
  private var thread: SystemThread?
  private var pending: WorkloadError?
  private var isFinished = false

  /// Opens the file and begins to read. Throws when it cannot be opened, is a directory, or is too large.
  package convenience init(
    path: String, limits: CSVLimits = CSVLimits(), traces: TraceOptions = TraceOptions(),
    parsing: Parsing = .ahead, buffering: Buffering = Buffering()
  ) throws(WorkloadError) {
    try self.init(
      path: path, limits: limits, traces: traces, strictness: .stopsAtFault, parsing: parsing,
      buffering: buffering)
  }

  init(
    path: String, limits: CSVLimits, traces: TraceOptions, strictness: CSVParser.Strictness, parsing: Parsing,
    buffering: Buffering
  ) throws(WorkloadError) {
    let input = try InputFile(name: path)
    let text = try InputText(file: input, maxBytes: limits.maxBytes)
    let parser = CSVParser(file: path, limits: limits, strictness: strictness)
    let ring = BatchRing(
      (0..<buffering.batches).map { _ in
        OperationBatch(headBytes: buffering.headBytes, blockBytes: buffering.blockBytes)
      })
    let reader = BlockReader(
      text: text, ring: ring, parser: parsing == .ahead ? parser : nil,
      detection: TraceDetection(text: text, options: traces, limits: limits))
    file = path
    size = input.size
    cancelDescriptor = input.cancelDescriptor
    self.parser = parser
    self.ring = ring
    self.reader = reader
    self.parsing = parsing
    self.buffering = buffering
    do throws(SystemError) {
      thread = try SystemThread(for: "reading") { reader.run() }
    } catch {
      throw .io(error)
    }
  }

  deinit {
    close()
  }

  /// Fills `batch` with the next operations; false at the end. A fault is thrown after the operations before it.
  package func next(into batch: OperationBatch) throws(WorkloadError) -> Bool {
    try next(into: batch, until: nil) == .batch
  }

  /// As `next(into:)`, but gives up after `nanoseconds`.
  package func next(
    into batch: OperationBatch, within nanoseconds: UInt64
  ) throws(WorkloadError) -> OperationArrival {
    try next(into: batch, until: MonotonicClock.nanoseconds() &+ nanoseconds)
  }

  private func next(
    into batch: OperationBatch, until deadline: UInt64?
  ) throws(WorkloadError) -> OperationArrival {
    while pending == nil, !isFinished {
      guard let filled = ring.takeFull(until: deadline) else {
        if deadline != nil { return .nothing }
        break
      }
      if parsing == .onDemand, !filled.isDecoded { parser.parse(filled) }
      pending = filled.failure
      isFinished = filled.isLast
      batch.exchange(with: filled)
      filled.adopt(headBytes: buffering.headBytes, blockBytes: buffering.blockBytes)
      ring.putEmpty(filled)
      if batch.count > 0 { return .batch }
    }
    close()
    batch.count = 0
    if let fault = pending {
      pending = nil
      throw fault
    }
    return .end
  }

  /// Has `body` called by the reading thread when it has filled a batch after `next(into:within:)` found none.
  package func onArrival(_ body: @escaping @Sendable () -> Void) -> Bool {
    ring.onArrival(body)
    return true
  }

  /// Ends reading and waits for the thread; what was not taken is dropped. May be called more than once.
  package func close() {
    isFinished = true
    guard let thread else { return }
    self.thread = nil
    ring.close()
    reader.cancel()
    thread.join()
  }

  /// The XXH3-128 digest of the bytes read (as they stand in the file) as 32 hex digits; final once `next` gave false,
  /// nil while reading goes on.
  package var inputDigest: String? { thread == nil ? reader.text.file.digestDigits : nil }

  /// Bytes of the file read; final once `next` gave false, nil while reading goes on.
  package var inputBytes: Int? { thread == nil ? reader.text.file.bytesRead : nil }

  /// What reading a trace found; nil while reading goes on, and for a workload file.
  package var trace: TraceReport? { thread == nil ? reader.decoder?.report : nil }

  /// Whether reading was ended through `cancelDescriptor`; nil while reading goes on.
  package var isCancelled: Bool? { thread == nil ? reader.text.file.isCancelled : nil }
}
