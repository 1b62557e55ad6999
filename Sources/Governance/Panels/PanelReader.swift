import Base

/// One generation of panels, pinned: whatever is published meanwhile, its panels come from one moment.
package struct PanelGeneration: Sendable {
  /// What it consists of.
  package let manifest: PanelManifest
  /// Whether its signature was held against a key.
  package let isVerified: Bool
  private let folder: String

  /// Pins the generation that is published in a folder.
  ///
  /// With keys, only a manifest that one of them signed is taken. Fails with `damaged` when the manifest cannot be
  /// trusted and with `system` when there is none.
  package static func pin(folder: String, keys: KeyRing?) throws(GovernanceError) -> PanelGeneration {
    let path = "\(folder)/\(PanelSchema.manifestFile)"
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: PanelSchema.manifestBytes)
    }
    var report = IntegrityReport()
    let manifest = ManifestCheck(keys: keys, isStrict: false).manifest(bytes, file: path, into: &report)
    guard let manifest, report.isOK else {
      throw .damaged(
        "\(path): \(report.issues.first?.detail ?? "it cannot be read")",
        hint: "g6 integrity tells what is wrong")
    }
    return PanelGeneration(
      manifest: manifest, isVerified: report.isSignatureChecked,
      folder: "\(folder)/\(PanelSchema.folder(manifest.generation))")
  }

  /// The names of its panels.
  package var panels: [String] { manifest.files.map { String($0.name.dropLast(5)) } }

  /// Whether it should no longer be believed at a moment in nanoseconds since 1970.
  package func isExpired(at now: Int64) -> Bool { !manifest.hasManualClock && now >= manifest.expires }

  /// Reads a panel and holds it against the manifest; nil when the generation has none of that name.
  ///
  /// Fails with `system` and `ENOENT` when so many generations were published meanwhile that this one is gone: pin again.
  package func panel(_ name: String) throws(GovernanceError) -> PanelEnvelope? {
    guard let entry = manifest.files.first(where: { $0.name == name + ".json" }) else { return nil }
    let path = "\(folder)/\(entry.name)"
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: PanelSchema.panelBytes)
    }
    var report = IntegrityReport()
    ManifestCheck(keys: nil, isStrict: false).panel(bytes, entry, file: path, into: &report)
    if let issue = report.issues.first { throw .damaged("\(path): \(issue.detail)") }
    return try PanelEnvelope.read(bytes, file: path)
  }
}
