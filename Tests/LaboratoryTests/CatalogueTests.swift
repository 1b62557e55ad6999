import Base
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Laboratory

@Suite struct CatalogueTests {
  private func trouble<R>(_ body: () throws -> R) -> CatalogueTrouble? {
    do {
      _ = try body()
      return nil
    } catch LaboratoryError.catalogue(_, let trouble) {
      return trouble
    } catch {
      Issue.record("\(error)")
      return nil
    }
  }

  private func sample(_ index: Int, suite: String = "suite") -> CatalogueRun {
    SampleBatch.run(
      [
        SampleBatch.outcome(
          "a |'; DROP TABLE run", rates: SampleBatch.rates(1e6 + Double(index), seed: index)),
        SampleBatch.outcome("böse \u{1F600}", rates: [], command: "profile", exit: 5),
      ], suite: suite, startedAt: 1_700_000_000_000_000_000 + Int64(index) * 1_000_000_000)
  }

  @Test func whatIsEnteredIsReadAgain() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("new/folder/catalogue.db")
    let catalogue = try Catalogue(path: path, for: .writing)
    #expect(try catalogue.runs(limit: 10).isEmpty && catalogue.baselines().isEmpty)
    for index in 1...4 {
      let suite = index == 3 ? "other" : "suite"
      #expect(try catalogue.enter(sample(index, suite: suite)) == Int64(index))
    }
    // Another program sees it.
    let reader = try Catalogue(path: path, for: .reading)
    var expected = sample(2)
    expected.number = 2
    #expect(try reader.run("2") == expected)
    #expect(try reader.runs(limit: 10).map(\.number) == [4, 3, 2, 1])
    #expect(try reader.runs(suite: "suite", before: 4, limit: 1).map(\.number) == [2])
    #expect(try reader.run("previous", suite: "other").number == 3)
    #expect(try reader.history(suite: "suite", limit: 2).map(\.number) == [2, 4])
    #expect(try reader.history(suite: "suite", limit: 9).map { $0.jobs.count } == [2, 2, 2])
    #expect(try reader.run("4").job(named: "a |'; DROP TABLE run")?.samples["ops_per_second"]?.count == 10)

