import Base
import Snapshots
import Workloads

/// `inspect-snapshot`.
enum InspectSnapshotCommand {
  static let key = Flag<[UInt8]?>.data(
    "key", "KEY", "Look this key up; reads one block, as a rule, whatever the size of the file.")
  static let contains = Flag<[UInt8]?>.data(
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

/// What came of a key that was asked for.
private struct Lookup {
  /// The key as it was typed.
  let input: [UInt8]
  /// What its quotes hold, where it is quoted and no key of the file itself.
  let parsed: [UInt8]?
  let value: [UInt8]?
  /// Blocks that were read for it.
  let blocks: Int

  /// Looks for the key as it stands, then for what stands between its quotes: the earlier program took literals.
  init(_ key: [UInt8], in reader: SnapshotReader) throws(SnapshotError) {
    input = key
    let exact = try reader.value(of: key)
    let literal = exact == nil ? Self.literal(key) : nil
    parsed = literal
    value = if let literal { try reader.value(of: literal) } else { exact }
    blocks = reader.blocksRead
  }

  /// What a quoted text means, a backslash before a quote or a backslash undone; nil for any other text.
  private static func literal(_ text: [UInt8]) -> [UInt8]? {
    guard text.count >= 2, let quote = text.first, quote == text.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    var meant: [UInt8] = []
    var isEscaped = false
    for byte in text.dropFirst().dropLast() {
      if isEscaped {
        isEscaped = false
        if byte != quote, byte != UInt8(ascii: "\\") { meant.append(UInt8(ascii: "\\")) }
        meant.append(byte)
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == quote {
        return nil
      } else {
        meant.append(byte)
      }
    }
    return isEscaped ? nil : meant
  }
}

/// What a look into a file found.
struct SnapshotInspection {
  private let path: String
  private let reader: SnapshotReader
  private var preview: [(key: [UInt8], value: [UInt8])] = []
  private let lookup: Lookup?

  init(_ path: String, signedBy wanted: SnapshotPublicKey?, key: [UInt8]?, contains: [UInt8]?, limit: Int)
    throws(SnapshotError)
  {
    self.path = path
    let reader = try SnapshotReader(path: path, signedBy: wanted)
    self.reader = reader
    if let key {
      lookup = try Lookup(key, in: reader)
    } else {
      lookup = nil
    }
    let wanted = contains.map { $0.map(Self.folded) }
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
      "Entries: \(Figures.grouped(reader.entries)) in \(Figures.counted(reader.blocks, "block"))",
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
      let shown = ShownBytes.text(lookup.parsed ?? lookup.input)
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
        list.data("key", entry.key)
        list.field("value", ShownBytes.text(entry.value))
        list.endObject()
      }
    }
    guard let lookup else { return }
    json.object("key") { key in
      key.data("input", lookup.input)
      key.data("parsed", lookup.parsed ?? lookup.input)
      key.field("found", lookup.value != nil)
      key.data("value", lookup.value)
      key.field("blocks_read", lookup.blocks)
    }
  }
}
