/// What the reading thread does; its parts belong to that thread until it was joined.
final class BlockReader: @unchecked Sendable {
  let text: InputText
  /// The decoder of a trace; nil for a workload file, and before the first block was read.
  private(set) var decoder: TraceDecoder?
  private let ring: BatchRing
  private let parser: CSVParser?
  private let detection: TraceDetection
  private var isDetected = false

  init(text: InputText, ring: BatchRing, parser: CSVParser?, detection: TraceDetection) {
    self.text = text
    self.ring = ring
    self.parser = parser
    self.detection = detection
  }

  func run() {
    while let batch = ring.takeEmpty() {
      batch.clear()
      do throws(WorkloadError) {
        try fill(batch)
      } catch {
        batch.failure = error
        batch.isLast = true
      }
      batch.inputBytes = text.file.bytesRead
      batch.isAbandoned = text.file.isCancelled
      if let parser, decoder == nil { parser.parse(batch) }
      let isLast = batch.isLast
      ring.putFull(batch)
      if isLast { return }
    }
  }

  /// Puts the next block of text, or its operations, into the batch.
  private func fill(_ batch: OperationBatch) throws(WorkloadError) {
    if isDetected {
      if decoder == nil {
        batch.filled = try text.read(into: batch.block)
        batch.isLast = batch.filled == 0
      }
    } else {
      isDetected = true
      decoder = try detection.read(into: batch)
    }
    decoder?.fill(batch)
  }

  /// Wakes a read that waits.
  func cancel() {
    wakeReader(text.file.cancelDescriptor)
  }
}
