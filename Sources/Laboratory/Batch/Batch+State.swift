import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a batch has done so far, in a file that a later one takes up.
extension Batch {
  /// Bytes of a state that are read.
  private static let stateLimit = 256 << 20

  /// Writes the outcomes so far, one a line; those of an earlier batch that were not looked at yet stay.
  func keep() throws(LaboratoryError) {
    var json = JSONWriter()
    for outcome in zip(outcomes, earlier).compactMap({ $0 ?? $1 }) {
      outcome.render(into: &json)
      json.endLine()
    }
    let bytes = json.bytes
    try LaboratoryError.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: plan.stateFile, with: bytes)
    }
  }

  /// Takes over the outcomes of an earlier batch; a file that is not there is an empty one, and a job that the
  /// specification no longer has is left out.
  func takeUp() throws(LaboratoryError) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: plan.stateFile, limit: Self.stateLimit)
    } catch {
      if error.code == ENOENT { return }
      throw .system(error)
    }
    // Every line ends with a feed, so that a file that was cut is known by its last one.
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true {
      lines.removeLast()
    } else {
      throw damage(lines.count, "its last line is cut")
    }
    for (index, line) in lines.enumerated() {
      guard let table = try outcome(in: line, number: index + 1),
        let job = spec.jobs.firstIndex(where: { $0.name == table["name"]?.string })
      else { continue }
      earlier[job] = BatchOutcome.resumed(table, of: spec.jobs[job])
    }
  }

  private func outcome(in line: ArraySlice<UInt8>, number: Int) throws(LaboratoryError) -> DocumentTable? {
    let table: DocumentTable?
    do throws(DocumentError) {
      table = try JSON.parse(Array(line), file: plan.stateFile).table
    } catch {
      throw damage(number, error.detail, column: error.column)
    }
    guard let table, table["name"]?.string != nil, table["definition"]?.string != nil,
      table["runs"]?.array != nil
    else { throw damage(number, "this is no outcome of a job") }
    return table
  }

  private func damage(_ line: Int, _ detail: String, column: Int = 1) -> LaboratoryError {
    .specification(
      DocumentError(
        file: plan.stateFile, line: line, column: column,
        detail: "the state that --resume goes on from is damaged or of another program: \(detail)",
        hint: "delete \(plan.stateFile) to run all jobs anew, or leave --resume out, which replaces it"))
  }
}
