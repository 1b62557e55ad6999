import Base
import Documents
import Snapshots
import Workloads

/// The flags that commands about snapshots share.
enum SnapshotFlags {
  static let infile = Flag<String>.required(
    "in", "FILE", kind: .file, "The snapshot to read; any name and suffix.")
  static let outfile = Flag<String>.required(
    "out", "FILE", kind: .file, "The file to write; it appears as a whole or not at all.")
  static let compress = Flag<SnapshotCompression?>.choice(
    "compress", "METHOD", bare: .gzip,
    "Compress the snapshot, each block for itself; gzip where no method is named.")
  static let stamp = Flag<Bool>.toggle(
    "stamp",
    "Write the time into the snapshot's metadata; without it equal content, settings and --seed give equal bytes."
  )
  static let sign = Flag<String?>.optional(
    "sign", "KEY", kind: .file, "Sign the snapshot with the secret key of this file (snapshot-key makes one)."
  )
  static let verifyKey = Flag<String?>.optional(
    "verify-key", "KEY", kind: .file,
    "Refuse a snapshot that is not signed by the public key of this file.")
  static let format = Flag<PairFormat?>.choice(
    "format", "FORMAT", "How keys and values stand in the text file.")
  static let limit = Flag<Int>.integer(
    "limit", in: 1...10_000, default: 20, "Entries to show at most.")

  /// How commands end that read a snapshot and write another file from it.
  static let rewritingFailures = [
    FailureNote(
      label: .invariant, meaning: "The snapshot is damaged, or none at all; no file is left behind."),
    FailureNote(
      label: .policy,
      meaning: "The file is of the earlier Python program or of a later version, or not signed by that key."),
    FailureNote(label: .io, meaning: "A file cannot be read or written."),
    FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file is left behind."),
  ]

  /// The key of `--sign`.
  static func secretKey(_ arguments: Arguments) throws(Failure) -> SnapshotSecretKey? {
    guard let path = arguments[sign] else { return nil }
    return try Failure.wrapping { () throws(SnapshotError) in try SnapshotSecretKey(path: path) }
  }

  /// The key of `--verify-key`.
  static func publicKey(_ arguments: Arguments) throws(Failure) -> SnapshotPublicKey? {
    guard let path = arguments[verifyKey] else { return nil }
    return try Failure.wrapping { () throws(SnapshotError) in try SnapshotPublicKey(path: path) }
  }

  /// The present time as the metadata has it.
  static var now: String { WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0) }
}

extension SnapshotCompression: FlagChoice {
  var help: String {
    switch self {
    case .none: "blocks as they stand"
    case .gzip: "readable everywhere"
    case .zstd: "smaller and several times faster than gzip"
    }
  }
}

extension PairFormat: FlagChoice {
  var help: String {
    switch self {
    case .csv: "rows key,value (RFC 4180)"
    case .ndjson: "a JSON object a line; key_base64 and value_base64 where bytes are not UTF-8"
    }
  }
}

extension SnapshotError: FailureConvertible {
  /// How to save what is not damaged; `path` may be a file of a store.
  private static func hint(_ path: String) -> String {
    DurableStore.folder(ofFile: path).map(storeHint)
      ?? "hashmap-cli verify-snapshot --repair --out FILE saves what is not damaged"
  }

  /// How to save what is not damaged of a store.
  static func storeHint(_ folder: String) -> String {
    "hashmap-cli verify-store --store '\(folder)' --repair --out DIR saves what is not damaged, also behind the damage"
  }

  var failure: Failure {
    switch self {
    case .io: .io(description)
    case .foreign:
      .invariant(description, hint: "snapshots are written by run-csv --snapshot-out and import-snapshot")
    case .damaged(let path, _): .invariant(description, hint: Self.hint(path))
    case .key: .badInput(description, hint: "hashmap-cli snapshot-key --out FILE makes FILE and FILE.pub")
    case .exists: .policy(description, hint: "name another file")
    case .unsigned: .policy(description, hint: "--sign KEY signs what is written")
    case .signedByAnother:
      .policy(description, hint: "use the public key of whoever signed it, if you trust it")
    case .ancestor, .unsupported: .policy(description)
    case .foreignStore: .invariant(description, hint: "a store is a folder of its own; --store names it")
    case .inUse: .policy(description, hint: "one process writes at a time; reading needs no lock")
    case .metadata, .outOfOrder: .invariant(description)
    case .tooLong: .policy(description)
    case .unwritable: .badInput(description)
    case .map(let error): error.failure
    case .stopped: .interrupted(by: Interrupt.signal ?? Interrupt.interrupt)
    }
  }
}

/// Entries that go by: counted, digested, and broken off by a signal.
struct SnapshotPass {
  private(set) var digest = ContentDigest()
  private(set) var entries = 0

  /// Takes an entry in. Throws `stopped` after a signal.
  mutating func take(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(SnapshotError) {
    if entries % 1024 == 0, Interrupt.signal != nil { throw .stopped }
    digest.add(key: key, value: value)
    entries += 1
  }
}

/// Bytes of unknown origin as text for people: cut, control characters and faulty bytes made visible.
enum ShownBytes {
  static func text(_ bytes: some Collection<UInt8>, limit: Int = 160) -> String {
    var shown = ""
    var length = 0
    for scalar in String(decoding: bytes.prefix(4 * limit), as: UTF8.self).unicodeScalars {
      if length == limit { return shown + "…" }
      shown += scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
      length += 1
    }
    return shown
  }
}
