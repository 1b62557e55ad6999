import Base
import HashMaps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
  /// Values begin with a byte: 0 for a key that was removed, 1 before a value.
  private let changes: ByteMap

  /// Opens a store as it stands; a writer may be at work. Throws `io`, `damaged`, `foreignStore`, `map`.
  public static func open(path: String) throws(SnapshotError) -> StoreContent {
    // A writer that compacts meanwhile takes the files away under their names.
    for _ in 0..<100 {
      do throws(SnapshotError) { return try StoreContent(StoreFiles(folder: path)) } catch {
        guard case .io(let missing, _, ENOENT, _) = error, missing != path else { throw error }
      }
    }
    return try StoreContent(StoreFiles(folder: path))
  }

  init(_ files: StoreFiles) throws(SnapshotError) {
    path = files.folder
    snapshotSequence = files.snapshots.last ?? 0
    snapshot = try files.snapshots.last.map { number throws(SnapshotError) in
      try SnapshotReader(path: files.snapshot(number))
    }
    lastSequence = snapshotSequence
    changes = try Self.changes(snapshot)
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
    changes = try Self.changes(snapshot)
  }

  private static func changes(_ snapshot: SnapshotReader?) throws(SnapshotError) -> ByteMap {
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.recordedSeed = snapshot?.head.seed
    do throws(MapError) { return try ByteMap(configuration) } catch { throw .map(error) }
  }

  /// Takes in a change that is in the log.
  func apply(_ change: StoreChange) throws(SnapshotError) {
    do throws(MapError) { try changes.put(change.key, change.value.map { [1] + $0 } ?? [0]) } catch {
      throw .map(error)
    }
  }

  /// The value of a key, or nil. Reads one block of the snapshot where the log does not tell. Throws `io`, `damaged`.
  public func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    if let change = key.withUnsafeBytes({ changes.get($0) }) {
      return change[0] == 1 ? Array(change[1...]) : nil
    }
    return try snapshot?.value(of: key)
  }

  /// Calls `body` with every entry in the order of the store's seed until it gives false. Throws `io`, `damaged` and
  /// what `body` throws. O(store); the extra memory is a copy of the log's changes.
  public func visitAll(
    _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
  ) throws(SnapshotError) {
    var merge = ChangeQueue(changes)
    var isWanted = true
    try snapshot?.read { key, value throws(SnapshotError) in
      let order = changes.hashSeed.order(of: key)
      while isWanted, let change = merge.next(before: order, key) { isWanted = try change.give(body) }
      guard isWanted else { return false }
      if merge.takes(key) { return true }
      isWanted = try body(key, value)
      return isWanted
    }
    while isWanted, let change = merge.next() { isWanted = try change.give(body) }
  }

  /// Writes everything to a snapshot at `target`. Throws what the writer throws.
  func writeSnapshot(to target: String, creator: String) throws(SnapshotError) {
    var head = snapshot?.head ?? SnapshotHead(seed: changes.hashSeed)
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

/// The changes of a log in the order of the store's seed, each given out once.
private struct ChangeQueue {
  struct Change {
    let order: UInt64
    let key: [UInt8]
    let value: [UInt8]

    func precedes(_ order: UInt64, _ key: UnsafeRawBufferPointer) -> Bool {
      self.order < order || self.order == order && self.key.lexicographicallyPrecedes(key)
    }

    /// Gives the entry to `body`, unless the key was removed.
    func give(
      _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
    ) throws(SnapshotError) -> Bool {
      guard value[0] == 1 else { return true }
      return try key.withUnsafeBytes { key in
        value.withUnsafeBytes { value in
          Result { () throws(SnapshotError) in try body(key, value.part(1, value.count - 1)) }
        }
      }.get()
    }
  }

  private var changes: [Change] = []
  private var position = 0

  init(_ map: ByteMap) {
    var found: [Change] = []
    found.reserveCapacity(map.count)
    map.forEachInOrder { order, key, value in
      found.append(Change(order: order, key: [UInt8](key), value: [UInt8](value)))
    }
    changes = found
  }

  /// The next change, if it comes before the key given.
  mutating func next(before order: UInt64, _ key: UnsafeRawBufferPointer) -> Change? {
    guard position < changes.count, changes[position].precedes(order, key) else { return nil }
    position += 1
    return changes[position - 1]
  }

  /// The next change.
  mutating func next() -> Change? {
    guard position < changes.count else { return nil }
    position += 1
    return changes[position - 1]
  }

  /// Whether the next change is about this key: it then stands in for the snapshot's entry.
  func takes(_ key: UnsafeRawBufferPointer) -> Bool {
    position < changes.count && key.elementsEqual(changes[position].key)
  }
}
