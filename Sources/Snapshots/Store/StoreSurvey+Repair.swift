import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a repair of a store has found and made.
public struct StoreRepair: Equatable, Sendable {
  /// What was found before.
  public let survey: StoreSurvey
  /// The store that holds what was saved; nil where nothing was wrong, and nothing was written.
  public let folder: String?
  /// Where the damaged files have been moved; nil where they stand where they stood.
  public let kept: String?
}

extension StoreSurvey {
  /// Saves everything of a store that holds as a new store in `target`, a new or empty folder, or in the store itself.
  ///
  /// The new store is one snapshot, whose sequence number is one more than any that was seen, so that none means two things.
  /// In the store itself it is written and on the disk before the damaged files are touched; these are then moved into a
  /// folder within it, `damaged-1` or the next number that is free. Broken off at any moment it leaves all files, here or
  /// there, and can be done again. A sound store is left alone. `visit` gets every entry as it is read and as it is written.
  ///
  /// Throws `inUse` where another process writes, `exists` where the target holds something, `io`, `foreignStore`,
  /// `unsupported`, `ancestor`, `map`, and what `visit` throws; nothing has then been changed, `io` in the course of moving
  /// apart. O(store).
  @discardableResult
  public static func repair(
    path: String, to target: String? = nil, creator: String,
    visit: SnapshotSurvey.Visit = { _, _ throws(SnapshotError) in }
  ) throws(SnapshotError) -> StoreRepair {
    let lock = try target == nil ? StoreLock(writing: path) : StoreLock(reading: path)
    defer { withExtendedLifetime(lock) {} }
    let files = try StoreFiles(folder: path)
    try files.refuseForeign()
    let salvage = try StoreSalvage(files)
    let found = try salvage.walk(visit)
    if found.isSound { return StoreRepair(survey: found, folder: nil, kept: nil) }
    if let target { try begin(target) }
    let folder = target ?? path
    let sequence = found.lastSequence + 1
    let head = salvage.head(creator: creator, sequence: sequence)
    var writer = try SnapshotWriter(path: "\(folder)/\(StoreFiles.snapshotName(sequence))", head: head)
    _ = try salvage.walk { key, value throws(SnapshotError) in
      try visit(key, value)
      try writer.append(key, value)
    }
    try writer.commit()
    let kept = try target == nil ? files.setAside() : nil
    return StoreRepair(survey: found, folder: folder, kept: kept)
  }

  private static func begin(_ target: String) throws(SnapshotError) {
    try StoreFiles.make(target)
    let files = try StoreFiles(folder: target)
    guard files.snapshots.isEmpty, files.logs.isEmpty, files.others.isEmpty else {
      throw .exists(path: target)
    }
  }
}

extension StoreFiles {
  /// Moves the files that were listed into a new folder within the store, and gives its path. Throws `io`.
  fileprivate func setAside() throws(SnapshotError) -> String {
    let target = try makeAside { _ in false }.folder
    let names = snapshots.map(Self.snapshotName) + logs.map(Self.logName)
    for name in names where rename("\(folder)/\(name)", "\(target)/\(name)") != 0 {
      throw SnapshotError(SystemError(operation: "rename", path: "\(folder)/\(name)"))
    }
    try Self.sync(folder: target)
    try Self.sync(folder: folder)
    return target
  }
}
