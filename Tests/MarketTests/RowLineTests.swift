import Base
import Foundation
import Governance
import TestSupport
import Testing

@testable import Market

/// Rows as lines of JSON, beside CSV and alone.
@Suite struct RowLineTests {
  private let rows = StoredRows()
  private let both: Set<RowForm> = [.csv, .ndjson]

  @Test func aLineStandsAlone() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path, forms: [.ndjson])
    let writing = try files.write(rows.contracts(0), rows.overview(0))
    #expect(writing.lines == 4 && writing.kept == 4 && writing.rows == 0 && writing.newLineFiles == 2)
    let stored = try storedFiles(folder.path)
    #expect(
      stored.keys.sorted() == [
        "ndjson/NIFTY/2026-11-24/2026-11-20.ndjson", "ndjson/overview/NIFTY/2026-11-20.ndjson",
      ])
    let contracts = try #require(stored["ndjson/NIFTY/2026-11-24/2026-11-20.ndjson"]).split(separator: "\n")
    #expect(contracts.count == 3)
    #expect(
      contracts[2].hasPrefix(
        "{\"schema\":\"g6.row.v1\",\"time\":\"2026-11-20T03:45:00Z\",\"kind\":\"contract\",\"index\":\"NIFTY\","
          + "\"expiry\":\"2026-11-24\",\"strike\":24850.5,\"tag\":\"this_week\",\"index_price\":24812.35,\"atm\":24800"
      ),
      "\(contracts[2])")
    let line = try #require(
      try JSONSerialization.jsonObject(with: Data(contracts[0].utf8)) as? [String: Any])
    let call = try #require(line["ce"] as? [String: Any])
    #expect(call["price"] as? Double == 162 && contracts[0].contains("\"volatility\":0.13578117856313546,"))
    #expect(call["delta"] is NSNull && call.count == 10)
    let overview = try #require(stored["ndjson/overview/NIFTY/2026-11-20.ndjson"])
    #expect(overview.contains("\"this_week\":0.94,\"next_week\":null") && overview.hasSuffix("}\n"))
  }

  @Test func noContractIsWrittenTwiceAtAMomentNotEvenAfterARestart() throws {
    let folder = try TemporaryFolder()
    let seed: UInt64 = 20_261_121
    var random = SeededRandom(seed: seed)
    var seen: Set<Int> = []
    for _ in 0..<5 {
      let files = try CycleFiles(folder: folder.path, forms: both)
      for _ in 0..<20 {
        let minute = Int(random.next() % 60)
        let isNew = seen.insert(minute).inserted
        let writing = try files.write(rows.contracts(minute), rows.overview(minute))
        #expect(writing.lines == (isNew ? 4 : 0) && writing.lineDuplicates == (isNew ? 0 : 4), "seed \(seed)")
        #expect(writing.rows == writing.lines && writing.duplicates == writing.lineDuplicates)
      }
      // Another strike of a moment that is there is no duplicate.
      let wider = StoredRows(strikes: [2_470_000, Int32(2_600_000 + seen.count * 100)])
      let minute = try #require(seen.min())
      #expect(try files.write(wider.contracts(minute), []).lines == 1)
      let twice = try files.write(rows.contracts(100) + rows.contracts(100), [])
      #expect(twice.lines == (seen.insert(100).inserted ? 3 : 0))
      if random.next() % 2 == 0 { try files.close() }
    }
    for (path, text) in try storedFiles(folder.path) where path.hasSuffix(".ndjson") {
      let keys = text.split(separator: "\n").map {
        $0.prefix { $0 != "t" } + ($0.split(separator: "\"tag\"")[0])
      }
      #expect(keys.count == Set(keys).count, "\(path)")
    }
  }

  @Test func foreignAndTornLinesAreRefusedAndNothingIsKept() throws {
    let good =
      "{\"schema\":\"g6.row.v1\",\"time\":\"2026-11-20T03:45:00Z\",\"kind\":\"overview\",\"index\":\"NIFTY\"}\n"
    for (text, line) in [
      ("{\"a\":1}\n", 1), (good + "nonsense\n", 2), (good + "{\"schema\":", 2),
      (good.replacingOccurrences(of: "11-20T", with: "11-21T"), 1),
    ] {
      let folder = try TemporaryFolder()
      let files = try CycleFiles(folder: folder.path, forms: both)
      try Folder.create(folder.file("ndjson/overview/NIFTY"))
      try folder.write("ndjson/overview/NIFTY/2026-11-20.ndjson", text)
      do {
        _ = try files.write(rows.contracts(0), rows.overview(0))
        Issue.record("\(text) was taken")
      } catch {
        let wanted = "ndjson/overview/NIFTY/2026-11-20.ndjson:\(line):"
        #expect(error.kind == .storage && error.message.contains(wanted), "\(error)")
      }
      #expect(try storedFiles(folder.path).count == 1)
    }
  }

  @Test func filesDeletedUnderItBeginAnew() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path, forms: [.ndjson])
    _ = try files.write(rows.contracts(0), rows.overview(0))
    try FileManager.default.removeItem(atPath: folder.file("ndjson/NIFTY"))
    let writing = try files.write(rows.contracts(1), rows.overview(1))
    #expect(writing.lines == 4 && writing.changedFiles == 1 && writing.newLineFiles == 1)
  }

  /// Retention finds the files, tells their days and keeps the newest of an index.
  @Test func retentionCoversThem() throws {
    let folder = try TemporaryFolder()
    do {
      let files = try CycleFiles(folder: folder.path, forms: [.ndjson])
      for days in [0, 30, 60, 90] {
        let day = StoredRows.day.adding(days: -days)
        _ = try files.write(rows.contracts(0, day: day), rows.overview(0, day: day))
      }
      try files.close()
    }
    var policy = RetentionPolicy()
    policy.minKeep = 3
    let now = MarketCalendar.zone.instant(StoredRows.day, second: 40_000)
    let (plan, numbers) = try RetentionPlan.make(root: folder.path, policy: policy, now: now)
    #expect(
      plan.files.map(\.path).sorted() == [
        "ndjson/NIFTY/2026-11-24/2026-08-22.ndjson", "ndjson/overview/NIFTY/2026-08-22.ndjson",
      ])
    #expect(numbers.files == 8)
    policy.families = [.csv]
    #expect(try RetentionPlan.make(root: folder.path, policy: policy, now: now).0.files.isEmpty)
  }

  @Test func formsAreNamed() throws {
    #expect(try RowForm.list(["ndjson", "csv", "csv"]) == both)
    for words in [[], ["json"], ["csv", "parquet"]] {
      #expect(throws: MarketError.self) { try RowForm.list(words) }
    }
  }
}
