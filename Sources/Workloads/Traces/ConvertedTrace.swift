import Base

/// A workload file made of the operations of another source, and what it holds.
package struct ConvertedTrace: Sendable {
  /// Rows written.
  package let operations: Int
  /// Bytes of the file.
  package let bytes: Int
  /// The XXH3-128 digest of the file, which a replay reports as its input's.
  package let inputDigest: String
  /// What reading found; nil when the source was a workload file already.
  package let trace: TraceReport?

  /// How long a source that stalls is left alone before `progress` is asked again.
  private static let patience: UInt64 = 50_000_000

  /// Writes the file, atomically: `path` holds the whole of it or what it held before; `-` is standard output.
  ///
  /// With a scrubber, keys and values are replaced as it says.
  /// `progress` is called with the operations written and the bytes read now and then; when it gives false, nothing is
  /// left behind and the result is nil.
  package static func write(
    _ source: CSVOperationSource, to path: String, scrubber: Scrubber? = nil,
    progress: (_ operations: Int, _ bytes: Int) -> Bool
  ) throws(WorkloadError) -> ConvertedTrace? {
    defer { source.close() }
    var file = try wrapping { () throws(SystemError) in
      try AtomicFileWriter(path: path, orStandardOutput: true)
    }
    var scrubber = scrubber
    let batch = OperationBatch()
    let digest = InputDigest()
    var text = Array("op,key,value\n".utf8)
    var operations = 0
    var bytes = 0
    reading: while true {
      if !progress(operations, batch.inputBytes) { return nil }
      switch try source.next(into: batch, within: patience) {
      case .end: break reading
      case .nothing: continue
      case .batch: break
      }
      operations += batch.count
      for index in 0..<batch.count {
        append(batch, index, &scrubber, to: &text)
        if text.count >= 65_536 { try flush(&text, &bytes, digest, &file) }
      }
    }
    try flush(&text, &bytes, digest, &file)
    do throws(SystemError) { try file.commit() } catch { throw .io(error) }
    return ConvertedTrace(
      operations: operations, bytes: bytes, inputDigest: digest.hexadecimal, trace: source.trace)
  }

  private static func wrapping(
    _ body: () throws(SystemError) -> AtomicFileWriter
  ) throws(WorkloadError) -> AtomicFileWriter {
    do throws(SystemError) { return try body() } catch { throw .io(error) }
  }

  private static func flush(
    _ text: inout [UInt8], _ bytes: inout Int, _ digest: InputDigest, _ file: inout AtomicFileWriter
  ) throws(WorkloadError) {
    text.withUnsafeBytes { digest.update($0) }
    bytes += text.count
    do throws(SystemError) { try file.write(text) } catch { throw .io(error) }
    text.removeAll(keepingCapacity: true)
  }

  private static func append(
    _ batch: OperationBatch, _ index: Int, _ scrubber: inout Scrubber?, to text: inout [UInt8]
  ) {
    let kind = batch.kind(at: index)
    text.append(contentsOf: kind.word.utf8)
    text.append(0x2C)
    if scrubber == nil {
      CSVRow.append(batch.key(at: index), to: &text)
    } else {
      scrubber?.append(key: batch.key(at: index), to: &text)
    }
    text.append(0x2C)
    if kind == .put {
      if let scrubber {
        scrubber.append(value: batch.value(at: index), to: &text)
      } else {
        CSVRow.append(batch.value(at: index), to: &text)
      }
    }
    text.append(0x0A)
  }
}
