import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files of a store by their names: `snapshot-N.snap` holds all up to sequence number N, `log-N.log` what follows.
struct StoreFiles: Equatable {
  private static let digits = 20
  let folder: String
  /// The numbers of all snapshots and logs, ascending.
  private(set) var snapshots: [UInt64] = []
  private(set) var logs: [UInt64] = []
  /// Names of other files, beside the lock and what an interrupted write left.
  private(set) var others: [String] = []
  /// Names of what writers left that were killed: `.log-N.log.PID.TIME.tmp` and the same of snapshots.
  private(set) var leftovers: [String] = []

  /// Lists a folder. Throws `io`.
  init(folder: String) throws(SnapshotError) {
    self.folder = folder
    guard let stream = opendir(folder) else {
      throw SnapshotError(SystemError(operation: "open", path: folder))
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let number = Self.number(name, "snapshot-", ".snap") {
        snapshots.append(number)
      } else if let number = Self.number(name, "log-", ".log") {
        logs.append(number)
      } else if Self.isLeftover(name) {
        leftovers.append(name)
      } else if name != "lock", !name.hasPrefix(".") {
        others.append(name)
      }
    }
    snapshots.sort()
    logs.sort()
  }

  /// Lists a folder for `body`, and again where a writer that compacts meanwhile takes files away under their names. Throws
  /// what `body` throws.
  static func reading<Result>(
    _ folder: String, _ body: (StoreFiles) throws(SnapshotError) -> Result
  ) throws(SnapshotError) -> Result {
    for _ in 0..<100 {
      do throws(SnapshotError) { return try body(StoreFiles(folder: folder)) } catch {
        guard case .io(let missing, _, ENOENT, _) = error, missing != folder else { throw error }
      }
    }
    return try body(StoreFiles(folder: folder))
  }

  /// Throws `foreignStore` where the folder holds other files and none of a store.
  func refuseForeign() throws(SnapshotError) {
    guard let other = others.first, snapshots.isEmpty, logs.isEmpty else { return }
    throw .foreignStore(path: folder, what: "the folder holds other files, such as \(other)")
  }

  func snapshot(_ sequence: UInt64) -> String { "\(folder)/\(Self.snapshotName(sequence))" }
  func log(_ sequence: UInt64) -> String { "\(folder)/\(Self.logName(sequence))" }

  static func snapshotName(_ sequence: UInt64) -> String { "snapshot-\(padded(sequence)).snap" }
  static func logName(_ sequence: UInt64) -> String { "log-\(padded(sequence)).log" }

  private static func padded(_ number: UInt64) -> String {
    String(repeating: "0", count: digits - number.description.count) + number.description
  }

  private static func number(_ name: String, _ prefix: String, _ suffix: String) -> UInt64? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count == prefix.count + digits + suffix.count
    else { return nil }
    let number = UInt64(name.dropFirst(prefix.count).dropLast(suffix.count))
    return number.flatMap { $0 < StoreRecord.sequenceLimit ? $0 : nil }
  }

  private static func isLeftover(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].isEmpty, parts[5] == "tmp", UInt64(parts[3]) != nil,
      UInt64(parts[4]) != nil
    else { return false }
    let stem = "\(parts[1]).\(parts[2])"
    return number(stem, "snapshot-", ".snap") != nil || number(stem, "log-", ".log") != nil
  }

  /// The folder that a snapshot or a log of a store stands in, by its name; nil for other files.
  static func folder(ofFile path: String) -> String? {
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    guard number(name, "snapshot-", ".snap") != nil || number(name, "log-", ".log") != nil else { return nil }
    return slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  /// Removes what killed writers left; only whoever holds the lock may, since a living writer's looks the same.
  /// Throws `io`.
  func removeLeftovers() throws(SnapshotError) {
    for name in leftovers where unlink("\(folder)/\(name)") != 0 && errno != ENOENT {
      throw SnapshotError(SystemError(operation: "remove", path: "\(folder)/\(name)"))
    }
  }

  /// Makes a folder and those above it. Throws `io`.
  static func make(_ path: String) throws(SnapshotError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try make(String(path[..<slash]))
      if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    }
    throw SnapshotError(SystemError(operation: "mkdir", path: path))
  }

  /// Makes the names in a folder durable. Throws `io`.
  static func sync(folder: String) throws(SnapshotError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SnapshotError(SystemError(operation: "open", path: folder)) }
    defer { close(descriptor) }
    // Some file systems have no sync for directories and say so with EINVAL.
    if fsync(descriptor) != 0, errno != EINVAL {
      throw SnapshotError(SystemError(operation: "fsync", path: folder))
    }
  }

  /// Removes what a snapshot up to `sequence` has made superfluous.
  func removeSuperseded(by sequence: UInt64) throws(SnapshotError) {
    let paths = snapshots.filter { $0 < sequence }.map(snapshot) + logs.filter { $0 < sequence }.map(log)
    for path in paths where unlink(path) != 0 && errno != ENOENT {
      throw SnapshotError(SystemError(operation: "remove", path: path))
    }
  }
}
