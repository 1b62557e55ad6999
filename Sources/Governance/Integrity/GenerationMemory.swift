import Base
import Documents

/// The newest generation a reader has seen, kept in a file so that an old one put back is noticed after a restart too.
///
/// `{"schema","generation","manifest_digest","seen_at","verified"}`; without `verified` it was not. Who can write this file can make a reader forget; it belongs
/// where only the reader writes.
package struct GenerationMemory: Equatable, Sendable {
  private static let schema = "g6.panels.seen.v1"
  private static let fileLimit = 65_536

  /// The newest generation seen.
  package let generation: Int
  /// The SHA-256 of its manifest's file.
  let manifestDigest: String
  /// When it was seen, in nanoseconds since 1970.
  let seen: Int64
  /// Whether its signature was held against a key.
  package let isVerified: Bool

  /// Reads the file; nil when there is none.
  static func read(path: String) throws(GovernanceError) -> GenerationMemory? {
    if Folder.facts(path) == nil { return nil }
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: fileLimit)
    }
    let value = try GovernanceError.reading { () throws(DocumentError) in try JSON.parse(bytes, file: path) }
    guard let table = value.table, table["schema"]?.string == schema,
      let generation = table["generation"]?.integer, generation > 0,
      let digest = table["manifest_digest"]?.string,
      let seen = table["seen_at"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) })
    else {
      throw .badInput("\(path): not a file of the generation last seen", hint: "name another file for it")
    }
    return GenerationMemory(
      generation: Int(generation), manifestDigest: digest, seen: seen,
      isVerified: table["verified"]?.bool ?? false)
  }

  /// Replaces the file; folders that it lacks are made.
  func write(path: String) throws(GovernanceError) {
    let text = try CanonicalJSON.render(
      .object([
        "schema": .text(Self.schema), "generation": .whole(generation),
        "manifest_digest": .text(manifestDigest), "seen_at": .text(WallClock.iso8601(seen)),
        "verified": .truth(isVerified),
      ]))
    try GovernanceError.wrapping { () throws(SystemError) in
      if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try Folder.create(String(path[..<slash]))
      }
      try AtomicFileWriter.replace(path: path, with: text)
    }
  }

  /// Why a manifest is older than what was seen; nil when it is the same or newer.
  func objection(to manifest: PanelManifest, digest: String) -> String? {
    if manifest.generation < generation {
      return "generation \(manifest.generation) is older than generation \(generation), which was seen before"
    }
    if manifest.generation == generation, digest != manifestDigest {
      return "another generation \(generation) than the one seen before"
    }
    return nil
  }
}
