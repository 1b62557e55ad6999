import Documents

/// Holds manifests and panels against each other and against keys; knows bytes only, no files and no clock.
struct ManifestCheck {
  /// Keys that are trusted; nil when signatures cannot be checked.
  let keys: KeyRing?
  /// Whether a signature that cannot be checked is an issue.
  let isStrict: Bool

  /// Reads a manifest and says what is wrong with it; nil when it cannot be read at all.
  func manifest(
    _ bytes: [UInt8], file: String, into report: inout IntegrityReport
  ) -> PanelManifest? {
    let manifest: PanelManifest
    do throws(GovernanceError) {
      manifest = try PanelManifest.read(bytes, file: file)
      if try manifest.render() != bytes {
        report.add(.manifest, file, "not in the canonical form in which it was signed")
      }
      try checkSignature(of: manifest, file, into: &report)
    } catch {
      report.add(.manifest, file, error.description)
      return nil
    }
    for entry in manifest.files where entry.digest == nil || entry.dataDigest == nil || entry.bytes == nil {
      let name = "\(PanelSchema.folder(manifest.generation))/\(entry.name)"
      report.add(.nullDigest, name, "the manifest names it without digest or length")
    }
    return manifest
  }

  private func checkSignature(
    of manifest: PanelManifest, _ file: String, into report: inout IntegrityReport
  ) throws(GovernanceError) {
    guard let keys else {
      if isStrict { report.add(.key, file, "no key was given to check the signature with") }
      return
    }
    report.isSignatureChecked = true
    guard let signature = manifest.signature else {
      return report.add(.manifest, file, "nobody signed it")
    }
    guard let key = keys.key(signature.keyID) else {
      return report.add(
        .key, file, "signed with the key \"\(signature.keyID)\", which is not among those trusted")
    }
    if key.fingerprint != signature.fingerprint {
      return report.add(.key, file, "signed with another key of the name \"\(signature.keyID)\"")
    }
    guard key.algorithm.rawValue == signature.algorithm,
      let value = Hexadecimal.bytes(signature.value[...]),
      // Of the two cases of hex only one is written.
      Hexadecimal.text(value) == signature.value, key.verify(try manifest.signedBytes(), value)
    else {
      return report.add(.manifest, file, "the signature does not belong to it")
    }
  }

  /// Says what is wrong with the file of a panel.
  func panel(
    _ bytes: [UInt8], _ entry: PanelManifest.File, file: String, into report: inout IntegrityReport
  ) {
    report.files += 1
    report.bytes += bytes.count
    guard let digest = entry.digest, let dataDigest = entry.dataDigest else { return }
    if digest == Digests.sha256Hex(bytes), entry.bytes == bytes.count { return }
    do throws(GovernanceError) {
      let envelope = try GovernanceError.reading { () throws(DocumentError) in
        try JSON.parse(bytes, file: file)
      }
      guard let data = envelope.table?["data"] else {
        return report.add(.envelope, file, "no data in it any more")
      }
      let isSame = Digests.sha256Hex(try CanonicalJSON.render(data)) == dataDigest
      report.add(
        isSame ? .envelope : .data, file,
        isSame
          ? "what stands around the data is not what was published" : "the data is not what was published")
    } catch {
      report.add(.data, file, "not a panel any more: \(error.description)")
    }
  }
}
