import Base
import TestSupport
import Testing

@testable import Governance

@Suite struct RetentionRunTests {
  private func fixture() throws -> RetentionFixture {
    let fixture = try RetentionFixture()
    for day in ["2026-09-01", "2026-09-02", "2026-11-19", "2026-11-20"] { try fixture.day(CivilDate(day)!) }
    try fixture.write("logs/e-2026-01-02.ndjson", "{\"ts\":\"2026-01-02T10:00:00Z\"}\n")
    return fixture
  }

  private func run(_ plan: RetentionPlan, _ fixture: RetentionFixture) -> RetentionRun {
    RetentionRun(plan, now: fixture.now)
  }

  @Test(arguments: [true, false]) func undoBringsBackEveryByte(compresses: Bool) throws {
    let fixture = try fixture()
    fixture.policy.compresses = compresses
    let before = try fixture.content()
    let (plan, numbers) = try fixture.scan()
    let outcome = try run(plan, fixture).apply()
    #expect(outcome.files == 3 && outcome.bytes == numbers.candidateBytes && outcome.purged == 0)
    let after = try fixture.content()
    #expect(after.count == 2 && after.allSatisfy { before[$0.key] == $0.value })
    #expect(Folder.facts(fixture.root + "/logs") == nil)
    let waiting = "\(fixture.root)/.quarantine/\(try plan.name())/files/logs/e-2026-01-02.ndjson"
    #expect(Folder.facts(waiting + (compresses ? ".gz" : "")) != nil)
    // Applied twice it changes nothing; undone it is as before; undone twice it says so.
    #expect(try run(plan, fixture).apply().files == 0)
    #expect(try run(plan, fixture).undo().files == 3)
    #expect(try fixture.content() == before)
    #expect(try Folder.entries(fixture.root + "/.quarantine").isEmpty)
    #expect(throws: GovernanceError.self) { try run(plan, fixture).undo() }
  }

  @Test func staleAndEditedPlansAreRefusedAndTouchNothing() throws {
    let changes: [(String, (RetentionFixture) throws -> Void)] = [
      ("a changed file", { try $0.rows("NIFTY/2026-12-24/24500/2026-09-01.csv", "01-09-2026 10:00:00") }),
      (
        "a row of today in it",
        { try $0.rows("NIFTY/2026-12-24/24500/2026-09-01.csv", "20-11-2026 10:00:00") }
      ),
      ("a file gone", { try Folder.removeFile("\($0.root)/NIFTY/2026-12-24/24500/2026-09-02.csv") }),
      ("another old file", { try $0.day(CivilDate("2026-09-03")!) }),
      ("a day later", { $0.now += 25 * 3_600_000_000_000 }),
      ("a plan from the future", { $0.now -= 3_600_000_000_000 }),
    ]
    for (name, change) in changes {
      let fixture = try fixture()
      let plan = try fixture.scan().plan
      try change(fixture)
      let before = try fixture.content()
      do throws(GovernanceError) {
        _ = try run(plan, fixture).apply()
        Issue.record("\(name) was not noticed")
      } catch {
        guard case .refused(let detail, _) = error else {
          Issue.record("\(name): \(error)")
          continue
        }
        #expect(detail.contains("stale"), "\(name): \(detail)")
      }
      #expect(try fixture.content() == before, "\(name)")
    }
    // Today's collection goes on meanwhile: that makes no plan stale.
    let fixture = try fixture()
    let plan = try fixture.scan().plan
    try fixture.day(RetentionFixture.today, "NIFTY/2026-12-24/24700")
    #expect(try run(plan, fixture).apply().files == 3)
  }

  /// A plan that was made without the protection meets it at the apply; of the two the stricter binds.
  @Test func todayIsProtectedAtTheApplyToo() throws {
    let fixture = try fixture()
    fixture.policy.protectsToday = false
    fixture.policy.maxAgeDays = 0
    // Ages count from a later day: then today is old, too.
    let plan = try fixture.scan(today: CivilDate("2026-11-22")!).plan
    #expect(plan.files.contains { $0.contentDate == RetentionFixture.today })
    let before = try fixture.content()
    do throws(GovernanceError) {
      _ = try run(plan, fixture).apply(protectsToday: true)
      Issue.record("today's file went")
    } catch {
      guard case .refused(let detail, let hint) = error else { throw error }
      #expect(detail.contains("2026-11-20.csv") && detail.contains("protected"), "\(detail)")
      #expect(hint?.contains("protect_today") == true)
    }
    #expect(try fixture.content() == before)
    #expect(try run(plan, fixture).apply(protectsToday: false).files == before.count)
    // Points of the database that are of today, without any file.
    let bare = try RetentionFixture()
    bare.policy = fixture.policy
    bare.policy.prunesInflux = true
    let points = try bare.scan(today: CivilDate("2026-11-22")!).plan
    #expect(points.files.isEmpty && points.influxBefore != nil)
    #expect(throws: GovernanceError.self) { try run(points, bare).apply(pruner: NoPoints()) }
  }

