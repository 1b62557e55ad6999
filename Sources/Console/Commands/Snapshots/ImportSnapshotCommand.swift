import Base
import HashMaps
import Snapshots
import Workloads

/// `import-snapshot`.
enum ImportSnapshotCommand {
  static let infile = Flag<String>.required(
    "in", "FILE", kind: .file, "Keys and values; .gz and .zst are read as they stand, - is standard input.")

  static let spec = CommandSpec(
    name: "import-snapshot",
    summary: "Make a snapshot of keys and values in CSV or NDJSON.",
    details: [
      """
      CSV needs the header key,value; where a key comes twice the later value counts. The entries are held in memory, \
      since a snapshot is ordered by the hash of its keys; --mode and the flags of the map say what run-csv \
      --snapshot-in goes on with.
      """
    ],
    flags: [
      infile.spec, SnapshotFlags.outfile.spec, SnapshotFlags.format.defaulting("by content").spec,
      SnapshotFlags.compress.spec, SnapshotFlags.stamp.spec, SnapshotFlags.sign.spec,
    ] + MapFlags.all,
    examples: [
      Example(
        purpose: "from a table of keys and values",
        line: "hashmap-cli import-snapshot --in map.csv --out map.snap"),
      Example(
        purpose: "the same bytes every time, compressed",
        line: "hashmap-cli import-snapshot --in map.csv --out map.snap --seed 7 --compress=zstd"),
    ],
    failures: [
      FailureNote(
        label: .badInput, meaning: "A row, a flag or the configuration is wrong; no file is left behind."),
      FailureNote(label: .policy, meaning: "An entry is longer than a block may be."),
      FailureNote(label: .io, meaning: "A file cannot be read or written, or memory has run out."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file is left behind."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[infile]
    let target = arguments[SnapshotFlags.outfile]
    if OutputFile.isSame(target, path) {
      throw .badInput("--out names the input itself", hint: "write into another file")
    }
    try OutputFile.check(target, besides: nil)
    let key = try SnapshotFlags.secretKey(arguments)
    let configuration = MapConfiguration(try session.settings(arguments))
    let map = try Failure.wrapping { () throws(MapError) in try ByteMap(configuration) }
    let reader = try Failure.wrapping { () throws(WorkloadError) in
      try PairReader(path: path, format: arguments[SnapshotFlags.format])
    }
    try fill(map, from: reader)
    let head = SnapshotHead(
      of: map, configuration, compression: arguments[SnapshotFlags.compress] ?? .none,
      creator: session.program.creator, stamp: arguments[SnapshotFlags.stamp] ? SnapshotFlags.now : nil)
    let digest = try Failure.wrapping { () throws(SnapshotError) in
      try map.writeSnapshot(to: target, head: head, key: key)
    }
    let replaced = reader.entries - map.count
    let twice =
      replaced == 0 ? "" : ", \(Figures.grouped(replaced)) of \(Figures.grouped(reader.entries)) replaced"
    try session.succeed(
      text: "\(target): \(Figures.counted(map.count, "entry", "entries")) of \(path)\(twice)\n"
    ) {
      json in
      json.field("infile", path)
      json.field("outfile", target)
      json.field("format", reader.format.name)
      json.field("rows", reader.entries)
      json.field("replaced", replaced)
      json.field("entries", map.count)
      json.field("compress", head.compression.name)
      json.field("content_digest", ContentDigest(of: map).hexadecimal)
      json.field("file_digest", hexadecimal(digest))
      json.field("signer", key?.publicKey.hexadecimal)
    }
  }

  private static func fill(_ map: ByteMap, from reader: PairReader) throws(Failure) {
    while try Failure.wrapping({ () throws(WorkloadError) in try reader.next() }) {
      if reader.entries % 1024 == 0 { try Interrupt.check() }
      do throws(MapError) { try map.put(reader.key, reader.value) } catch {
        throw error.failure(at: "\(reader.path), line \(reader.firstLine): ")
      }
    }
    try Interrupt.check()
  }
}

extension Program {
  /// What the metadata of a snapshot names as its creator.
  var creator: String { "\(name) \(version)" }
}
