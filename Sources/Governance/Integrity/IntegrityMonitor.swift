import Base

/// Checks a folder of panels: the manifest and its signature, every file of every generation that is kept, and that no
/// older generation took the place of a newer one.
package struct IntegrityMonitor: Sendable {
  /// Seconds to wait for the end of a publication that may explain what was found.
  private static let patience = 5.0
  /// Seconds a writer's clock may be ahead of the reader's.
  private static let clockTolerance: Int64 = 300

  /// The folder of panels.
  let folder: String
  /// Files that may stand in the folder although they are no panels: keys and state.
  private let tolerated: Set<String>
  private let check: ManifestCheck
  private let maxAge: Int?
  private let statePath: String?
  private let agesManualClocks: Bool

  /// A monitor of a folder.
  ///
  /// - Parameters:
  ///   - keys: keys that are trusted; nil leaves signatures unchecked.
  ///   - maxAge: seconds after which a generation is stale although it has not expired; nil for no such limit.
  ///   - statePath: where the newest generation seen is kept; nil forgets.
  ///   - tolerating: paths that are no panels, should they lie in the folder.
  ///   - isStrict: whether what cannot be checked is an issue: no keys, no state.
  ///   - agesManualClocks: whether generations whose clock was set by hand are held against the moment of the check; without
  ///     it they do not expire.
  package init(
    folder: String, keys: KeyRing?, maxAge: Int? = nil, statePath: String? = nil, tolerating: [String] = [],
    isStrict: Bool = false, agesManualClocks: Bool = false
  ) {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    self.folder = folder
    self.maxAge = maxAge
    self.statePath = statePath
    self.agesManualClocks = agesManualClocks
    tolerated = Set((tolerating + [statePath].compactMap(\.self)).filter { $0.hasPrefix(folder + "/") })
    check = ManifestCheck(keys: keys, isStrict: isStrict)
  }

  /// Checks everything at a moment in nanoseconds since 1970, and remembers the generation when its manifest is sound. What
  /// was remembered with its signature checked stays when this one's is not.
  ///
  /// Fails only when the folder or the state cannot be read or written; whatever is wrong with panels stands in the report.
  /// A publication that happens meanwhile is no issue. O(bytes of all generations).
  package func check(at now: Int64) throws(GovernanceError) -> IntegrityReport {
    var report = try checkOnce(at: now)
    if !report.isOK {
      // What was found may be a publication going on; nobody publishes while this lock is held.
      let lock = try GovernanceError.wrapping { () throws(SystemError) in
        try FolderLock.take(folder, isShared: true, patience: Self.patience)
      }
      defer { lock?.release() }
      report = try checkOnce(at: now)
    }
    report.sort()
    return report
  }

  private func checkOnce(at now: Int64) throws(GovernanceError) -> IntegrityReport {
    var report = IntegrityReport()
    let manifestBytes = bytes(PanelSchema.manifestFile, limit: PanelSchema.manifestBytes)
    let entries = try GovernanceError.wrapping { () throws(SystemError) in try Folder.entries(folder) }
    var current: PanelManifest?
    if let manifestBytes {
      current = check.manifest(manifestBytes, file: PanelSchema.manifestFile, into: &report)
    } else {
      report.add(.missing, PanelSchema.manifestFile, "there is no manifest")
    }
    if let current, let manifestBytes {
      report.generation = current.generation
      checkAge(of: current, at: now, into: &report)
      try checkRollback(of: current, manifestBytes, at: now, into: &report)
      checkGeneration(current, manifestBytes, in: PanelSchema.folder(current.generation), into: &report)
    }
    for entry in entries { checkEntry(entry, beside: current, into: &report) }
    return report
  }

  private func checkAge(of manifest: PanelManifest, at now: Int64, into report: inout IntegrityReport) {
    report.hasManualClock = manifest.hasManualClock
    // Its times are of another day, which it may say only with the signature of whoever made it.
    if manifest.hasManualClock, !agesManualClocks { return }
    let file = PanelSchema.manifestFile
    let age = (now - manifest.created) / 1_000_000_000
    report.ageSeconds = Double(now - manifest.created) / 1e9
    if now >= manifest.expires {
      report.add(.expired, file, "expired at \(WallClock.iso8601(manifest.expires))")
    } else if let maxAge, age > maxAge {
      report.add(.expired, file, "written \(age) s ago, more than \(maxAge) s")
    } else if age < -Self.clockTolerance {
      report.add(.expired, file, "written \(-age) s in the future; one of the clocks is wrong")
    }
  }

  private func checkRollback(
    of manifest: PanelManifest, _ bytes: [UInt8], at now: Int64, into report: inout IntegrityReport
  ) throws(GovernanceError) {
    guard let statePath else {
      if check.isStrict {
        report.add(.rollback, PanelSchema.manifestFile, "no state was given to tell older from newer")
      }
      return
    }
    let digest = Digests.sha256Hex(bytes)
    let memory: GenerationMemory?
    do throws(GovernanceError) {
      memory = try GenerationMemory.read(path: statePath)
    } catch {
      if case .system = error { throw error }
      // What cannot be read may have been spoilt in order to be forgotten.
      return report.add(.rollback, PanelSchema.manifestFile, "what was seen before cannot be read: \(error)")
    }
    if let objection = memory?.objection(to: manifest, digest: digest) {
      return report.add(.rollback, PanelSchema.manifestFile, objection)
    }
    guard report.count(.critical) == 0 else { return }
    let isVerified = report.isSignatureChecked
    if let memory {
      if memory.generation == manifest.generation, memory.isVerified || !isVerified { return }
      // A generation that nobody vouches for would make all genuine ones after it look old.
      if memory.isVerified, !isVerified {
        report.heldState = memory.generation
        return
      }
    }
    try GenerationMemory(
      generation: manifest.generation, manifestDigest: digest, seen: now, isVerified: isVerified
    ).write(path: statePath)
  }

  /// Checks what stands beside the manifest: older generations by their own manifests, and anything that does not belong.
  private func checkEntry(
    _ entry: Folder.Entry, beside current: PanelManifest?, into report: inout IntegrityReport
  ) {
    guard entry.name != PanelSchema.manifestFile, !tolerated.contains("\(folder)/\(entry.name)") else {
      return
    }
    if entry.kind == .file, entry.name.hasPrefix(".\(PanelSchema.manifestFile)."),
      entry.name.hasSuffix(".tmp")
    {
      return
    }
    if entry.name == PanelSchema.writerFile, let facts = Folder.facts("\(folder)/\(entry.name)"),
      facts.kind == .file, facts.bytes == 0
    {
      return
    }
    guard entry.kind == .folder else {
      return report.add(.extra, entry.name, "no generation has it")
    }
    if let number = PanelSchema.generation(ofFolder: entry.name) {
      if number == current?.generation { return }
      if let current, number > current.generation {
        return report.add(
          .extra, entry.name,
          "newer than the manifest: a writer died, or the manifest is an older one that was put back")
      }
      return checkOlder(entry.name, into: &report)
    }
    if !PanelSchema.isPassing(entry.name) { report.add(.extra, entry.name, "no generation of panels") }
  }

  private func checkOlder(_ name: String, into report: inout IntegrityReport) {
    let before = report
    let file = "\(name)/\(PanelSchema.manifestFile)"
    if let bytes = bytes(file, limit: PanelSchema.manifestBytes) {
      if let manifest = check.manifest(bytes, file: file, into: &report) {
        if PanelSchema.folder(manifest.generation) != name {
          report.add(.manifest, file, "it is that of generation \(manifest.generation)")
        }
        checkGeneration(manifest, bytes, in: name, into: &report)
      }
    } else {
      report.add(.missing, file, "there is no manifest")
    }
    // The writer may have retired it meanwhile.
    if Folder.facts("\(folder)/\(name)") == nil { report = before }
  }

  private func checkGeneration(
    _ manifest: PanelManifest, _ manifestBytes: [UInt8], in name: String, into report: inout IntegrityReport
  ) {
    let own = "\(name)/\(PanelSchema.manifestFile)"
    if let copy = bytes(own, limit: PanelSchema.manifestBytes) {
      if copy != manifestBytes { report.add(.manifest, own, "not the manifest that was published") }
    } else {
      report.add(.missing, own, "the generation's copy of the manifest is not there")
    }
    for entry in manifest.files {
      let file = "\(name)/\(entry.name)"
      if let bytes = bytes(file, limit: PanelSchema.panelBytes) {
        check.panel(bytes, entry, file: file, into: &report)
      } else {
        report.add(.missing, file, "not there, or not to be read")
      }
    }
    let known = Set(manifest.files.map(\.name) + [PanelSchema.manifestFile])
    for name in strangers(in: name, besides: known) {
      report.add(.extra, name, "the manifest does not name it")
    }
  }

  private func strangers(in name: String, besides known: Set<String>) -> [String] {
    do {
      return try Folder.entries("\(folder)/\(name)").filter { !known.contains($0.name) }.map {
        "\(name)/\($0.name)"
      }
    } catch {
      // A folder that is not there has no strangers; its files are reported as missing.
      return []
    }
  }

  /// The bytes of a file; nil when it is not there, is no plain file, is too long or cannot be read.
  private func bytes(_ name: String, limit: Int) -> [UInt8]? {
    let path = "\(folder)/\(name)"
    guard let facts = Folder.facts(path), facts.kind == .file else { return nil }
    do { return try FileBytes.read(path: path, limit: limit) } catch { return nil }
  }
}
