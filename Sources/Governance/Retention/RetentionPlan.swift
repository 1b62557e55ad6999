import Base
import Documents

/// What a scan would let go, as a file that people read before anything happens.
///
/// It carries the policy it was made with and a digest of itself, so that an edited plan is not taken.
package struct RetentionPlan: Equatable, Sendable {
  /// The schema of its file.
  package static let schema = "g6.retention.plan.v1"
  /// Hours after which a plan is stale.
  package static let hours: Int64 = 24
  private static let fileLimit = 256 << 20

  /// A file that may go.
  package struct File: Equatable, Sendable {
    /// Its path from the root.
    package let path: String
    /// Why it may go.
    package let reason: String
    /// The day of its content in exchange time.
    package let contentDate: CivilDate
    /// Its length.
    package let bytes: Int
    /// The SHA-256 of its content.
    package let digest: String
  }

  /// When it was made, in nanoseconds since 1970.
  package let created: Int64
  /// The folder it speaks of.
  package let root: String
  /// The day ages were counted from.
  package let today: CivilDate
  /// The policy it was made with.
  package let policy: RetentionPolicy
  /// The SHA-256 of paths, lengths and days of all content that is old, whether it may go or not.
  package let rootDigest: String
  /// The moment before which points of InfluxDB go; nil when they stay.
  package let influxBefore: Int64?
  /// What may go, in the order of the scan.
  package let files: [File]

  /// Scans a folder and makes a plan. Fails with `system` when something cannot be read.
  package static func make(
    root: String, policy: RetentionPolicy, now: Int64, today: CivilDate? = nil
  ) throws(GovernanceError) -> (plan: RetentionPlan, numbers: RetentionNumbers) {
    let root = try GovernanceError.wrapping { () throws(SystemError) in try Folder.absolute(root) }
    let scan = RetentionScan(root: root, policy: policy, now: now, today: today)
    let (files, numbers, digest) = try scan.run()
    let plan = RetentionPlan(
      created: now / 1_000_000 * 1_000_000, root: root, today: today ?? FixedZone.india.date(now),
      policy: policy,
      rootDigest: digest,
      influxBefore: policy.prunesInflux ? FixedZone.india.instant(scan.cutoff, second: 0) : nil, files: files)
    return (plan, numbers)
  }

  /// Names it, and the folder its files wait in: the first 16 digits of its digest.
  package func name() throws(GovernanceError) -> String { String(try digest().prefix(16)) }

  private func digest() throws(GovernanceError) -> String {
    Digests.sha256Hex(try CanonicalJSON.render(.object(try members())))
  }

  /// The text of its file.
  package func render() throws(GovernanceError) -> [UInt8] {
    let members = try members() + [("plan_digest", DocumentValue.text(try digest()))]
    var json = JSONWriter(pretty: true)
    DocumentValue.object(members).render(into: &json)
    return json.bytes + [10]
  }

  private func members() throws(GovernanceError) -> [(String, DocumentValue)] {
    [
      ("schema", .text(Self.schema)), ("created", .text(WallClock.iso8601(created))), ("root", .text(root)),
      ("today", .text(today.description)), ("root_digest", .text(rootDigest)),
      (
        "policy",
        .object([
          "max_age_days": .whole(policy.maxAgeDays), "protect_today": .truth(policy.protectsToday),
          "min_keep": .whole(policy.minKeep),
          "prune": .list(policy.families.map(\.rawValue).sorted().map { .text($0) }),
          "prune_influx": .truth(policy.prunesInflux), "whitelist": .list(policy.whitelist.map { .text($0) }),
          "quarantine": .text(policy.quarantine), "quarantine_days": .whole(policy.quarantineDays),
          "compress": .truth(policy.compresses),
        ])
      ),
      ("influx_before", .text(influxBefore.map { WallClock.iso8601($0) })),
      (
        "files",
        .list(
          files.map {
            .object([
              "path": .text($0.path), "reason": .text($0.reason),
              "content_date": .text($0.contentDate.description),
              "bytes": .whole($0.bytes), "digest": .text($0.digest),
            ])
          })
      ),
    ]
  }

  /// Reads a plan's file. One that is not as it was written is `refused`.
  package static func read(path: String) throws(GovernanceError) -> RetentionPlan {
    let bytes = try GovernanceError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: fileLimit)
    }
    let value = try GovernanceError.reading { () throws(DocumentError) in try JSON.parse(bytes, file: path) }
    guard let table = value.table, table["schema"]?.string == schema else {
      throw .badInput("\(path): not a plan of \(schema)", hint: "g6 retention scan --plan-out writes one")
    }
    let edited = GovernanceError.refused(
      "\(path): the plan is not as the scan wrote it", hint: "scan again; a plan is not edited")
    guard let plan = plan(table), try plan.digest() == table["plan_digest"]?.string,
      try plan.render() == bytes
    else {
      throw edited
    }
    return plan
  }

  private static func plan(_ table: DocumentTable) -> RetentionPlan? {
    guard let created = table["created"]?.string.flatMap({ WallClock.nanoseconds(iso8601: $0) }),
      let root = table["root"]?.string, let today = table["today"]?.string.flatMap({ CivilDate($0) }),
      let digest = table["root_digest"]?.string, let rules = table["policy"]?.table,
      let policy = policy(rules),
      let list = table["files"]?.array
    else { return nil }
    let files = list.compactMap(file)
    guard files.count == list.count else { return nil }
    return RetentionPlan(
      created: created, root: root, today: today, policy: policy, rootDigest: digest,
      influxBefore: table["influx_before"]?.string.flatMap { WallClock.nanoseconds(iso8601: $0) },
      files: files)
  }

  private static func policy(_ table: DocumentTable) -> RetentionPolicy? {
    guard let age = table["max_age_days"]?.integer, let today = table["protect_today"]?.bool,
      let keep = table["min_keep"]?.integer, let prune = table["prune"]?.array,
      let influx = table["prune_influx"]?.bool, let whitelist = table["whitelist"]?.array,
      let quarantine = table["quarantine"]?.string, let days = table["quarantine_days"]?.integer,
      let compress = table["compress"]?.bool
    else { return nil }
    var policy = RetentionPolicy()
    policy.maxAgeDays = Int(age)
    policy.protectsToday = today
    policy.minKeep = Int(keep)
    policy.families = Set(prune.compactMap { $0.string.flatMap(RetentionFamily.init) })
    policy.prunesInflux = influx
    policy.whitelist = whitelist.compactMap(\.string)
    policy.quarantine = quarantine
    policy.quarantineDays = Int(days)
    policy.compresses = compress
    return policy
  }

  private static func file(_ value: DocumentValue) -> File? {
    guard let table = value.table, let path = table["path"]?.string, let reason = table["reason"]?.string,
      let date = table["content_date"]?.string.flatMap({ CivilDate($0) }),
      let bytes = table["bytes"]?.integer,
      let digest = table["digest"]?.string, isInside(path)
    else { return nil }
    return File(path: path, reason: reason, contentDate: date, bytes: Int(bytes), digest: digest)
  }

  /// Whether a path stays below the root it is named from.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty
      && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !["", ".", ".."].contains($0)
      }
  }
}
