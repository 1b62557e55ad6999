import HashMaps

/// What of a file holds and what does not: every part, block by block, in one pass with bounded memory.
public struct SnapshotSurvey: Equatable, Sendable {
  /// A block, or a stretch of the file where blocks should be, that cannot be believed.
  public struct BadBlock: Equatable, Sendable {
    /// Its number, where the index or its neighbours tell.
    public let index: Int?
    /// Where it begins, in bytes.
    public let offset: UInt64
    /// Its length with its frame, in bytes.
    public let length: UInt64
    /// How many entries the index says it has.
    public let entries: Int?
    /// Its first key as the index has it, cut to 48 bytes.
    public let firstKey: [UInt8]?
    /// Its last key as the index has it, cut to 48 bytes.
    public let lastKey: [UInt8]?
    /// What does not hold.
    public let reason: String
  }

  /// Damage outside of blocks.
  public internal(set) var damages: [SnapshotDamage] = []
  /// Damaged blocks in the order of their places.
  public internal(set) var badBlocks: [BadBlock] = []
  /// Blocks that hold.
  public internal(set) var goodBlocks = 0
  /// Blocks in all, as the index or else what was found says.
  public internal(set) var blocks = 0
  /// Entries of the blocks that hold.
  public internal(set) var entries: UInt64 = 0
  /// The file's digest where trailer, index and metadata hold.
  public internal(set) var digest: [UInt8]?

  /// Who has signed the file; nil where nobody has, or where the signature or what it signs does not hold.
  public internal(set) var signer: SnapshotPublicKey?

  /// Whether everything is what was written.
  public var isSound: Bool { damages.isEmpty && badBlocks.isEmpty }

  /// What is done with every entry of a block that holds, in order; an error of its own ends the survey.
  public typealias Visit = (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer)
    throws(SnapshotError) -> Void

  /// Looks at the whole of the file. Throws `io`, `foreign`, `ancestor`, `unsupported`, and `damaged` where neither
  /// header nor trailer tells how to read it; what `visit` throws. O(file).
  public init(path: String, visit: Visit = { _, _ throws(SnapshotError) in }) throws(SnapshotError) {
    self = try Self.walk(try SnapshotRemains(path: path)) { content throws(SnapshotError) in
      try content.visitEntries(visit)
    }
  }

  /// Copies every entry of every block that holds to a new snapshot at `target`, and tells what was left behind. The
  /// file itself may be the target. Throws as the survey does, and what the writer throws. O(file).
  ///
  /// - Parameters:
  ///   - signer: who must have signed the damaged file; where nobody, or another, has, or the signature does not hold any
  ///     more, `unsigned` or `signedByAnother` is thrown and nothing is written.
  ///   - key: signs the copy.
  @discardableResult
  public static func repair(
    path: String, to target: String, signedBy signer: SnapshotPublicKey? = nil, key: SnapshotSecretKey? = nil,
    visit: Visit = { _, _ throws(SnapshotError) in }
  ) throws(SnapshotError) -> SnapshotSurvey {
    let remains = try SnapshotRemains(path: path)
    if let signer {
      guard let found = remains.signer else { throw .unsigned(path: path) }
      if found != signer { throw .signedByAnother(path: path, signer: found.hexadecimal) }
    }
    var head = remains.head
    head.fields[SnapshotHead.repairedField] = "true"
    var writer = try SnapshotWriter(path: target, head: head, key: key)
    let survey = try walk(remains) { content throws(SnapshotError) in
      try content.visitEntries { key, value throws(SnapshotError) in
        try visit(key, value)
        try writer.append(key, value)
      }
    }
    try writer.commit()
    return survey
  }

  static func walk(
    _ remains: SnapshotRemains, _ body: (BlockContent) throws(SnapshotError) -> Void
  ) throws(SnapshotError) -> SnapshotSurvey {
    var survey = SnapshotSurvey()
    survey.damages = remains.damages
    survey.digest = remains.digest
    survey.signer = remains.signer
    if let records = remains.records {
      try survey.walk(remains, records, body)
    } else {
      try survey.scan(remains, body)
    }
    return survey
  }

  private init() {}

  /// Block by block where the index holds.
  private mutating func walk(
    _ remains: SnapshotRemains, _ records: [BlockRecord], _ body: (BlockContent) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    blocks = records.count
    var last = LastKey()
    for (number, record) in records.enumerated() {
      let bytes = try remains.file.read(SnapshotFormat.frameBytes + Int(record.stored), at: record.offset)
      let content: BlockContent
      do throws(BlockContent.Refusal) {
        content = try BlockContent(bytes, number, record, codec: remains.codec, seed: remains.head.seed)
        try last.advance(to: content, seed: remains.head.seed)
      } catch {
        badBlocks.append(BadBlock(number, record, error.reason))
        continue
      }
      try accept(content, body)
    }
  }

  mutating func accept(
    _ content: BlockContent, _ body: (BlockContent) throws(SnapshotError) -> Void
  ) throws(SnapshotError) {
    goodBlocks += 1
    entries += UInt64(content.entries)
    try body(content)
  }
}

extension SnapshotSurvey.BadBlock {
  init(_ number: Int, _ record: BlockRecord, _ reason: String) {
    self.init(
      index: number, offset: record.offset, length: record.end - record.offset, entries: Int(record.entries),
      firstKey: record.firstKey, lastKey: record.lastKey, reason: reason)
  }
}

/// Holds blocks to the order across their borders.
struct LastKey {
  private var end: (order: UInt64, key: [UInt8])?

  /// Takes a block in, or throws when it does not come after the ones before.
  mutating func advance(to content: BlockContent, seed: HashSeed) throws(BlockContent.Refusal) {
    let (first, last) = content.ends
    if let end {
      let order = first.withUnsafeBytes { seed.order(of: $0) }
      guard order >= end.order, order > end.order || end.key.lexicographicallyPrecedes(first) else {
        throw BlockContent.Refusal(reason: "its first key does not come after the last one before it")
      }
    }
    end = (last.withUnsafeBytes { seed.order(of: $0) }, last)
  }
}
