import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder in which the files of one applied plan wait, with a list of them that was written before the first came.
struct QuarantineBatch {
  private static let schema = "g6.retention.batch.v1"
  private static let listName = "batch.json"
  private static let listLimit = 256 << 20

  /// One file that is to be in the batch.
  struct Item: Equatable {
    /// Its path from the root.
    let path: String
    /// Its path from the batch.
    let stored: String
    let bytes: Int
    let digest: String

    var isCompressed: Bool { stored.utf8.count > "files/".utf8.count + path.utf8.count }
  }

  /// The folder.
  let folder: String
  /// When the plan was applied, in nanoseconds since 1970.
  let applied: Int64
  let items: [Item]

  /// A batch for the files of a plan; nothing is written yet.
  init(folder: String, plan: RetentionPlan, at now: Int64) {
    self.folder = folder
    applied = now / 1_000_000 * 1_000_000
    items = plan.files.map { file in
      let suffix = plan.policy.compresses && !file.path.hasSuffix(".gz") ? ".gz" : ""
      return Item(
        path: file.path, stored: "files/\(file.path)\(suffix)", bytes: file.bytes, digest: file.digest)
    }
  }

  private init(folder: String, applied: Int64, items: [Item]) {
    self.folder = folder
    self.applied = applied
    self.items = items
  }

  /// Writes the list, durably.
  func begin() throws(GovernanceError) {
    let text = try CanonicalJSON.render(
      .object([
        "schema": .text(Self.schema), "applied": .text(WallClock.iso8601(applied)),
        "files": .list(
          items.map {
            .object([
              "path": .text($0.path), "stored": .text($0.stored), "bytes": .whole($0.bytes),
              "digest": .text($0.digest),
            ])
          }),
      ]))
    try GovernanceError.wrapping { () throws(SystemError) in
      try Folder.create(folder)
      try AtomicFileWriter.replace(path: "\(folder)/\(Self.listName)", with: text)
    }
  }

  /// Reads the list of a batch; nil when the folder has none.
  static func read(folder: String) throws(GovernanceError) -> QuarantineBatch? {
    let path = "\(folder)/\(listName)"
    if Folder.facts(path) == nil { return nil }
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: listLimit)
    }
    let value = try GovernanceError.reading { () throws(DocumentError) in try JSON.parse(bytes, file: path) }
    let damaged = GovernanceError.damaged(
      "\(path): not the list of a batch", hint: "the files beside it are whole; move them back by hand")
    guard let table = value.table, table["schema"]?.string == schema,
      let applied = table["applied"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) }),
      let list = table["files"]?.array
    else { throw damaged }
    var items: [Item] = []
    for entry in list {
      guard let entry = entry.table, let path = entry["path"]?.string, RetentionPlan.isInside(path),
        let stored = entry["stored"]?.string, stored == "files/\(path)" || stored == "files/\(path).gz",
        let bytes = entry["bytes"]?.integer, let digest = entry["digest"]?.string
      else { throw damaged }
      items.append(Item(path: path, stored: stored, bytes: Int(bytes), digest: digest))
    }
    return QuarantineBatch(folder: folder, applied: applied, items: items)
  }

  /// The plain content of a file that waits; nil when it is not there or not what the list says.
  func content(of item: Item) -> [UInt8]? {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: "\(folder)/\(item.stored)", limit: ContentDate.byteLimit + (1 << 20))
    } catch { return nil }
    let plain = item.isCompressed ? GzipFile.decompress(bytes, limit: item.bytes) : bytes
    return plain.flatMap { Digests.sha256Hex($0) == item.digest ? $0 : nil }
  }

  /// Takes a file of the root in: verified before, written durably, read back, and only then removed from its place.
  func take(_ item: Item, from root: String) throws(GovernanceError) {
    let source = "\(root)/\(item.path)"
    let target = "\(folder)/\(item.stored)"
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: source, limit: ContentDate.byteLimit)
    }
    guard Digests.sha256Hex(bytes) == item.digest else {
      throw .refused("\(source) changed since the scan", hint: "scan again")
    }
    let stored = item.isCompressed ? GzipFile.compress(bytes) : bytes
    guard let stored else { throw .refused("no memory to compress \(source)") }
    try GovernanceError.wrapping { () throws(SystemError) in
      try Folder.create(Self.parent(target))
      try AtomicFileWriter.replace(path: target, with: stored)
    }
    guard content(of: item) == bytes else {
      throw .damaged(
        "\(target) does not read back as it was written", hint: "\(source) stays where it is; check the disk")
    }
    try GovernanceError.wrapping { () throws(SystemError) in
      try Folder.removeFile(source)
      try Folder.sync(Self.parent(source))
    }
    Self.removeEmptyFolders(above: item.path, in: root)
  }

  /// Writes content to its place, durably and as a whole. What a kill leaves half-written lies in the batch, not among the
  /// data, unless the two are on different file systems or the batch's is full.
  func restore(_ content: [UInt8], to target: String) throws(SystemError) {
    let passing = "\(folder)/restoring"
    try Folder.create(Self.parent(target))
    try Folder.removeFile(passing)
    do throws(SystemError) {
      try FileBytes.create(path: passing, content, sync: true)
      try Folder.move(passing, to: target)
    } catch {
      // Another file system, or no room beside the batch: by way of a temporary file beside the target.
      guard error.code == EXDEV || error.code == ENOSPC || error.code == EDQUOT else { throw error }
      try Folder.removeFile(passing)
      return try AtomicFileWriter.replace(path: target, with: content)
    }
    try Folder.sync(Self.parent(target))
  }

  static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Removes the folders a file stood in as far as they are empty now.
  static func removeEmptyFolders(above path: String, in root: String) {
    var folder = parent(path)
    while folder != ".", Folder.removeEmpty("\(root)/\(folder)") { folder = parent(folder) }
  }
}
