/// What of a store holds and what does not: every record of its logs and every block of its snapshot.
///
/// Records that stand behind damage count: each is verified for itself, and they are applied in the order of their sequence
/// numbers. What they build on may be lost.
public struct StoreSurvey: Equatable, Sendable {
  /// Bytes of a log that hold no record which could be believed.
  public struct BadRange: Equatable, Sendable {
    /// The log.
    public let file: String
    /// Where they begin, in bytes.
    public let offset: UInt64
    /// How many.
    public let length: UInt64
    /// What does not hold.
    public let reason: String
  }

  /// Damage outside of records and blocks.
  public struct FileDamage: Equatable, Sendable {
    /// The file.
    public let file: String
    /// Where in it, and what does not hold.
    public let damage: SnapshotDamage
  }

  /// The snapshot that the changes of the logs are laid over; nil where they are all there is.
  public private(set) var snapshot: String?
  /// Damage to headers, indexes and trailers.
  public private(set) var damages: [FileDamage] = []
  /// Damaged blocks of that snapshot; their entries are lost, unless a log has them.
  public private(set) var badBlocks: [SnapshotSurvey.BadBlock] = []
  /// Damaged stretches of the logs.
  public private(set) var badRanges: [BadRange] = []
  /// Sequence numbers of changes that nothing tells of any more, ascending.
  public private(set) var lost: [ClosedRange<UInt64>] = []
  /// Records that hold, and are newer than the snapshot.
  public private(set) var records: UInt64 = 0
  /// Changes in them.
  public private(set) var changes: UInt64 = 0
  /// The number of the last change that anything speaks of.
  public private(set) var lastSequence: UInt64 = 0
  /// Bytes behind the last record of a log: the rest of a write that was broken off, or damaged records.
  public private(set) var cutBytes: UInt64 = 0
  /// Folders within the store that hold what repairs and writers have put aside; nothing in them counts.
  public private(set) var aside: [String] = []
  /// Entries of the store as it is read from what holds.
  public private(set) var entries: UInt64 = 0
  /// Whether the snapshot was written by a repair, so that it may lack what was lost then.
  public private(set) var isOfRepair = false

  /// Whether nothing is missing but perhaps the end of the last write.
  public var isSound: Bool { damages.isEmpty && badBlocks.isEmpty && badRanges.isEmpty && lost.isEmpty }

  /// Looks at the whole of the store in `path` and changes nothing; a writer may be at work. `visit` gets every entry that
  /// holds, in the order of the store's seed. Throws `io`, `foreignStore`, `unsupported`, `ancestor`, `map`, and what `visit`
  /// throws. O(store); the memory is that of an open store and 24 bytes a record.
  public init(
    path: String, visit: SnapshotSurvey.Visit = { _, _ throws(SnapshotError) in }
  ) throws(SnapshotError) {
    let salvage = try StoreFiles.reading(path) { files throws(SnapshotError) in
      try files.refuseForeign()
      return try StoreSalvage(files)
    }
    self = try salvage.walk(visit)
  }

  init(_ remains: StoreRemains, _ lost: [ClosedRange<UInt64>]) {
    self.lost = lost
    lastSequence = remains.known
    aside = remains.files.aside
    for log in remains.logs {
      damages += log.damages.map { FileDamage(file: log.path, damage: $0) }
      badRanges += log.badRanges
      cutBytes += log.tailBytes
    }
    for number in remains.passedOver {
      let reason = "it is damaged; the logs and what was before it tell everything it held"
      damages.append(
        FileDamage(
          file: remains.files.snapshot(number),
          damage: SnapshotDamage(part: .index, offset: 0, reason: reason)))
    }
  }

  /// Takes in what the snapshot told.
  mutating func add(_ path: String, _ found: SnapshotSurvey, isOfRepair: Bool) {
    snapshot = path
    damages += found.damages.map { FileDamage(file: path, damage: $0) }
    badBlocks = found.badBlocks
    self.isOfRepair = isOfRepair
  }

  /// Takes in that nothing of the snapshot can be read.
  mutating func add(_ path: String, _ damage: SnapshotDamage) {
    snapshot = path
    damages.append(FileDamage(file: path, damage: damage))
  }

  mutating func count(_ record: StoreRecord) {
    records += 1
    changes += UInt64(record.changes.count)
  }

  mutating func countEntry() { entries += 1 }
}