    try catalogue.setBaseline("main", to: 1)
    try catalogue.setBaseline("v1.0", to: 1)
    try catalogue.setBaseline("main", to: 2)
    #expect(try reader.run("main").number == 2 && reader.run("v1.0").baselines == ["v1.0"])
    try catalogue.removeBaseline("v1.0")
    #expect(try reader.baselines() == [Catalogue.Baseline(name: "main", run: 2)])
    #expect(trouble { try reader.run("v1.0") } == .unknownRun("v1.0"))
    #expect(trouble { try reader.run("77") } == .unknownRun("77"))
    #expect(trouble { try catalogue.removeBaseline("v1.0") } == .unknownRun("v1.0"))
    #expect(trouble { try catalogue.setBaseline("x", to: 77) } == .unknownRun("77"))
    for name in ["", "17", "previous", "a b", "é", "'", String(repeating: "x", count: 101)] {
      #expect(trouble { try catalogue.setBaseline(name, to: 1) } == .badName(name))
    }
  }

  @Test func theOldestGoAndBaselinesStay() throws {
    let folder = try TemporaryFolder()
    let catalogue = try Catalogue(path: folder.file("c.db"), for: .writing)
    for index in 1...3 { _ = try catalogue.enter(sample(index)) }
    try catalogue.setBaseline("main", to: 1)
    for index in 4...6 { _ = try catalogue.enter(sample(index), keeping: 3) }
    #expect(try catalogue.runs(limit: 10).map(\.number) == [6, 5, 4, 1])
    #expect(try catalogue.prune(keeping: 1) == 2)
    #expect(try catalogue.runs(limit: 10).map(\.number) == [6, 1])
    #expect(try catalogue.prune(keeping: 1) == 0)
    #expect(try catalogue.enter(sample(7)) == 7, "a number is never given twice")
    let jobs = try catalogue.database.query("SELECT count(*) FROM job") { $0.integer(0) }
    let samples = try catalogue.database.query("SELECT count(*) FROM sample") { $0.integer(0) }
    #expect(jobs == [6] && samples == [150], "nothing is left of what went")
  }

  @Test func whatIsNoCatalogueIsRefusedAndLeftAlone() throws {
    let folder = try TemporaryFolder()
    for purpose in [Catalogue.Purpose.reading, .writing] {
      let text = try folder.write("notes.txt", String(repeating: "these are notes\n", count: 100))
      #expect(trouble { try Catalogue(path: text, for: purpose) } == .foreign)
      #expect(try folder.read("notes.txt").hasPrefix("these are notes"))

      let foreign = folder.file("foreign.db")
      if purpose == .reading {
        try Database(path: foreign, creates: true, patience: 0).run(
          "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)")
      }
      let before = try Data(contentsOf: URL(fileURLWithPath: foreign))
      #expect(trouble { try Catalogue(path: foreign, for: purpose) } == .foreign)
      #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)) == before)

      let newer = folder.file("newer.db")
      _ = try Catalogue(path: newer, for: .writing)
      try Database(path: newer, creates: false, patience: 0).run("PRAGMA user_version = 2")
      #expect(trouble { try Catalogue(path: newer, for: purpose) } == .newer(version: 2))
      try Database(path: newer, creates: false, patience: 0).run("PRAGMA user_version = 1")

      if case .other = trouble({ try Catalogue(path: folder.path, for: purpose) }) {
      } else {
        Issue.record("a folder is no catalogue")
      }
      if case .other = trouble({ try Catalogue(path: text + "/c.db", for: purpose) }) {
      } else {
        Issue.record("no catalogue below a file")
      }
    }
    #expect(trouble { try Catalogue(path: folder.file("none.db"), for: .reading) } == .missing)
    try folder.write("empty.db", "")
    #expect(trouble { try Catalogue(path: folder.file("empty.db"), for: .reading) } == .foreign)
    #expect(try folder.names() == ["empty.db", "foreign.db", "newer.db", "notes.txt"])
  }

  /// Damage of any kind is told or does no harm; it never ends the program.
  @Test func damageIsTold() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.db")
    do {
      let catalogue = try Catalogue(path: path, for: .writing)
      for index in 1...12 { _ = try catalogue.enter(sample(index)) }
    }
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var told = 0
    for seed in 0..<120 {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = whole
      if seed % 4 == 0 { bytes.removeLast(Int(random.below(UInt64(bytes.count - 1))) + 1) }
      if seed % 4 != 0 {
        let start = Int(random.below(UInt64(bytes.count)))
        for place in start..<min(start + 64, bytes.count) { bytes[place] = UInt8(random.below(256)) }
      }
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do {
        let catalogue = try Catalogue(path: path, for: .writing)
        _ = try catalogue.history(suite: "suite", limit: 30)
        _ = try catalogue.enter(sample(99))
      } catch LaboratoryError.catalogue(_, let trouble) {
        told += 1
        #expect(!trouble.words.isEmpty, "seed \(seed)")
      } catch {
        Issue.record("seed \(seed): \(error)")
      }
    }
    #expect(told > 40, "\(told) of 120")
    // Cut at half: never believed.
    try Data(whole.prefix(whole.count / 2)).write(to: URL(fileURLWithPath: path))
    if case .corrupt = trouble({ try Catalogue(path: path, for: .writing) }) {
    } else {
      Issue.record("half a catalogue is damaged")
    }
  }

  /// What a crash leaves in the middle of an entry is undone by whoever opens the catalogue next.
  @Test func aTornEntryIsUndone() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.db")
    let catalogue = try Catalogue(path: path, for: .writing)
    for index in 1...5 { _ = try catalogue.enter(sample(index)) }
    // So little memory that pages go into the file before the end.
    try catalogue.database.run("PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM job; DELETE FROM run")
    for name in ["c.db", "c.db-journal"] {
      try FileManager.default.copyItem(atPath: folder.file(name), toPath: folder.file("torn-" + name))
    }
    try catalogue.database.run("ROLLBACK")
    try FileManager.default.moveItem(
      atPath: folder.file("torn-c.db-journal"), toPath: folder.file("torn-c.db-journal.kept"))
    // Without its journal the copy is not what it was: the pages had gone out.
    let torn = try Database(path: folder.file("torn-c.db"), creates: false, patience: 0)
    let left = try? torn.query("SELECT count(*) FROM sample") { $0.integer(0) }
    #expect(left != [250])
    try FileManager.default.moveItem(
      atPath: folder.file("torn-c.db-journal.kept"), toPath: folder.file("torn-c.db-journal"))
    let again = try Catalogue(path: folder.file("torn-c.db"), for: .reading)
    #expect(try again.history(suite: "suite", limit: 9) == catalogue.history(suite: "suite", limit: 9))
  }

  @Test func writersTakeTurns() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.db")
    let failures = Mutex<[String]>([])
    // All of them make it at once, too.
    DispatchQueue.concurrentPerform(iterations: 6) { writer in
      do {
        for index in 0..<8 {
          let catalogue = try Catalogue(path: path, for: .writing)
          _ = try catalogue.enter(sample(writer * 100 + index))
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let runs = try Catalogue(path: path, for: .reading).history(suite: "suite", limit: 100)
    #expect(runs.map(\.number) == Array(1...48) && runs.allSatisfy { $0.jobs.count == 2 })
    #expect(Set(runs.map(\.startedAt)).count == 48)
  }

  @Test func aFullDiskLosesNothing() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("c.db")
      let catalogue = try Catalogue(path: path, for: .writing)
      let run = SampleBatch.run([SampleBatch.outcome("a", rates: SampleBatch.rates(1e6, count: 400))])
      _ = try catalogue.enter(run)
      let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
      let failure = withFileSizeLimit(UInt(size)) { () -> String in
        do {
          _ = try catalogue.enter(run)
          return "entered"
        } catch {
          return "\(error)"
        }
      }
      let runs = try Catalogue(path: path, for: .reading).runs(limit: 9).map(\.number)
      if failure == "entered" || failure.isEmpty || runs != [1] { exit(1) }
    }
  }

  @Test func aCatalogueHasABound() throws {
    let folder = try TemporaryFolder()
    let catalogue = try Catalogue(path: folder.file("c.db"), for: .writing)
    try catalogue.database.run("PRAGMA max_page_count = 20")
    let run = SampleBatch.run([SampleBatch.outcome("a", rates: SampleBatch.rates(1e6, count: 5000))])
    #expect(trouble { try catalogue.enter(run) } == .full)
    #expect(try catalogue.runs(limit: 9).isEmpty)
  }
}
