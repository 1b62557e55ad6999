import Base
import Documents

/// A panel as it stands in its file: what it shows, and what vouches for it.
///
/// `{panel, schema_version, generated_at, updated_at, data, meta{source, hash}}` in the canonical form of RFC 8785, nothing
/// before or behind. `hash` is the SHA-256 of the canonical text of all of it without `hash`, so it covers the data and
/// the envelope's own members.
package struct PanelEnvelope: Equatable, Sendable {
  /// The panel's name.
  package let panel: String
  /// The version it was written in: that of `PanelSchema`, or the one before.
  package let schemaVersion: Int
  /// When it was written, in seconds since 1970.
  package let generatedAt: Double
  /// When its data last changed, ISO 8601 in UTC.
  package let updatedAt: String
  /// Who made it.
  package let source: String
  /// What it shows.
  package let data: DocumentValue

  /// The envelope of a panel written at a moment in nanoseconds since 1970; milliseconds are kept.
  init(_ panel: PanelContent, at now: Int64) {
    self.panel = panel.name
    schemaVersion = PanelSchema.version
    generatedAt = Double(now / 1_000_000) / 1000
    updatedAt = WallClock.iso8601(panel.updated ?? now)
    source = panel.source
    data = panel.data
  }

  private init(
    panel: String, schemaVersion: Int, generatedAt: Double, updatedAt: String, source: String,
    data: DocumentValue
  ) {
    self.panel = panel
    self.schemaVersion = schemaVersion
    self.generatedAt = generatedAt
    self.updatedAt = updatedAt
    self.source = source
    self.data = data
  }

  /// The bytes of its file, and the digest of its data alone. O(bytes).
  func render() throws(GovernanceError) -> (bytes: [UInt8], dataDigest: String) {
    // The data is most of it and the same in all three texts.
    let text = try CanonicalJSON.render(data)
    let hash = Digests.sha256Hex(try render(text, hash: nil))
    let bytes = try render(text, hash: hash)
    if bytes.count > PanelSchema.panelBytes {
      throw .badInput(
        "the panel \(panel) has \(bytes.count) bytes, more than \(PanelSchema.panelBytes)",
        hint: "show less in it, or divide it")
    }
    return (bytes, Digests.sha256Hex(text))
  }

  /// The canonical text around that of the data, which is the first member by name.
  private func render(_ text: [UInt8], hash: String?) throws(GovernanceError) -> [UInt8] {
    let meta = [("source", DocumentValue.text(source))] + (hash.map { [("hash", .text($0))] } ?? [])
    let rest = try CanonicalJSON.render(
      .object([
        "panel": .text(panel), "schema_version": .whole(schemaVersion), "generated_at": .real(generatedAt),
        "updated_at": .text(updatedAt), "meta": .object(meta),
      ]))
    return Array("{\"data\":".utf8) + text + [UInt8(ascii: ",")] + rest.dropFirst()
  }

  /// Reads the text of a panel's file, and holds its hash against it.
  ///
  /// Understands the present version and the one before; an older or newer one is refused with its number.
  package static func read(_ bytes: [UInt8], file: String) throws(GovernanceError) -> PanelEnvelope {
    let value = try GovernanceError.reading { () throws(DocumentError) in try JSON.parse(bytes, file: file) }
    guard let root = value.table else { throw .badInput("\(file): a panel is an object, not \(value.shown)") }
    guard let version = (root["schema_version"] ?? root["version"])?.integer else {
      throw .badInput(
        "\(file): a panel without schema_version", hint: "it was not written by g6; publish the panels again")
    }
    switch Int(version) {
    case PanelSchema.version: return try readPresent(root, bytes, file)
    case PanelSchema.version - 1: return try PanelEnvelopeV1.read(root, file)
    default:
      throw .badInput(
        "\(file): schema_version \(version) is not one this reader knows, which are \(PanelSchema.version - 1) and \(PanelSchema.version)",
        hint: "use the reader of the program that wrote it")
    }
  }

  private static func readPresent(
    _ root: DocumentTable, _ bytes: [UInt8], _ file: String
  ) throws(GovernanceError) -> PanelEnvelope {
    guard let panel = root["panel"]?.string, let generated = root["generated_at"]?.number,
      let updated = root["updated_at"]?.string, let data = root["data"], let meta = root["meta"]?.table,
      let source = meta["source"]?.string, root.members.count == 6, meta.members.count == 2
    else {
      throw .badInput(
        "\(file): a panel has panel, schema_version, generated_at, updated_at, data and meta{source, hash}, nothing else"
      )
    }
    let envelope = PanelEnvelope(
      panel: panel, schemaVersion: PanelSchema.version, generatedAt: generated, updatedAt: updated,
      source: source, data: data)
    guard try envelope.render().bytes == bytes else {
      throw .damaged("\(file): the panel's hash does not belong to its content")
    }
    return envelope
  }

  /// One read from an earlier version.
  static func earlier(
    panel: String, generatedAt: Double, updatedAt: String, source: String, data: DocumentValue
  ) -> PanelEnvelope {
    PanelEnvelope(
      panel: panel, schemaVersion: PanelSchema.version - 1, generatedAt: generatedAt, updatedAt: updatedAt,
      source: source, data: data)
  }
}
