import Base

/// Looks through a folder and says what a policy lets go. Reads only; changes nothing.
package struct RetentionScan: Sendable {
  /// A file whose day is known.
  struct Dated: Sendable {
    let path: String
    let family: RetentionFamily
    let day: CivilDate
    let bytes: Int
    /// The series it belongs to, of which the newest days stay.
    let series: String
  }

  private let root: String
  private let policy: RetentionPolicy
  /// The exchange's present day, as the clock has it and as the caller says.
  private let today: CivilDate
  private let protectedFrom: CivilDate
  private let whitelist: [PathPattern]

  /// A scan of a folder.
  ///
  /// - Parameters:
  ///   - now: the present moment, in nanoseconds since 1970.
  ///   - today: another day to count ages from, for data of another time. It never takes protection from the present day.
  package init(root: String, policy: RetentionPolicy, now: Int64, today: CivilDate? = nil) {
    self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
    self.policy = policy
    let present = FixedZone.india.date(now)
    self.today = today ?? present
    protectedFrom = min(present, self.today)
    whitelist = policy.whitelist.map(PathPattern.init)
  }

  /// The day before which content is old.
  var cutoff: CivilDate { today.adding(days: -policy.maxAgeDays) }

  /// What may go, each file with its digest, and counts of what stays and why. O(files, and bytes of those that are old).
  package func run() throws(GovernanceError) -> (
    files: [RetentionPlan.File], numbers: RetentionNumbers, rootDigest: String
  ) {
    var numbers = RetentionNumbers()
    var dated: [Dated] = []
    try walk("", into: &dated, &numbers)
    let kept = newestDays(of: dated)
    var files: [RetentionPlan.File] = []
    var old: [String] = []
    for file in dated {
      numbers.oldestAgeDays = max(numbers.oldestAgeDays, age(file.day))
      if isRecent(file.day) {
        numbers.keep(file.day >= protectedFrom ? .today : .recent)
        continue
      }
      old.append("\(file.path)\0\(file.bytes)\0\(file.day)\n")
      if whitelist.contains(where: { $0.matches(file.path) }) {
        numbers.keep(.whitelist)
      } else if kept[file.series]?.contains(file.day) ?? false {
        numbers.keep(.minimum)
      } else if !policy.families.contains(file.family) {
        numbers.keep(.family)
      } else {
        files.append(try candidate(file))
        numbers.candidates += 1
        numbers.candidateBytes += file.bytes
      }
    }
    return (files, numbers, Digests.sha256Hex(old.flatMap { Array($0.utf8) }))
  }

  private func age(_ day: CivilDate) -> Int { Int(today.daysSinceEpoch) - Int(day.daysSinceEpoch) }

  private func isRecent(_ day: CivilDate) -> Bool {
    age(day) <= policy.maxAgeDays || (policy.protectsToday && day >= protectedFrom)
  }

  /// The newest days of every series that stay whatever their age.
  private func newestDays(of files: [Dated]) -> [String: Set<CivilDate>] {
    var days: [String: Set<CivilDate>] = [:]
    for file in files { days[file.series, default: []].insert(file.day) }
    return days.mapValues { Set($0.sorted(by: >).prefix(policy.minKeep)) }
  }

  private func candidate(_ file: Dated) throws(GovernanceError) -> RetentionPlan.File {
    let bytes = try read(file.path)
    return RetentionPlan.File(
      path: file.path, reason: "\(age(file.day)) days old, more than \(policy.maxAgeDays)",
      contentDate: file.day, bytes: bytes.count, digest: Digests.sha256Hex(bytes))
  }

  private func read(_ path: String) throws(GovernanceError) -> [UInt8] {
    try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: "\(root)/\(path)", limit: ContentDate.byteLimit)
    }
  }

  /// Takes every file below a folder. Names that begin with a dot and links are passed over.
  private func walk(
    _ folder: String, into dated: inout [Dated], _ numbers: inout RetentionNumbers
  ) throws(GovernanceError) {
    let entries = try GovernanceError.wrapping { () throws(SystemError) in
      try Folder.entries(folder.isEmpty ? root : "\(root)/\(folder)")
    }
    // The generations of a panel store are its own business.
    if entries.contains(where: { PanelSchema.generation(ofFolder: $0.name) != nil }) { return }
    for entry in entries where !entry.name.hasPrefix(".") {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      if "\(root)/\(path)" == policy.quarantineFolder(of: root) { continue }
      switch entry.kind {
      case .folder: try walk(path, into: &dated, &numbers)
      case .other: numbers.keep(.stranger)
      case .file: try take(path, entry, into: &dated, &numbers)
      }
    }
  }

  private func take(
    _ path: String, _ entry: Folder.Entry, into dated: inout [Dated], _ numbers: inout RetentionNumbers
  ) throws(GovernanceError) {
    numbers.files += 1
    numbers.bytes += entry.bytes
    guard let family = Self.family(of: path) else { return numbers.keep(.stranger) }
    let named = ContentDate.day(inName: entry.name)
    // What the name says is recent stays whatever stands in it; only the rest is read.
    if let named, isRecent(named) {
      dated.append(
        Dated(
          path: path, family: family, day: named, bytes: entry.bytes, series: Self.series(of: path, family)))
      return
    }
    if family.tellsItsDays, entry.bytes > ContentDate.byteLimit { return numbers.keep(.unreadable) }
    var content = family.tellsItsDays ? try read(path) : []
    if family.tellsItsDays, entry.name.hasSuffix(".gz") {
      guard let plain = GzipFile.decompress(content, limit: ContentDate.byteLimit) else {
        return numbers.keep(.unreadable)
      }
      content = plain
    }
    switch ContentDate.of(name: entry.name, content, family) {
    case .day(let day):
      dated.append(
        Dated(path: path, family: family, day: day, bytes: entry.bytes, series: Self.series(of: path, family))
      )
    case .undated: numbers.keep(.undated)
    case .unreadable: numbers.keep(.unreadable)
    }
  }

  /// The kind of a file by its place and name; nil for kinds that retention leaves alone.
  static func family(of path: String) -> RetentionFamily? {
    let parts = path.split(separator: "/")
    if parts.dropLast().contains("jobs") { return .jobs }
    let name = parts.last ?? ""
    let plain = name.hasSuffix(".gz") ? name.dropLast(3) : name
    if plain.hasSuffix(".csv") { return .csv }
    if plain.hasSuffix(".ndjson") || plain.hasSuffix(".jsonl") { return .ndjson }
    if plain.hasSuffix(".snap") { return .snapshots }
    return plain.hasSuffix(".json") && parts.dropLast().contains("panels") ? .panels : nil
  }

  /// The series a file belongs to: an index for rows of options and for overviews, else its folder.
  static func series(of path: String, _ family: RetentionFamily) -> String {
    let parts = path.split(separator: "/")
    let prefix = "\(family.rawValue) "
    if family == .csv, parts.count == 4 { return prefix + parts[0] }
    if family == .ndjson, parts.count == 4, parts[0] == "ndjson" { return prefix + parts[1] }
    return prefix + parts.dropLast().joined(separator: "/")
  }
}
