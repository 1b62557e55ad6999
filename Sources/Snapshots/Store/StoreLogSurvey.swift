/// What of a log holds: every record by its sum, wherever it stands, and the bytes between them.
struct StoreLogSurvey {
  /// Where a record lies, and which changes it holds.
  struct Place {
    let offset: UInt64
    let sequence: UInt64
    let changes: UInt64

    /// The sequence number of its last change.
    var last: UInt64 { sequence + changes - 1 }
  }

  /// The file.
  var path: String { file.path }
  /// Records in the order of their places.
  private(set) var places: [Place] = []
  /// What does not hold, apart from the tail.
  private(set) var badRanges: [StoreSurvey.BadRange] = []
  private(set) var damages: [SnapshotDamage] = []
  /// Bytes behind the last record: the rest of a write that was broken off, or damaged records. Nobody can tell.
  private(set) var tailBytes: UInt64 = 0
  private let file: RandomAccessFile
  private let salt: UInt64

  /// Reads all of the log whose name says that it begins after change `number`. Throws `io`, and `unsupported` for a later
  /// version. O(bytes), and 24 bytes of memory a record.
  init(path: String, number: UInt64) throws(SnapshotError) {
    file = try RandomAccessFile(path: path)
    let bytes = try file.read(StoreLogHeader.bytes, at: 0)
    let header = StoreLogHeader(bytes)
    if let version = StoreLogHeader.laterVersion(bytes) {
      throw .unsupported(path: path, what: "a log of version \(version)")
    }
    salt = header?.salt ?? StoreLogHeader.salt(ofDamaged: bytes) ?? 0
    if let header, header.base != number {
      addDamage("it begins after change \(header.base), its name says \(number)")
    } else if header == nil {
      addDamage("it does not begin with the header of a log")
    }
    try scan(from: min(file.size, UInt64(StoreLogHeader.bytes)), after: number)
    if header == nil, places.isEmpty, tailBytes > 0 {
      addDamage("no record can be verified: the salt of their sums is lost with the header")
    }
  }

  private mutating func addDamage(_ reason: String) {
    damages.append(SnapshotDamage(part: .log, offset: 0, reason: reason))
  }

  private mutating func scan(from start: UInt64, after number: UInt64) throws(SnapshotError) {
    var search = StoreRecordSearch(file, salt: salt)
    var place = start
    var last = number
    while let found = try search.next(from: place) {
      if found.offset > place { addBad(place..<found.offset, "there is no whole record here") }
      let record = Place(
        offset: found.offset, sequence: found.record.sequence, changes: UInt64(found.record.changes.count))
      if record.sequence <= last {
        addBad(found.offset..<found.end, "a record of earlier changes stands here a second time or too late")
      }
      places.append(record)
      last = max(last, record.last)
      place = found.end
    }
    tailBytes = file.size - place
    if search.untried > 0 {
      addDamage(
        "\(search.untried) places that look like records were not tried: too many lie about their length")
    }
  }

  private mutating func addBad(_ range: Range<UInt64>, _ reason: String) {
    badRanges.append(
      StoreSurvey.BadRange(file: path, offset: range.lowerBound, length: UInt64(range.count), reason: reason))
  }

  /// Reads a record again. Throws `io`, and `damaged` where it is not what it was.
  func record(_ place: Place) throws(SnapshotError) -> StoreRecord {
    var search = StoreRecordSearch(file, salt: salt)
    if let found = try search.record(at: place.offset), found.record.sequence == place.sequence {
      return found.record
    }
    throw .damaged(
      path: path, SnapshotDamage(part: .log, offset: place.offset, reason: "it changed while it was read"))
  }
}
