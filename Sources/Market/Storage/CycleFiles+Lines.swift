import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension CycleFiles {
  /// Adds the lines of a cycle to what is appended: those of an expiry together, each contract and moment once.
  func addLines(
    _ rows: [ContractRow], _ overviews: [OverviewRow], _ writing: inout CycleWriting,
    _ staged: inout [String: LineFile]
  ) throws(MarketError) {
    var time = StampText(zone)
    var start = 0
    while start < rows.count {
      let first = rows[start]
      var end = start + 1
      while end < rows.count, rows[end].index == first.index, rows[end].expiry == first.expiry,
        rows[end].stamp.date == first.stamp.date
      {
        end += 1
      }
      let part = rows[start..<end]
      try add(
        "ndjson/\(first.index)/\(first.expiry)/", first.stamp.date, &writing, &staged,
        part.map { ($0.stamp.slot, $0.strikeHundredths) }
      ) { place, bytes in
        let row = part[start + place]
        RowLine.append(row, at: time.of(row.stamp), to: &bytes)
      }
      start = end
    }
    for row in overviews {
      try add(
        "ndjson/overview/\(row.index)/", row.stamp.date, &writing, &staged, [(row.stamp.slot, Int32(0))]
      ) { _, bytes in
        RowLine.append(row, at: time.of(row.stamp), to: &bytes)
      }
    }
  }

  /// Adds the lines of one file that it does not have yet; `keys` are their moments and strikes.
  private func add(
    _ place: String, _ date: CivilDate, _ writing: inout CycleWriting, _ staged: inout [String: LineFile],
    _ keys: [(slot: Int, strike: Int32)], _ append: (Int, inout [UInt8]) -> Void
  ) throws(MarketError) {
    let path = "\(place)\(date).ndjson"
    var file: LineFile
    if let known = staged[path] { file = known } else { file = try state(of: path, date, &writing) }
    var fresh: [Int] = []
    for (place, key) in keys.enumerated() {
      if file.contains(key.slot, key.strike) {
        writing.lineDuplicates += 1
      } else {
        file.insert(key.slot, key.strike)
        fresh.append(place)
      }
    }
    guard !fresh.isEmpty else { return }
    file.length += appends.add(path, offset: file.length) { bytes in
      for place in fresh { append(place, &bytes) }
    }
    writing.lines += fresh.count
    staged[path] = file
  }

  /// What is known of a file, looked at again when its length is not what it was left at.
  private func state(
    of path: String, _ date: CivilDate, _ writing: inout CycleWriting
  ) throws(MarketError) -> LineFile {
    var facts = stat()
    let exists = stat("\(folder)/\(path)", &facts) == 0
    if let known = lineFiles[path] {
      if known.length == (exists ? Int(facts.st_size) : 0) { return known }
      writing.changedFiles += 1
    }
    if !exists { writing.newLineFiles += 1 }
    return try LineFile(path: path, in: folder, date: date, zone: zone)
  }
}

/// Moments as lines tell them; that of the latest one is kept, since a cycle has one.
private struct StampText {
  private let zone: FixedZone
  private var stamp: RowStamp?
  private var text = ""

  init(_ zone: FixedZone) { self.zone = zone }

  mutating func of(_ stamp: RowStamp) -> String {
    if stamp != self.stamp {
      self.stamp = stamp
      text = WallClock.iso8601(stamp.instant(in: zone), fractionDigits: 0)
    }
    return text
  }
}
