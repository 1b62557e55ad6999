import Base
import Snapshots

/// `compact-snapshot`.
enum CompactSnapshotCommand {
  static let spec = CommandSpec(
    name: "compact-snapshot",
    summary: "Write a snapshot anew, in full blocks and with another compression.",
    details: [
      """
      Works for every layout and needs the memory of a block or two. A snapshot has neither empty slots nor \
      tombstones: what changes is how its bytes are packed. Without --compress the copy is not compressed, and \
      without --sign it is not signed.
      """
    ],
    flags: [
      SnapshotFlags.infile.spec, SnapshotFlags.outfile.spec, SnapshotFlags.compress.spec,
      SnapshotFlags.sign.spec, SnapshotFlags.verifyKey.spec,
    ],
    examples: [
      Example(
        purpose: "for the archive",
        line: "hashmap-cli compact-snapshot --in map.snap --out small.snap --compress=zstd"),
      Example(
        purpose: "as fast to read as can be",
        line: "hashmap-cli compact-snapshot --in small.snap --out map.snap"),
    ],
    failures: SnapshotFlags.rewritingFailures
  ) { arguments, session throws(Failure) in
    let path = arguments[SnapshotFlags.infile]
    let target = arguments[SnapshotFlags.outfile]
    let compression = arguments[SnapshotFlags.compress] ?? .none
    let (key, wanted) = (try SnapshotFlags.secretKey(arguments), try SnapshotFlags.publicKey(arguments))
    let before = try Failure.wrapping { () throws(SnapshotError) in
      try SnapshotReader(path: path, signedBy: wanted)
    }
    try OutputFile.makeFolders(of: target)
    let after = try Failure.wrapping { () throws(SnapshotError) in
      try rewrite(before, to: target, compression, key)
      return try SnapshotReader(path: target, signedBy: key?.publicKey)
    }
    let text =
      "\(target): \(Figures.counted(after.entries, "entry", "entries")), \(Figures.bytes(before.fileBytes)) "
      + "made \(Figures.bytes(after.fileBytes)) (\(compression.name))\n"
    try session.succeed(text: text) { json in
      json.field("infile", path)
      json.field("outfile", target)
      json.field("compress", compression != .none)
      json.field("compression", compression.name)
      json.field("signer", after.signer?.hexadecimal)
      json.object("before") { write(before, to: &$0) }
      json.object("after") { write(after, to: &$0) }
    }
  }

  private static func rewrite(
    _ reader: SnapshotReader, to target: String, _ compression: SnapshotCompression, _ key: SnapshotSecretKey?
  ) throws(SnapshotError) {
    var head = reader.head
    head.compression = compression
    var writer = try SnapshotWriter(path: target, head: head, key: key)
    try reader.readAll { key, value throws(SnapshotError) in
      if Interrupt.signal != nil { throw .stopped }
      try writer.append(key, value)
    }
    try writer.commit()
  }

  /// A file's figures; the first three are those of the earlier program, of which a file has no more than these.
  private static func write(_ reader: SnapshotReader, to json: inout JSONWriter) {
    json.field("size", reader.entries)
    json.field("capacity", reader.entries)
    json.field("tombstone_ratio", 0.0)
    json.field("blocks", reader.blocks)
    json.field("payload_bytes", reader.payloadBytes)
    json.field("file_bytes", reader.fileBytes)
  }
}
