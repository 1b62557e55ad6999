import Base
import Documents

/// The folder of panels, written a generation at a time by one writer.
///
/// A generation is a folder of its own with all its panels and its manifest, complete before it gets its name; then
/// `manifest.json` beside it is replaced as a whole, and that is the moment of publication. A reader that has read a
/// manifest reads the folder of that generation and sees nothing of another; the last few generations stay for such
/// readers. A writer killed at any moment leaves the generation before as it was; the next one clears away the rest.
package struct PanelStore: Sendable {
  /// What was published.
  package struct Published: Equatable, Sendable {
    /// Its number.
    package let generation: Int
    /// Panels in it.
    package let panels: Int
    /// Bytes of all files, the manifest's too.
    package let bytes: Int
  }

  /// Seconds to wait for the lock of the folder.
  private static let patience = 5.0

  private let folder: String
  private let keys: KeyRing?
  private let kept: Int
  private let lifetime: Int64
  private let isDurable: Bool

  /// A store in a folder, which is made when it is not there.
  ///
  /// - Parameters:
  ///   - keys: signs with the first key that can; nil writes generations that nobody signed.
  ///   - kept: generations that stay, this one included, 2...1000.
  ///   - lifetime: seconds until a generation should no longer be believed.
  ///   - isDurable: whether every file is synced. Without it nothing waits for the device, and a power cut may leave the
  ///     folder as it was some seconds before, or a generation that is found damaged; the next publication mends both.
  ///
  /// Fails with `refused` where `manifest.json` is a JSON object of somebody else's: it would be replaced.
  package init(
    folder: String, keys: KeyRing?, kept: Int = 3, lifetime: Int = 600, isDurable: Bool = true
  ) throws(GovernanceError) {
    self.folder = folder
    self.keys = keys
    self.kept = min(max(kept, 2), 1000)
    self.lifetime = Int64(max(lifetime, 1)) * 1_000_000_000
    self.isDurable = isDurable
    if let keys, keys.signer == nil {
      throw .badInput("no key of the ring can sign", hint: "put a line with hmac-sha256 or ed25519 first")
    }
    try GovernanceError.wrapping { () throws(SystemError) in try Folder.create(folder) }
    let path = "\(folder)/\(PanelSchema.manifestFile)"
    if Self.isForeign(path) {
      throw .refused("\(path) is no manifest of panels", hint: "move it away, or choose another folder")
    }
  }

  /// Whether a file is whole and something else. What is damaged is mended.
  private static func isForeign(_ path: String) -> Bool {
    do {
      let bytes = try FileBytes.read(path: path, limit: PanelSchema.manifestBytes)
      guard let table = try JSON.parse(bytes, file: path).table else { return false }
      return !(table["schema"]?.string?.hasPrefix(PanelSchema.manifestFamily) ?? false)
    } catch { return false }
  }

  /// Publishes panels as the next generation, at a moment in nanoseconds since 1970.
  ///
  /// `hasManualClock` says that the moment is that of a clock set by hand: the manifest tells so, and nobody takes it for old.
  /// Its number is greater than all in the folder and than `floor`: a writer that runs hands in the greatest number it
  /// knows, since a folder that somebody cleared knows none, and readers who remember would take a lower one for a rollback.
  /// Fails with `badInput` for names that cannot be or stand twice and values that have no JSON, with `refused` while
  /// another writer publishes; nothing is published then. O(bytes).
  @discardableResult
  package func publish(
    panels: [PanelContent], at now: Int64, hasManualClock: Bool = false, after floor: Int = 0
  ) throws(GovernanceError) -> Published {
    let files = try render(panels, now)
    // Whoever clears a folder away clears no writer away.
    try GovernanceError.wrapping { () throws(SystemError) in try Folder.create(folder) }
    let lock = try takeLock()
    defer { lock.release() }
    let generation = max(try prepare(), floor) + 1
    let moment = now / 1_000_000 * 1_000_000
    var manifest = PanelManifest(
      generation: generation, created: moment, expires: moment + lifetime, hasManualClock: hasManualClock,
      files: files.map {
        .init(
          name: $0.name, bytes: $0.bytes.count, digest: Digests.sha256Hex($0.bytes), dataDigest: $0.dataDigest
        )
      })
    if let signer = keys?.signer { try manifest.sign(with: signer) }
    let text = try manifest.render()
    try GovernanceError.wrapping { () throws(SystemError) in
      try write(files.map { ($0.name, $0.bytes) } + [(PanelSchema.manifestFile, text)], generation)
      try AtomicFileWriter.replace(
        path: "\(folder)/\(PanelSchema.manifestFile)", with: text, sync: isDurable)
      try retire(olderThan: generation)
    }
    return Published(
      generation: generation, panels: files.count, bytes: files.reduce(text.count) { $0 + $1.bytes.count })
  }

  private func render(
    _ panels: [PanelContent], _ now: Int64
  ) throws(GovernanceError) -> [(name: String, bytes: [UInt8], dataDigest: String)] {
    if panels.count > PanelSchema.panelLimit {
      throw .badInput("\(panels.count) panels are more than \(PanelSchema.panelLimit)")
    }
    var files: [(name: String, bytes: [UInt8], dataDigest: String)] = []
    for panel in panels.sorted(by: { $0.name < $1.name }) {
      guard PanelContent.isName(panel.name), files.last?.name != panel.name + ".json" else {
        throw .badInput(
          "\"\(panel.name)\" cannot be the name of a panel, or stands twice",
          hint: "names have 1 to 64 small letters, digits and underscores, and one panel each")
      }
      let (bytes, digest) = try PanelEnvelope(panel, at: now).render()
      files.append((panel.name + ".json", bytes, digest))
    }
    return files
  }

  /// Waits for somebody who looks, or for another writer's publication, and gives up where that takes long.
  private func takeLock() throws(GovernanceError) -> FolderLock {
    let lock = try GovernanceError.wrapping { () throws(SystemError) in
      try FolderLock.take(folder, isShared: false, patience: Self.patience)
    }
    guard let lock else {
      throw .refused("another process publishes panels in \(folder)", hint: "give each writer its own folder")
    }
    return lock
  }

  /// The greatest number in the folder, published or not; 0 when there is none. O(entries).
  package func latest() throws(GovernanceError) -> Int {
    try Self.latest(publishedGeneration(), entries())
  }

  private static func latest(_ published: Int?, _ entries: [Folder.Entry]) -> Int {
    let numbers = entries.filter { $0.kind == .folder }.compactMap {
      PanelSchema.generation(ofFolder: $0.name)
    }
    return max(published ?? 0, numbers.max() ?? 0)
  }

  private func entries() throws(GovernanceError) -> [Folder.Entry] {
    try GovernanceError.wrapping { () throws(SystemError) in try Folder.entries(folder) }
  }

  /// Clears away what a killed writer left, and gives back the greatest number there was.
  private func prepare() throws(GovernanceError) -> Int {
    let published = publishedGeneration()
    let entries = try entries()
    let last = Self.latest(published, entries)
    for entry in entries where entry.kind == .folder {
      let isLeft = PanelSchema.isPassing(entry.name)
      let number = PanelSchema.generation(ofFolder: entry.name)
      // A generation that got its name but was never published; its number is not used again.
      let isUnpublished = published.map { number ?? 0 > $0 } ?? false
      if isLeft || isUnpublished {
        try GovernanceError.wrapping { () throws(SystemError) in
          try Folder.removeTree("\(folder)/\(entry.name)")
        }
      }
    }
    return last
  }

  /// The generation the manifest names; nil when there is none that can be read, which publishing mends.
  private func publishedGeneration() -> Int? {
    let path = "\(folder)/\(PanelSchema.manifestFile)"
    do {
      let bytes = try FileBytes.read(path: path, limit: PanelSchema.manifestBytes)
      return try PanelManifest.read(bytes, file: path).generation
    } catch { return nil }
  }

  private func write(_ files: [(name: String, bytes: [UInt8])], _ generation: Int) throws(SystemError) {
    let name = PanelSchema.folder(generation)
    let staging = "\(folder)/\(PanelSchema.stagingPrefix)\(name)"
    try Folder.create(staging)
    for file in files { try FileBytes.create(path: "\(staging)/\(file.name)", file.bytes, sync: isDurable) }
    if isDurable { try Folder.sync(staging) }
    try Folder.move(staging, to: "\(folder)/\(name)")
    if isDurable { try Folder.sync(folder) }
  }

  /// Removes generations beyond those that are kept. Each loses its name first, so that nobody sees a part of it.
  private func retire(olderThan generation: Int) throws(SystemError) {
    for entry in try Folder.entries(folder) where entry.kind == .folder {
      guard let number = PanelSchema.generation(ofFolder: entry.name), number <= generation - kept else {
        continue
      }
      let retired = "\(folder)/\(PanelSchema.retiredPrefix)\(entry.name)"
      try Folder.move("\(folder)/\(entry.name)", to: retired)
      try Folder.removeTree(retired)
    }
  }
}
