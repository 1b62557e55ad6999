import Base
import HashMaps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// When a store's writes are on the disk for certain; `docs/durable_store.md` states what each promises.
public enum StoreSync: String, CaseIterable, Sendable {
  /// Before a commit returns.
  case always
  /// At most so long after it, and at the end.
  case interval
  /// When the system likes.
  case never
}

/// Keys and values that outlive the process: the one writer of a folder.
///
/// Changes gather in memory until `commit` appends them to the log as one record: a commit survives as a whole or not at
/// all. `compact` writes a new snapshot and begins a new log.
public final class DurableStore {
  /// Nanoseconds between two syncs of ``StoreSync/interval``.
  public static let syncInterval: UInt64 = 100_000_000
  /// Bytes of log after which a commit compacts.
  public static let compactionBytes: UInt64 = 64 << 20

  /// What the store holds, uncommitted changes excluded.
  public private(set) var content: StoreContent
  /// Bytes of the log that are on the disk for certain.
  public private(set) var syncedBytes: UInt64 = 0
  /// Logs that held whole records behind the place where they tear, when the store was opened; each was cut there and is
  /// kept as it was found.
  public let kept: [StoreKept]
  private let path: String
  private let sync: StoreSync
  private let creator: String
  /// `fsync`, or what a test puts in its place.
  private let flush: (Int32) -> Int32
  private let lock: StoreLock
  private var log: Int32 = -1
  private var salt: UInt64 = 0
  private var pending: [StoreChange] = []
  private var pendingBytes = 0
  private var lastSync = MonotonicClock.nanoseconds()
  /// Set when nobody can tell any more what the log holds; every later write fails with it.
  private var failure: SnapshotError?

  /// Opens a store for writing, or makes one. A torn tail is cut; where whole records stand in it, a copy is
  /// kept. Throws `inUse` where another process writes, `foreignStore`
  /// for a folder of other files, `io`, `damaged`.
  public convenience init(path: String, sync: StoreSync, creator: String) throws(SnapshotError) {
    try self.init(path: path, sync: sync, creator: creator) { fsync($0) }
  }

  /// The same with another `fsync`, which a test keeps account of.
  package init(
    path: String, sync: StoreSync, creator: String, flush: @escaping (Int32) -> Int32
  ) throws(SnapshotError) {
    self.path = path
    self.sync = sync
    self.creator = creator
    self.flush = flush
    try StoreFiles.make(path)
    let files = try StoreFiles(folder: path)
    try files.refuseForeign()
    lock = try StoreLock(writing: path)
    // Listed again: the last writer may have compacted before it let go of the lock.
    let found = try StoreFiles(folder: path)
    try found.removeLeftovers()
    content = try StoreContent(found)
    kept = try content.logsToKeep.map { log throws(SnapshotError) in try found.cutKeeping(log) }
    try openLog()
  }

  deinit {
    if log >= 0 { close(log) }
  }

  /// The folder of the store that a file belongs to by its name; nil for other files.
  public static func folder(ofFile path: String) -> String? { StoreFiles.folder(ofFile: path) }

  // MARK: Changes

  /// Sets the value of a key; nothing is promised before `commit`. Throws `tooLong`.
  public func put(_ key: [UInt8], _ value: [UInt8]) throws(SnapshotError) {
    try add(StoreChange(key: key, value: value))
  }

  /// Removes a key; returns whether it was there. Throws `io`, `damaged`.
  public func delete(_ key: [UInt8]) throws(SnapshotError) -> Bool {
    guard try value(of: key) != nil else { return false }
    try add(StoreChange(key: key, value: nil))
    return true
  }

