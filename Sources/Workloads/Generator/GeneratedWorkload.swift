import Base

/// A workload file that was generated.
package struct GeneratedWorkload: Equatable, Sendable {
  /// Rows without the header, and how many of each kind.
  package let rows: Int
  /// Puts among the rows.
  package let puts: Int
  /// Gets among the rows.
  package let gets: Int
  /// Deletes among the rows.
  package let deletes: Int
  /// Bytes of the file.
  package let bytes: Int
  /// The XXH3-128 digest of the file: the `input_digest` of its replay.
  package let digest: String
  /// The size of the largest set of keys that collide on purpose; nil where there are none.
  package let expectedGroup: Int?

  /// Bytes gathered before they are written.
  private static let bufferBytes = 262_144
  /// Rows between two calls of the progress function.
  private static let rowsPerStep = 65_536

  /// Generates the file, atomically: `path` holds the whole of it or what it held before; `-` is standard output.
  ///
  /// `progress` is called with the rows written now and then; when it gives false, generation ends, nothing is left
  /// behind and the result is nil.
  package static func write(
    _ options: GeneratorOptions, to path: String, progress: (Int) -> Bool = { _ in true }
  ) throws(WorkloadError) -> GeneratedWorkload? {
    try options.validate()
    let adversary = options.adversary?.keys(entries: options.expectedEntries) ?? []
    do throws(SystemError) {
      var file = try AtomicFileWriter(path: path, orStandardOutput: true)
      guard let workload = try fill(&file, options, adversary, progress) else { return nil }
      try file.commit()
      return workload
    } catch {
      throw .io(error)
    }
  }

  private static func fill(
    _ file: inout AtomicFileWriter, _ options: GeneratorOptions, _ adversary: [[UInt8]],
    _ progress: (Int) -> Bool
  ) throws(SystemError) -> GeneratedWorkload? {
    var generator = WorkloadGenerator(options, adversarialKeys: adversary)
    let rowBytes = WorkloadGenerator.longestRowBytes(options, adversary)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bufferBytes, 2 * rowBytes))
    defer { memory.deallocate() }
    let digest = InputDigest()
    var bytes = 0
    var writer = RowWriter(at: memory, pairs: RowWriter.digitPairs)
    for byte in "op,key,value\n".utf8 { writer.byte(byte) }
    var isUnfinished = true
    var reported = 0
    repeat {
      let room = max(bufferBytes, 2 * rowBytes) - (writer.next - memory)
      isUnfinished = generator.write(min(room / rowBytes, rowsPerStep), to: &writer)
      let text = UnsafeRawBufferPointer(start: memory, count: writer.next - memory)
      digest.update(text)
      try file.write(text)
      bytes += text.count
      writer.next = memory
      if generator.rows - reported >= rowsPerStep {
        reported = generator.rows
        if !progress(reported) { return nil }
      }
    } while isUnfinished
    return GeneratedWorkload(
      rows: generator.rows, puts: generator.puts, gets: generator.gets, deletes: generator.deletes,
      bytes: bytes,
      digest: digest.hexadecimal,
      expectedGroup: options.adversary?.largestGroup(adversary, entries: options.expectedEntries))
  }
}
