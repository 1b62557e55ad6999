import Base
import Snapshots
import Workloads

/// `export-snapshot`.
enum ExportSnapshotCommand {
  static let textfile = Flag<String>.required(
    "out", "FILE", kind: .file,
    "The file to write, - is standard output; it appears as a whole or not at all.")

  static let spec = CommandSpec(
    name: "export-snapshot",
    summary: "Write a snapshot's entries as CSV or NDJSON.",
    details: [
      """
      CSV has the header key,value and keeps every byte; import-snapshot reads it back. Nothing is written from a \
      snapshot that is damaged anywhere.
      """
    ],
    flags: [
      SnapshotFlags.infile.spec, textfile.spec, SnapshotFlags.format.defaulting("csv").spec,
      SnapshotFlags.verifyKey.spec,
    ],
    examples: [
      Example(
        purpose: "for a spreadsheet", line: "hashmap-cli export-snapshot --in map.snap --out map.csv"),
      Example(
        purpose: "for other programs",
        line: "hashmap-cli export-snapshot --in map.snap --out map.ndjson --format ndjson"),
    ],
    failures: SnapshotFlags.rewritingFailures
  ) { arguments, session throws(Failure) in
    let path = arguments[SnapshotFlags.infile]
    let target = arguments[textfile]
    let format = arguments[SnapshotFlags.format] ?? .csv
    if OutputFile.isSame(target, path) {
      throw .badInput("--out names the snapshot itself", hint: "write into another file")
    }
    let wanted = try SnapshotFlags.publicKey(arguments)
    let reader = try Failure.wrapping { () throws(SnapshotError) in
      try SnapshotReader(path: path, signedBy: wanted)
    }
    try OutputFile.makeFolders(of: target)
    let pass = try Failure.wrapping { () throws(SnapshotError) in try export(reader, to: target, format) }
    let entries = Figures.counted(pass.entries, "entry", "entries")
    try session.succeed(writing: target, text: "\(target): \(entries) of \(path) as \(format.name)\n") {
      json in
      json.field("infile", path)
      json.field("outfile", target)
      json.field("format", format.name)
      json.field("entries", pass.entries)
      json.field("content_digest", pass.digest.hexadecimal)
    }
  }

  private static func export(
    _ reader: SnapshotReader, to target: String, _ format: PairFormat
  ) throws(SnapshotError) -> SnapshotPass {
    var pass = SnapshotPass()
    var writer = try SnapshotError.wrapping { () throws(SystemError) in
      try PairWriter(path: target, format: format)
    }
    try reader.readAll { key, value throws(SnapshotError) in
      try pass.take(key, value)
      try SnapshotError.wrapping { () throws(SystemError) in try writer.append(key, value) }
    }
    do throws(SystemError) { try writer.commit() } catch { throw SnapshotError(error) }
    return pass
  }
}