  /// The value of a key, uncommitted changes included. Throws `io`, `damaged`.
  public func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    if let change = pending.last(where: { $0.key == key }) { return change.value }
    return try content.value(of: key)
  }

  private func add(_ change: StoreChange) throws(SnapshotError) {
    let bytes = StoreRecord.bytes(of: change)
    // An entry that no block can hold would make the store impossible to compact.
    guard bytes <= SnapshotFormat.longestBlock else {
      throw .tooLong(bytes: bytes, limit: SnapshotFormat.longestBlock)
    }
    if pendingBytes + bytes > StoreRecord.longest { try commit() }
    pending.append(change)
    pendingBytes += bytes
  }

  /// Bytes of changes that wait for a commit.
  public var waitingBytes: Int { pendingBytes }

  /// Appends all changes since the last commit as one record; they are acknowledged as the sync setting promises when
  /// this returns. Returns the number of the last change. Throws `io`; the changes then do not count, and where not even
  /// the log can be put right nothing is written any more.
  @discardableResult
  public func commit() throws(SnapshotError) -> UInt64 {
    if let failure { throw failure }
    guard !pending.isEmpty else { return content.lastSequence }
    let changes = pending
    pending = []
    pendingBytes = 0
    let record = StoreRecord.encode(changes, from: content.lastSequence + 1, synced: syncedBytes, salt: salt)
    try append(record)
    for change in changes { try content.apply(change) }
    content.lastSequence += UInt64(changes.count)
    if sync == .always || sync == .interval && MonotonicClock.nanoseconds() &- lastSync >= Self.syncInterval {
      try syncLog()
    }
    if content.logBytes > Self.compactionBytes { try compact() }
    return content.lastSequence
  }

  private func append(_ record: [UInt8]) throws(SnapshotError) {
    var written = 0
    while written < record.count {
      let count = record.withUnsafeBytes { systemWrite(log, $0.part(written, record.count - written)) }
      guard count >= 0 else {
        let error = SnapshotError(SystemError(operation: "write", path: path))
        // A part of a record must not stand before the next one.
        if !cut(to: content.logBytes) { failure = error }
        throw error
      }
      written += count
    }
    content.logBytes += UInt64(written)
  }

  private func cut(to bytes: UInt64) -> Bool {
    ftruncate(log, off_t(bytes)) == 0 && lseek(log, off_t(bytes), SEEK_SET) == off_t(bytes)
  }

  /// Brings the log to the disk. What a failed sync has left there nobody knows: nothing is written after one.
  private func syncLog() throws(SnapshotError) {
    guard syncedBytes < content.logBytes else { return }
    if flush(log) != 0 {
      let error = SnapshotError(SystemError(operation: "fsync", path: path))
      failure = error
      throw error
    }
    syncedBytes = content.logBytes
    lastSync = MonotonicClock.nanoseconds()
  }

  /// Commits what waits and keeps the promise of `interval`. Call it at the end; a store that is merely dropped loses
  /// what was not committed. Returns the number of the last change.
  @discardableResult
  public func finish() throws(SnapshotError) -> UInt64 {
    let sequence = try commit()
    if sync != .never { try syncLog() }
    return sequence
  }

  // MARK: The log

  private func openLog() throws(SnapshotError) {
    guard let latest = content.latest else { return try beginLog() }
    try openLog(StoreFiles(folder: path).log(latest.header.base))
    guard cut(to: latest.end) else { throw SnapshotError(SystemError(operation: "cut", path: path)) }
    salt = latest.header.salt
    // What was found may be in the system's memory alone.
    if sync != .never {
      if flush(log) != 0 { throw SnapshotError(SystemError(operation: "fsync", path: path)) }
      syncedBytes = latest.end
    }
  }

  private func beginLog() throws(SnapshotError) {
    let header = StoreLogHeader(base: content.lastSequence, salt: UInt64.random(in: 0...UInt64.max))
    let file = try StoreFiles(folder: path).log(header.base)
    try SnapshotError.wrapping { () throws(SystemError) in
      try AtomicFileWriter.replace(path: file, with: header.encoded)
    }
    try openLog(file)
    salt = header.salt
    content.logBytes = UInt64(StoreLogHeader.bytes)
    syncedBytes = content.logBytes
    guard cut(to: content.logBytes) else { throw SnapshotError(SystemError(operation: "cut", path: path)) }
  }

  private func openLog(_ file: String) throws(SnapshotError) {
    if log >= 0 { close(log) }
    log = open(file, O_RDWR | O_CLOEXEC)
    guard log >= 0 else { throw SnapshotError(SystemError(operation: "open", path: file)) }
  }

  /// Writes everything to a new snapshot, begins a new log, and removes the old files. A crash at any moment leaves one
  /// or the other. Throws `io`, `damaged`; the store is then as it was. O(store).
  public func compact() throws(SnapshotError) {
    try commit()
    if let failure { throw failure }
    let sequence = content.lastSequence
    if sequence > content.snapshotSequence || content.snapshot == nil {
      // The snapshot must never be the only trace of changes that the log has lost.
      if sync != .never { try syncLog() }
      try content.writeSnapshot(to: StoreFiles(folder: path).snapshot(sequence), creator: creator)
    }
    content = try StoreContent(compacted: StoreFiles(folder: path), before: content)
    try beginLog()
    try StoreFiles(folder: path).removeSuperseded(by: sequence)
    try StoreFiles.sync(folder: path)
  }
}
