import Base

/// Points of a database that are pruned with the files.
package protocol PointPruner {
  /// Deletes all points before a moment in nanoseconds since 1970.
  func deletePoints(before moment: Int64) throws(GovernanceError)
}

/// Carries out plans and takes them back.
package struct RetentionRun: Sendable {
  /// What was done.
  package struct Outcome: Equatable, Sendable {
    /// Files that went into quarantine, or came back.
    package internal(set) var files = 0
    /// Their bytes.
    package internal(set) var bytes = 0
    /// Files of earlier plans that were deleted for good.
    package internal(set) var purged = 0
    /// Whether points of the database were deleted.
    package internal(set) var isInfluxPruned = false
    /// Files that could not come back, and why.
    package internal(set) var left: [String] = []
    /// How many of those are not in quarantine, or damaged there; the others have another content in their place.
    package internal(set) var lost = 0
  }

  private let plan: RetentionPlan
  private let now: Int64

  /// A run of a plan at a moment in nanoseconds since 1970.
  package init(_ plan: RetentionPlan, now: Int64) {
    self.plan = plan
    self.now = now
  }

  private func batchFolder() throws(GovernanceError) -> String {
    "\(plan.policy.quarantineFolder(of: plan.root))/\(try plan.name())"
  }

  /// Moves the plan's files into quarantine, after a new scan said the same as the plan.
  ///
  /// A stale plan is `refused` and nothing is touched. Stopped half-way by a fault or a kill, files are in one place or in
  /// both, and the same plan applied again goes on. With `pruner`, points of the database go afterwards; then batches whose
  /// time is over. With `protectsToday`, what the exchange's present day holds is `refused`, although the plan was made without
  /// that protection: of scan and apply the stricter binds. O(files, and bytes of the candidates).
  package func apply(
    pruner: (any PointPruner)? = nil, protectsToday: Bool = true
  ) throws(GovernanceError) -> Outcome {
    if protectsToday { try refuseToday() }
    let folder = try batchFolder()
    var outcome = Outcome()
    let begun = try QuarantineBatch.read(folder: folder)
    if begun == nil { try refuseStale() }
    if plan.influxBefore != nil, pruner == nil {
      throw .refused(
        "the plan deletes points of InfluxDB and no server was named",
        hint: "give its address, or scan without prune_influx")
    }
    let batch = begun ?? QuarantineBatch(folder: folder, plan: plan, at: now)
    if begun == nil, !batch.items.isEmpty { try batch.begin() }
    for item in batch.items {
      if Folder.facts("\(plan.root)/\(item.path)") == nil, batch.content(of: item) != nil { continue }
      try batch.take(item, from: plan.root)
      outcome.files += 1
      outcome.bytes += item.bytes
    }
    if let before = plan.influxBefore, let pruner {
      try pruner.deletePoints(before: before)
      outcome.isInfluxPruned = true
    }
    outcome.purged = try purge()
    return outcome
  }

  /// Refuses a plan that lets content of the exchange's present day go, or of a later one.
  private func refuseToday() throws(GovernanceError) {
    let today = FixedZone.india.date(now)
    let hint = "scan again with protect_today, or set it to false for this apply, too"
    if let file = plan.files.first(where: { $0.contentDate >= today }) {
      throw .refused(
        "the plan takes \(plan.root)/\(file.path), whose content is of \(file.contentDate), and today is protected",
        hint: hint)
    }
    if let before = plan.influxBefore, before > FixedZone.india.instant(today, second: 0) {
      throw .refused(
        "the plan deletes points of InfluxDB before \(WallClock.iso8601(before)), and today is protected",
        hint: hint)
    }
  }

  /// Refuses a plan that a scan would not make now.
  private func refuseStale() throws(GovernanceError) {
    let hint = "scan again, look at the new plan and apply that"
    let age = now - plan.created
    guard age <= RetentionPlan.hours * 3_600_000_000_000, age >= 0 else {
      throw .refused("the plan is stale: it was made at \(WallClock.iso8601(plan.created))", hint: hint)
    }
    let fresh = try RetentionPlan.make(root: plan.root, policy: plan.policy, now: now, today: plan.today).plan
    if fresh.rootDigest == plan.rootDigest, fresh.files == plan.files { return }
    let difference =
      plan.files.first { !fresh.files.contains($0) } ?? fresh.files.first { !plan.files.contains($0) }
    throw .refused(
      "the plan is stale: \(difference.map { "\(plan.root)/\($0.path)" } ?? plan.root) is not as it was at the scan",
      hint: hint)
  }

  /// Deletes batches that waited long enough; the present one stays unless its time is none.
  private func purge() throws(GovernanceError) -> Int {
    let quarantine = plan.policy.quarantineFolder(of: plan.root)
    guard Folder.facts(quarantine) != nil else { return 0 }
    var purged = 0
    let entries = try GovernanceError.wrapping { () throws(SystemError) in try Folder.entries(quarantine) }
    for entry in entries where entry.kind == .folder {
      let folder = "\(quarantine)/\(entry.name)"
      guard let batch = try QuarantineBatch.read(folder: folder) else { continue }
      let days = FixedZone.india.date(now).daysSinceEpoch - FixedZone.india.date(batch.applied).daysSinceEpoch
      guard days >= plan.policy.quarantineDays else { continue }
      try GovernanceError.wrapping { () throws(SystemError) in try Folder.removeTree(folder) }
      purged += batch.items.count
    }
    return purged
  }

  /// Brings the plan's files back, each verified; the batch goes when all of them are back.
  ///
  /// A file whose place is taken by another content stays in quarantine, and so does one that is damaged; `left` names
  /// them. `refused` when there is nothing to bring back.
  package func undo() throws(GovernanceError) -> Outcome {
    let folder = try batchFolder()
    guard let batch = try QuarantineBatch.read(folder: folder) else {
      throw .refused(
        "nothing of this plan is in quarantine",
        hint:
          "it was never applied, was undone already, or waited longer than \(plan.policy.quarantineDays) days"
      )
    }
    var outcome = Outcome()
    for item in batch.items {
      let target = "\(plan.root)/\(item.path)"
      let present = try digest(target)
      if present == item.digest { continue }
      guard present == nil else {
        outcome.left.append("\(item.path): another content stands in its place")
        continue
      }
      guard let content = batch.content(of: item) else {
        outcome.left.append("\(item.path): not in quarantine, or damaged there")
        outcome.lost += 1
        continue
      }
      try GovernanceError.wrapping { () throws(SystemError) in try batch.restore(content, to: target) }
      outcome.files += 1
      outcome.bytes += item.bytes
    }
    if outcome.left.isEmpty {
      try GovernanceError.wrapping { () throws(SystemError) in try Folder.removeTree(folder) }
    }
    return outcome
  }

  /// The digest of a file, or nil when nothing stands there.
  private func digest(_ path: String) throws(GovernanceError) -> String? {
    guard Folder.facts(path) != nil else { return nil }
    return Digests.sha256Hex(
      try GovernanceError.wrapping { () throws(SystemError) in
        try FileBytes.read(path: path, limit: ContentDate.byteLimit)
      })
  }
}
