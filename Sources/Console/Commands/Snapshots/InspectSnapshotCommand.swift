import Base
import Snapshots

/// `inspect-snapshot`.
enum InspectSnapshotCommand {
  static let key = Flag<String?>.optional(
    "key", "KEY", "Look this key up; reads one block, as a rule, whatever the size of the file.")
  static let contains = Flag<String?>.optional(
    "contains", "TEXT", "Show only entries whose key contains this, in upper or lower case (ASCII).")

  static let spec = CommandSpec(
    name: "inspect-snapshot",
    summary: "Show what a snapshot holds without loading it.",
    flags: [
      SnapshotFlags.infile.spec, key.spec, contains.spec, SnapshotFlags.limit.spec,
      SnapshotFlags.verifyKey.spec,
    ],
    examples: [
      Example(purpose: "what is this file?", line: "hashmap-cli inspect-snapshot --in map.snap"),
      Example(purpose: "one value", line: "hashmap-cli inspect-snapshot --in map.snap --key user:17"),
    ],
    failures: [
      FailureNote(label: .invariant, meaning: "The file is damaged, or no snapshot at all."),
      FailureNote(
        label: .policy,
        meaning: "The file is of the earlier Python program or of a later version, or not signed by that key."
      ),
      FailureNote(label: .io, meaning: "The file cannot be read."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments[SnapshotFlags.infile]
    let wanted = try SnapshotFlags.publicKey(arguments)
    let found = try Failure.wrapping { () throws(SnapshotError) in
      try SnapshotInspection(
        path, signedBy: wanted, key: arguments[key], contains: arguments[contains],
        limit: arguments[SnapshotFlags.limit])
    }
    try session.succeed(text: found.text, found.render)
  }
}

/// What a look into a file found.
struct SnapshotInspection {
  private let path: String
  private let reader: SnapshotReader
  private var preview: [(key: [UInt8], value: [UInt8])] = []
  private let lookup: (key: String, value: [UInt8]?, blocks: Int)?

  init(_ path: String, signedBy wanted: SnapshotPublicKey?, key: String?, contains: String?, limit: Int)
    throws(SnapshotError)
  {
    self.path = path
    let reader = try SnapshotReader(path: path, signedBy: wanted)
    self.reader = reader
    if let key {
      let value = try reader.value(of: Array(key.utf8))
      lookup = (key, value, reader.blocksRead)
    } else {
      lookup = nil
    }
    let wanted = contains.map { Array($0.utf8).map(Self.folded) }
    var found: [(key: [UInt8], value: [UInt8])] = []
    try reader.read { key, value throws(SnapshotError) in
      if Interrupt.signal != nil { throw .stopped }
      if let wanted, !Self.contains(key, wanted) { return true }
      found.append(([UInt8](key), [UInt8](value.prefix(4 * 160 + 4))))
      return found.count < limit
    }
    preview = found
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func contains(_ key: UnsafeRawBufferPointer, _ wanted: [UInt8]) -> Bool {
    guard key.count >= wanted.count else { return false }
    return (0...(key.count - wanted.count)).contains { start in
      wanted.indices.allSatisfy { folded(key[start + $0]) == wanted[$0] }
    }
  }

  private var head: SnapshotHead { reader.head }

  private var fields: [(name: String, value: String)] {
    head.fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  var text: String {
    var lines = [
      "Snapshot: \(path)",
      "Version \(SnapshotFormat.version) | compression: \(head.compression.name)",
      "Entries: \(Figures.grouped(reader.entries)) in \(Figures.grouped(reader.blocks)) blocks",
      "Payload: \(Figures.bytes(reader.payloadBytes)) of a file of \(Figures.bytes(reader.fileBytes))",
      "Digest: \(hexadecimal(reader.digest))",
      "Signed by: \(reader.signer?.hexadecimal ?? "nobody")",
      "Order: hash \(head.seed.kind.name)",
      "Metadata:",
    ]
    lines += fields.map { "  \($0.name) = \(ShownBytes.text($0.value.utf8))" }
    if !preview.isEmpty {
      lines.append("Preview:")
      lines += preview.map { "  \(ShownBytes.text($0.key)) -> \(ShownBytes.text($0.value))" }
    }
    if let lookup {
      let shown = ShownBytes.text(lookup.key.utf8)
      lines.append(
        lookup.value.map { "Key \(shown) => \(ShownBytes.text($0))" }
          ?? "Key \(shown) is not in this snapshot")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  func render(into json: inout JSONWriter) {
    json.field("path", path)
    json.object("header") { header in
      header.field("version", SnapshotFormat.version)
      header.field("compressed", head.compression != .none)
      header.field("compression", head.compression.name)
      header.field("checksum_hex", hexadecimal(reader.digest))
      header.field("payload_bytes", reader.payloadBytes)
      header.field("checksum_bytes", reader.digest.count)
      header.field("file_bytes", reader.fileBytes)
      header.field("blocks", reader.blocks)
      header.field("signer", reader.signer?.hexadecimal)
      header.field("hash", head.seed.kind.name)
    }
    json.object("object") { object in
      object.field("type", "ByteMap")
      object.field("size", reader.entries)
      object.field("backend", head.fields["layout"])
    }
    json.object("metadata") { metadata in
      for field in fields {
        metadata.key(field.name)
        metadata.string(field.value)
      }
    }
    json.array("preview") { list in
      for entry in preview {
        list.beginObject()
        list.field("key", String(decoding: entry.key, as: UTF8.self))
        list.field("value", ShownBytes.text(entry.value))
        list.endObject()
      }
    }
    guard let lookup else { return }
    json.object("key") { key in
      key.field("input", lookup.key)
      key.field("found", lookup.value != nil)
      key.field("value", lookup.value.map { String(decoding: $0, as: UTF8.self) })
      key.field("blocks_read", lookup.blocks)
    }
  }
}