  private struct NoPoints: PointPruner {
    func deletePoints(before moment: Int64) throws(GovernanceError) {
      Issue.record("points of today were deleted")
    }
  }

  /// Every byte of a plan changed in turn: none of them is taken.
  @Test func noByteOfAPlanCanBeEdited() throws {
    let fixture = try RetentionFixture()
    try fixture.day(CivilDate("2026-09-01")!)
    let plan = try fixture.scan().plan
    let path = fixture.folder.file("plan.json")
    let bytes = try plan.render()
    try AtomicFileWriter.replace(path: path, with: bytes)
    #expect(try RetentionPlan.read(path: path) == plan)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 7)
      try FileBytes.rewrite(path, changed)
      #expect(throws: GovernanceError.self, "byte \(place)") { try RetentionPlan.read(path: path) }
    }
    // One made anew by hand, digest and all, still meets the scan: protected files do not go.
    try fixture.day(RetentionFixture.today)
    let today = "NIFTY/2026-12-24/24500/2026-11-20.csv"
    let content = try FileBytes.read(path: "\(fixture.root)/\(today)", limit: 1 << 20)
    let forged = RetentionPlan(
      created: plan.created, root: plan.root, today: plan.today, policy: plan.policy,
      rootDigest: plan.rootDigest,
      influxBefore: nil,
      files: plan.files + [
        .init(
          path: today, reason: "old", contentDate: plan.today, bytes: content.count,
          digest: Digests.sha256Hex(content))
      ])
    #expect(throws: GovernanceError.self) { try run(forged, fixture).apply() }
    #expect(Folder.facts("\(fixture.root)/\(today)") != nil)
    for path in ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a"] {
      #expect(!RetentionPlan.isInside(path))
    }
  }

  /// A writer killed after any number of files: every file is whole in one place, and the plan goes on.
  @Test func anInterruptedApplyGoesOn() throws {
    let fixture = try fixture()
    let before = try fixture.content()
    let plan = try fixture.scan().plan
    let batch = QuarantineBatch(
      folder: "\(fixture.root)/.quarantine/\(try plan.name())", plan: plan, at: fixture.now)
    try batch.begin()
    try batch.take(batch.items[0], from: fixture.root)
    // The second one was written and not yet removed.
    let second = "\(fixture.root)/\(batch.items[1].path)"
    let bytes = try FileBytes.read(path: second, limit: 1 << 20)
    try batch.take(batch.items[1], from: fixture.root)
    try Folder.create(QuarantineBatch.parent(second))
    try AtomicFileWriter.replace(path: second, with: bytes)
    let outcome = try run(plan, fixture).apply()
    #expect(try outcome.files == 2 && fixture.content().count == 2)
    #expect(try run(plan, fixture).undo().left.isEmpty)
    #expect(try fixture.content() == before)
  }

  @Test func whatCannotComeBackStaysInQuarantine() throws {
    let fixture = try fixture()
    let plan = try fixture.scan().plan
    _ = try run(plan, fixture).apply()
    let taken = plan.files[0].path
    try fixture.write(taken, "new")
    let waiting = "\(fixture.root)/.quarantine/\(try plan.name())/files/\(plan.files[1].path).gz"
    var damaged = try FileBytes.read(path: waiting, limit: 1 << 20)
    damaged[damaged.count / 2] ^= 1
    try FileBytes.rewrite(waiting, damaged)
    let outcome = try run(plan, fixture).undo()
    #expect(outcome.files == 1 && outcome.left.count == 2)
    #expect(outcome.left[0] == "\(taken): another content stands in its place")
    #expect(outcome.left[1].contains("damaged"))
    // The way is free again: the first comes back.
    try Folder.removeFile("\(fixture.root)/\(taken)")
    #expect(try run(plan, fixture).undo().left.count == 1)
    #expect(
      Digests.sha256Hex(try FileBytes.read(path: "\(fixture.root)/\(taken)", limit: 1 << 20))
        == plan.files[0].digest)
  }

  @Test func batchesThatWaitedLongEnoughAreDeleted() throws {
    let fixture = try fixture()
    let first = try fixture.scan().plan
    _ = try run(first, fixture).apply()
    fixture.now += 7 * 86_400_000_000_000
    try fixture.day(CivilDate("2026-09-05")!)
    let second = try fixture.scan().plan
    let outcome = try run(second, fixture).apply()
    #expect(outcome.files == 1 && outcome.purged == 3)
    #expect(throws: GovernanceError.self) { try run(first, fixture).undo() }
    #expect(try run(second, fixture).undo().files == 1)
  }

  private final class Pruner: PointPruner, @unchecked Sendable {
    var moments: [Int64] = []
    var fails = false
    func deletePoints(before moment: Int64) throws(GovernanceError) {
      if fails { throw .refused("down") }
      moments.append(moment)
    }
  }

  @Test func pointsOfTheDatabaseGoWithTheFiles() throws {
    let fixture = try fixture()
    fixture.policy.prunesInflux = true
    let plan = try fixture.scan().plan
    #expect(plan.influxBefore == FixedZone.india.instant(CivilDate("2026-10-21")!, second: 0))
    #expect(throws: GovernanceError.self) { try run(plan, fixture).apply() }
    let pruner = Pruner()
    pruner.fails = true
    #expect(throws: GovernanceError.self) { try run(plan, fixture).apply(pruner: pruner) }
    pruner.fails = false
    #expect(try run(plan, fixture).apply(pruner: pruner).isInfluxPruned)
    #expect(pruner.moments == [try #require(plan.influxBefore)])
  }

  /// Random folders and policies: never the present day, never below the minimum, and undo restores every byte.
  @Test func randomFoldersKeepWhatTheyMust() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed: seed)
    for round in 0..<8 {
      let fixture = try RetentionFixture()
      fixture.policy.maxAgeDays = Int(random.below(60))
      fixture.policy.minKeep = Int(random.below(5))
      fixture.policy.compresses = random.below(2) == 0
      fixture.policy.protectsToday = true
      var days: [String: Set<CivilDate>] = [:]
      for _ in 0..<(5 + Int(random.below(25))) {
        let index = ["NIFTY", "SENSEX"][Int(random.below(2))]
        let name = RetentionFixture.today.adding(days: -Int(random.below(90)))
        // The rows may be newer than the name says.
        let content = random.below(5) == 0 ? name.adding(days: Int(random.below(90))) : name
        let path = "\(index)/2026-12-24/\(24_000 + 50 * random.below(3))/\(name).csv"
        if Folder.facts("\(fixture.root)/\(path)") != nil { continue }
        let (year, month, day) = content.parts
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        try fixture.rows(path, "\(two(day))-\(two(month))-\(year) 10:00:00")
        // Rows are not looked at where the name is recent already.
        let age = RetentionFixture.today.daysSinceEpoch - name.daysSinceEpoch
        days[index, default: []].insert(age <= fixture.policy.maxAgeDays ? name : max(name, content))
      }
      let before = try fixture.content()
      let plan = try fixture.scan().plan
      for file in plan.files {
        #expect(file.contentDate < RetentionFixture.today, "seed \(seed) round \(round): \(file)")
      }
      _ = try run(plan, fixture).apply()
      let left = try fixture.content()
      for (index, all) in days {
        let gone = Set(plan.files.filter { $0.path.hasPrefix(index) }.map(\.contentDate))
        let newest = all.sorted(by: >).prefix(fixture.policy.minKeep)
        #expect(gone.isDisjoint(with: newest), "seed \(seed) round \(round)")
        let remaining = Set(left.keys.filter { $0.hasPrefix(index) })
        #expect(remaining.count >= min(fixture.policy.minKeep, all.count), "seed \(seed) round \(round)")
      }
      #expect(before.count == left.count + plan.files.count, "seed \(seed) round \(round)")
      if !plan.files.isEmpty { _ = try run(plan, fixture).undo() }
      #expect(try fixture.content() == before, "seed \(seed) round \(round)")
    }
  }

  @Test func gzipReadsBackAndKnowsDamage() throws {
    var random = SeededRandom(seed: 4)
    for count in [0, 1, 17, 5000, 300_000] {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.below(7)) }
      let packed = try #require(GzipFile.compress(bytes))
      #expect(GzipFile.decompress(packed, limit: count) == bytes)
      #expect(count == 0 || GzipFile.decompress(packed, limit: count - 1) == nil)
      #expect(GzipFile.decompress(packed + [0], limit: count) == nil)
      #expect(GzipFile.decompress(Array(packed.dropLast()), limit: count) == nil)
      for place in stride(from: 10, to: packed.count, by: max(1, packed.count / 40)) {
        var damaged = packed
        damaged[place] ^= 1
        #expect(GzipFile.decompress(damaged, limit: count + 64) == nil, "byte \(place) of \(count)")
      }
    }
  }
}

extension FileBytes {
  /// Writes over a file where it stands, which costs no sync.
  static func rewrite(_ path: String, _ bytes: [UInt8]) throws {
    try Folder.removeFile(path)
    try create(path: path, bytes, sync: false)
  }
}
