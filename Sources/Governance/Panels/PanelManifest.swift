import Base
import Documents

/// What a generation of panels consists of, signed; written last, so that what it names is there.
///
/// Its file holds the canonical text of RFC 8785 and nothing else. The signature is over that text with
/// `signature.value` left out.
package struct PanelManifest: Equatable, Sendable {
  /// One file of the generation. A digest is nil only in a manifest somebody else wrote.
  package struct File: Equatable, Sendable {
    /// Its name in the folder of the generation.
    package let name: String
    /// Its length.
    package let bytes: Int?
    /// The SHA-256 of its bytes, which are canonical JSON, as hex.
    package let digest: String?
    /// The SHA-256 of the canonical text of its `data`.
    package let dataDigest: String?
  }

  /// Who vouches for it.
  package struct Signature: Equatable, Sendable {
    /// The name of the algorithm.
    package let algorithm: String
    /// The name of the key.
    package let keyID: String
    /// What tells the key from another of that name.
    package let fingerprint: String
    /// The signature in hex.
    package let value: String
  }

  /// The version of the panels it names.
  package let schemaVersion: Int
  /// Its number; every generation of a folder has a greater one than those before.
  package let generation: Int
  /// When it was written, in nanoseconds since 1970, whole milliseconds.
  package let created: Int64
  /// When it should no longer be believed.
  package let expires: Int64
  /// Whether its times are those of a clock that was set by hand, as of a simulated day: they say nothing about how old it is.
  package let hasManualClock: Bool
  /// Its files in the order of their names.
  package let files: [File]
  /// Nil for a generation nobody signed.
  package var signature: Signature?

  /// What the member `clock` says of a clock set by hand; it is left out for the wall's.
  private static let manualClock = "manual"

  /// A manifest that is not signed yet.
  init(
    schemaVersion: Int = PanelSchema.version, generation: Int, created: Int64, expires: Int64,
    hasManualClock: Bool = false, files: [File]
  ) {
    self.schemaVersion = schemaVersion
    self.generation = generation
    self.created = created
    self.expires = expires
    self.hasManualClock = hasManualClock
    self.files = files
  }

  /// Signs it with a key that can.
  mutating func sign(with key: SigningKey) throws(GovernanceError) {
    signature = Signature(
      algorithm: key.algorithm.rawValue, keyID: key.id, fingerprint: key.fingerprint, value: "")
    guard let value = key.sign(try signedBytes()) else {
      throw .badInput("the key \(key.id) only verifies", hint: "sign with the secret of the pair")
    }
    signature = Signature(
      algorithm: key.algorithm.rawValue, keyID: key.id, fingerprint: key.fingerprint,
      value: Hexadecimal.text(value))
  }

  /// What the signature is over.
  func signedBytes() throws(GovernanceError) -> [UInt8] {
    try CanonicalJSON.render(value(withSignature: false))
  }

  /// The bytes of its file.
  func render() throws(GovernanceError) -> [UInt8] { try CanonicalJSON.render(value(withSignature: true)) }

  private func value(withSignature: Bool) -> DocumentValue {
    let files = files.map { file in
      DocumentValue.object([
        "file": .text(file.name), "bytes": file.bytes.map { .whole($0) } ?? .nothing,
        "digest": .text(file.digest), "data_digest": .text(file.dataDigest),
      ])
    }
    let signature = signature.map { signature in
      DocumentValue.object(
        [
          ("algorithm", .text(signature.algorithm)), ("key_id", .text(signature.keyID)),
          ("key_fingerprint", .text(signature.fingerprint)),
        ] + (withSignature ? [("value", .text(signature.value))] : []))
    }
    return .object(
      [
        ("schema", .text(PanelSchema.manifest)), ("schema_version", .whole(schemaVersion)),
        ("generation", .whole(generation)), ("created_at", .text(WallClock.iso8601(created))),
        ("expires_at", .text(WallClock.iso8601(expires))), ("files", .list(files)),
        ("signature", signature ?? .nothing),
      ] + (hasManualClock ? [("clock", .text(Self.manualClock))] : []))
  }
}

extension PanelManifest {
  /// Reads a manifest, whoever wrote it: digests may be missing, anything else must be as the writer writes it.
  static func read(_ bytes: [UInt8], file: String) throws(GovernanceError) -> PanelManifest {
    let value = try GovernanceError.reading { () throws(DocumentError) in try JSON.parse(bytes, file: file) }
    guard let root = value.table, root["schema"]?.string == PanelSchema.manifest else {
      throw .badInput("\(file): not a manifest of \(PanelSchema.manifest)")
    }
    guard let version = root["schema_version"]?.integer,
      version == PanelSchema.version || version == PanelSchema.version - 1
    else {
      throw .badInput(
        "\(file): schema_version \(root["schema_version"]?.shown ?? "is missing") is not \(PanelSchema.version) or the one before",
        hint: "use the reader of the program that wrote it")
    }
    guard let generation = root["generation"]?.integer, generation > 0, generation < 1 << 53,
      let created = root["created_at"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) }),
      let expires = root["expires_at"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) }),
      let list = root["files"]?.array, list.count <= PanelSchema.panelLimit
    else {
      throw .badInput(
        "\(file): a manifest has generation, created_at, expires_at and at most \(PanelSchema.panelLimit) files"
      )
    }
    var files: [File] = []
    for entry in list { files.append(try self.file(entry, file)) }
    var manifest = PanelManifest(
      schemaVersion: Int(version), generation: Int(generation), created: created, expires: expires,
      hasManualClock: root["clock"]?.string == manualClock, files: files)
    if let signature = root["signature"]?.table { manifest.signature = try self.signature(signature, file) }
    return manifest
  }

  private static func file(_ entry: DocumentValue, _ file: String) throws(GovernanceError) -> File {
    guard let table = entry.table, let name = table["file"]?.string, name.hasSuffix(".json"),
      PanelContent.isName(String(name.dropLast(5)))
    else { throw .badInput("\(file): a file of a manifest is named after a panel") }
    return File(
      name: name, bytes: table["bytes"]?.integer.map { Int($0) }, digest: table["digest"]?.string,
      dataDigest: table["data_digest"]?.string)
  }

  private static func signature(_ table: DocumentTable, _ file: String) throws(GovernanceError) -> Signature {
    guard let algorithm = table["algorithm"]?.string, let key = table["key_id"]?.string,
      let fingerprint = table["key_fingerprint"]?.string, let value = table["value"]?.string
    else {
      throw .badInput("\(file): a signature has algorithm, key_id, key_fingerprint and value")
    }
    return Signature(algorithm: algorithm, keyID: key, fingerprint: fingerprint, value: value)
  }
}
