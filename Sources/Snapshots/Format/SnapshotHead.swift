import HashMaps

/// What stands before the first block: how the file is compressed and ordered, and what its map was.
public struct SnapshotHead: Equatable, Sendable {
  /// Orders the entries and places the keys of a map that goes on from here.
  public var seed: HashSeed
  /// Of every block.
  public var compression: SnapshotCompression
  /// Lines `name=value` in the order of their names: layout, configuration, creator; `stamp` where one was asked for.
  /// Names no reader knows are kept.
  public var fields: [String: String]

  /// The field of files that a repair has written.
  static let repairedField = "repaired"

  /// The parts given.
  public init(seed: HashSeed, compression: SnapshotCompression = .none, fields: [String: String] = [:]) {
    self.seed = seed
    self.compression = compression
    self.fields = fields
  }

  /// The header of 64 bytes and the metadata after it. Throws `unwritable`.
  func encoded(isSigned: Bool) throws(SnapshotError) -> [UInt8] {
    let metadata = try encodedFields()
    var bytes = SnapshotFormat.magic
    bytes.append(little: UInt16(SnapshotFormat.version))
    bytes.append(little: UInt16(SnapshotFormat.headerBytes))
    bytes.append(little: UInt32(compression.rawValue) | (isSigned ? SnapshotFormat.signedFlag : 0))
    bytes.append(little: UInt32(seed.kind.rawValue))
    bytes.append(little: UInt32(metadata.count))
    bytes.append(little: seed.words.0)
    bytes.append(little: seed.words.1)
    bytes.append(contentsOf: [UInt8](repeating: 0, count: 16))
    let sum = (bytes + metadata).withUnsafeBytes { checksum($0) }
    bytes.append(little: sum)
    return bytes + metadata
  }

  private func encodedFields() throws(SnapshotError) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in fields.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else {
        throw .unwritable(name: name, reason: "names are a-z, 0-9, _ and .")
      }
      guard !value.utf8.contains(0x0A) else {
        throw .unwritable(name: name, reason: "a value is one line")
      }
      bytes += Array("\(name)=\(value)\n".utf8)
    }
    guard bytes.count <= SnapshotFormat.longestMetadata else {
      throw .unwritable(
        name: "whole", reason: "\(bytes.count) bytes are more than \(SnapshotFormat.longestMetadata)")
    }
    return bytes
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: false
    }
  }

  /// The lines of verified metadata; nil when they are not what a writer writes.
  static func fields(of metadata: [UInt8]) -> [String: String]? {
    guard metadata.isEmpty || metadata.last == 0x0A else { return nil }
    var fields: [String: String] = [:]
    var last: ArraySlice<UInt8> = []
    for line in metadata.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex else { return nil }
      let name = line[..<equals]
      guard name.allSatisfy(isNameByte), last.lexicographicallyPrecedes(name),
        let value = String(validating: line[(equals + 1)...], as: UTF8.self)
      else { return nil }
      fields[String(decoding: name, as: UTF8.self)] = value
      last = name
    }
    return fields
  }
}

/// The header's numbers, before anything is known of the metadata.
struct HeaderNumbers {
  let compression: SnapshotCompression
  /// Whether a signature stands before the trailer.
  let isSigned: Bool
  let seed: HashSeed
  let metadataBytes: Int
  /// Of the header's first 56 bytes and the metadata.
  let sum: UInt64

  /// Reads 64 bytes that begin with the magic. Throws what makes them no header this version can read.
  init(_ bytes: [UInt8]) throws(HeaderRefusal) {
    guard bytes.little(8, as: UInt16.self) == SnapshotFormat.version else {
      throw .unsupported("format version \(bytes.little(8, as: UInt16.self))")
    }
    guard bytes.little(10, as: UInt16.self) == SnapshotFormat.headerBytes else {
      throw .damaged("a header of \(bytes.little(10, as: UInt16.self)) bytes")
    }
    let flags = bytes.little(12, as: UInt32.self)
    isSigned = flags & SnapshotFormat.signedFlag != 0
    guard let raw = UInt8(exactly: flags & ~SnapshotFormat.signedFlag),
      let compression = SnapshotCompression(rawValue: raw)
    else {
      throw .unsupported("flags \(flags)")
    }
    let hash = bytes.little(16, as: UInt32.self)
    guard let raw = UInt8(exactly: hash), let kind = HashKind(rawValue: raw) else {
      throw .unsupported("hash function \(hash)")
    }
    metadataBytes = Int(bytes.little(20, as: UInt32.self))
    guard metadataBytes <= SnapshotFormat.longestMetadata else {
      throw .damaged(
        "\(metadataBytes) bytes of metadata, at most \(SnapshotFormat.longestMetadata) are written")
    }
    self.compression = compression
    seed = HashSeed(words: (bytes.little(24), bytes.little(32)), kind: kind)
    guard bytes[40..<56].allSatisfy({ $0 == 0 }) else { throw .damaged("reserved bytes are not zero") }
    sum = bytes.little(56)
  }

  /// The lines of the metadata after `header`; nil when the sum over both does not hold.
  func fields(_ header: [UInt8], _ metadata: [UInt8]) -> [String: String]? {
    guard (header[..<56] + metadata).withUnsafeBytes({ checksum($0) }) == sum else { return nil }
    return SnapshotHead.fields(of: metadata)
  }
}

/// Why 64 bytes are no header.
enum HeaderRefusal: Error {
  case unsupported(String)
  case damaged(String)
}
