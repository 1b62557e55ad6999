import Base
import HashMaps

/// What a store holds: its snapshot, which stays on the disk, and over it the changes of its log, which are in memory.
public final class StoreContent {
  /// The folder of the store.
  public let path: String
  /// The number of the last change.
  public internal(set) var lastSequence: UInt64
  /// Changes that were read from the log, beyond those the snapshot holds.
  public private(set) var recoveredRecords: UInt64 = 0
  /// Bytes of a torn tail that were not believed.
  public private(set) var cutBytes: UInt64 = 0
  /// Bytes of the log up to its last record.
  public internal(set) var logBytes: UInt64 = 0
  /// The last change the snapshot holds; 0 without one.
  public let snapshotSequence: UInt64
  /// Bytes of the snapshot; 0 without one.
  public var snapshotBytes: UInt64 { snapshot?.fileBytes ?? 0 }
  let snapshot: SnapshotReader?
  /// The log to go on with, as it was found; nil where there is none.
  private(set) var latest: StoreLogReader?
  /// Logs that hold changes behind the place where they tear which nothing else tells of.
  private(set) var logsToKeep: [StoreLogReader] = []
  private let changes: StoreChanges

  /// Opens a store as it stands; a writer may be at work. Throws `io`, `damaged`, `foreignStore`, `map`.
  public static func open(path: String) throws(SnapshotError) -> StoreContent {
    try StoreFiles.reading(path) { files throws(SnapshotError) in try StoreContent(files) }
  }

  init(_ files: StoreFiles) throws(SnapshotError) {
    path = files.folder
    snapshotSequence = files.snapshots.last ?? 0
    snapshot = try files.snapshots.last.map { number throws(SnapshotError) in
      try SnapshotReader(path: files.snapshot(number))
    }
    lastSequence = snapshotSequence
    changes = try StoreChanges(seed: snapshot?.head.seed)
    // After a crash within a compaction the older log is there still; it ends where the newer one begins.
    var last: StoreLogReader?
    for number in files.logs {
      let log = try StoreLogReader(path: files.log(number)) { record throws(SnapshotError) in
        for (index, change) in record.changes.enumerated()
        where record.sequence + UInt64(index) > snapshotSequence {
          try apply(change)
          recoveredRecords += 1
        }
      }
      guard log.header.base == number, log.header.base <= lastSequence else {
        throw .damaged(
          path: files.log(number),
          SnapshotDamage(
            part: .log, offset: 0,
            reason: "it begins after change \(log.header.base), but \(lastSequence) is the last"))
      }
      lastSequence = max(lastSequence, log.lastSequence)
      cutBytes += log.cutBytes
      if log.losesByCutting(changesAfter: snapshotSequence) { logsToKeep.append(log) }
      last = log
    }
    // A log that ends before the snapshot does (its tail was cut) is not gone on with.
    if last?.lastSequence == lastSequence { latest = last }
    logBytes = latest?.end ?? 0
  }

  /// The snapshot of a compaction alone, which holds all there is.
  init(compacted files: StoreFiles, before: StoreContent) throws(SnapshotError) {
    path = files.folder
    lastSequence = before.lastSequence
    snapshotSequence = before.lastSequence
    snapshot = try SnapshotReader(path: files.snapshot(before.lastSequence))
    recoveredRecords = before.recoveredRecords
    cutBytes = before.cutBytes
    changes = try StoreChanges(seed: snapshot?.head.seed)
  }

  /// Takes in a change that is in the log.
  func apply(_ change: StoreChange) throws(SnapshotError) { try changes.apply(change) }

  /// The value of a key, or nil. Reads one block of the snapshot where the log does not tell. Throws `io`, `damaged`.
  public func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    if let change = changes.last(of: key) { return change.value }
    return try snapshot?.value(of: key)
  }

  /// Calls `body` with every entry in the order of the store's seed until it gives false. Throws `io`, `damaged` and
  /// what `body` throws. O(store); the extra memory is a copy of the log's changes.
  public func visitAll(
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
  ) throws(SnapshotError) {
    var merge = changes.merge()
    try snapshot?.read { key, value throws(SnapshotError) in try merge.take(key, value, body) }
    try merge.finish(body)
  }

  /// Writes everything to a snapshot at `target`. Throws what the writer throws.
  func writeSnapshot(to target: String, creator: String) throws(SnapshotError) {
    var head = snapshot?.head ?? SnapshotHead(seed: changes.seed)
    head.fields["creator"] = creator
    head.fields["sequence"] = "\(lastSequence)"
    var writer = try SnapshotWriter(path: target, head: head)
    try visitAll { key, value throws(SnapshotError) in
      try writer.append(key, value)
      return true
    }
    try writer.commit()
  }
}
