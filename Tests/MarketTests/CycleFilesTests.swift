import Base
import Foundation
import TestSupport
import Testing

@testable import Market

@Suite struct CycleFilesTests {
  private let rows = StoredRows()

  @Test func aRowHasTheColumnsPeopleKnow() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    let first = try files.write(rows.contracts(0), rows.overview(0))
    #expect(first.rows == 4 && first.duplicates == 0 && first.files == 4 && first.newFiles == 4)
    _ = try files.write(rows.contracts(1), rows.overview(1))
    try files.close()
    let stored = try storedFiles(folder.path)
    #expect(
      stored.keys.sorted() == [
        "NIFTY/2026-11-24/24700/2026-11-20.csv", "NIFTY/2026-11-24/24800/2026-11-20.csv",
        "NIFTY/2026-11-24/24850.5/2026-11-20.csv", "overview/NIFTY/2026-11-20.csv",
      ])
    let contract = try #require(stored["NIFTY/2026-11-24/24850.5/2026-11-20.csv"]).split(separator: "\n")
    #expect(contract[0] == RowColumns.contract.joined(separator: ",") && RowColumns.contract.count == 32)
    #expect(
      contract[1]
        == "20-11-2026 09:15:00,NIFTY,this_week,2026-11-24,50.5,24812.35,24800,24850.5,162.0,131.7,293.7,"
        + ",,,1004,,,,0.13578117856313546,,,,,,,,,,,,,0.0")
    #expect(contract[2].hasSuffix(",,1.0"))
    let overview = try #require(stored["overview/NIFTY/2026-11-20.csv"]).split(separator: "\n")
    #expect(overview[0] == RowColumns.overview.joined(separator: ",") && RowColumns.overview.count == 16)
    #expect(overview[1] == "20-11-2026 09:15:00,NIFTY,0.94,,,,,24812.35,,0.0,,4,2,15,5,10")
    for line in contract + overview {
      let count = line.split(separator: ",", omittingEmptySubsequences: false).count
      #expect(count == 32 || count == 16)
    }
  }

  @Test func momentsRoundToHalfMinutes() {
    let table: [(Int, String)] = [
      (33_300, "20-11-2026 09:15:00"), (33_314, "20-11-2026 09:15:00"), (33_315, "20-11-2026 09:15:30"),
      (33_359, "20-11-2026 09:16:00"), (86_384, "20-11-2026 23:59:30"), (86_385, "21-11-2026 00:00:00"),
    ]
    for (second, text) in table {
      let stamp = RowStamp(FixedZone.india.instant(StoredRows.day, second: second), in: .india)
      var bytes: [UInt8] = []
      stamp.append(to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == text)
      #expect(RowStamp(bytes) == stamp)
    }
    for wrong in [
      "20-11-2026 09:15:01", "20-13-2026 09:15:00", "20-11-2026 24:00:00", "20-11-2026T09:15:00", "",
    ] {
      #expect(RowStamp(Array(wrong.utf8)) == nil)
    }
  }

  @Test func noMomentIsWrittenTwiceNotEvenAfterARestartOrAClockStep() throws {
    let folder = try TemporaryFolder()
    var random = SeededRandom(seed: 20_261_120)
    var seen: Set<Int> = []
    for _ in 0..<5 {
      let files = try CycleFiles(folder: folder.path)
      for _ in 0..<20 {
        let minute = Int(random.next() % 60)
        let isNew = seen.insert(minute).inserted
        let writing = try files.write(rows.contracts(minute), rows.overview(minute))
        #expect(writing.rows == (isNew ? 4 : 0) && writing.duplicates == (isNew ? 0 : 4))
      }
      // The same contract twice in one cycle, as when two rules lead to one expiry.
      let twice = try files.write(rows.contracts(100) + rows.contracts(100), [])
      #expect(twice.rows == (seen.insert(100).inserted ? 3 : 0))
      if random.next() % 2 == 0 { try files.close() }
    }
    for (path, text) in try storedFiles(folder.path) {
      let moments = text.split(separator: "\n").dropFirst().map { $0.prefix(19) }
      #expect(
        moments.count == Set(moments).count
          && moments.count == seen.count - (path.hasPrefix("overview") ? 1 : 0))
    }
  }

  @Test func changesAreMeasuredAcrossDaysAndRestarts() throws {
    let folder = try TemporaryFolder()
    let friday = CivilDate("2026-11-20")!
    let monday = friday.adding(days: 3)
    do {
      let files = try CycleFiles(folder: folder.path)
      for minute in [0, 7] {
        _ = try files.write(rows.contracts(minute, day: friday), rows.overview(minute, day: friday))
      }
    }
    for minute in [1, 11] {
      let files = try CycleFiles(folder: folder.path)
      _ = try files.write(rows.contracts(minute, day: monday), rows.overview(minute, day: monday))
    }
    let stored = try storedFiles(folder.path)
    let lines = try #require(stored["NIFTY/2026-11-24/24800/2026-11-23.csv"]).split(separator: "\n")
    #expect(lines[1].hasSuffix(",-6.0,0.0") && lines[2].hasSuffix(",4.0,10.0"))
  }

  @Test func aFolderRemovedUnderItIsMadeAgain() throws {
    let folder = try TemporaryFolder()
    var files: CycleFiles? = try CycleFiles(folder: folder.file("out"))
    let rows = StoredRows()
    _ = try files?.write(rows.contracts(0), rows.overview(0))
    try FileManager.default.removeItem(atPath: folder.file("out"))
    for minute in 1...2 { _ = try files?.write(rows.contracts(minute), rows.overview(minute)) }
    // Killed here, it still has its journal.
    #expect(FileManager.default.fileExists(atPath: folder.file("out/.g6/journal")))
    #expect(throws: MarketError.self) { try CycleFiles(folder: folder.file("out")) }
    try files?.close()
    files = nil
    let stored = try storedFiles(folder.file("out"))
    #expect(stored.count == 4 && stored.values.allSatisfy { $0.split(separator: "\n").count == 3 })
    let again = try CycleFiles(folder: folder.file("out"))
    #expect(try again.write(rows.contracts(2), []).known == 3)
    try again.close()
  }

  @Test func aSecondCollectorIsRefused() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    #expect(throws: MarketError.self) { try CycleFiles(folder: folder.path) }
    try files.close()
  }

  @Test func filesDeletedOrCutUnderItBeginAnew() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    _ = try files.write(rows.contracts(0), rows.overview(0))
    try FileManager.default.removeItem(atPath: folder.file("NIFTY"))
    let writing = try files.write(rows.contracts(1), rows.overview(1))
    #expect(writing.rows == 4 && writing.changedFiles == 3 && writing.newFiles == 3)
    for (path, text) in try storedFiles(folder.path) {
      #expect(text.split(separator: "\n").count == (path.hasPrefix("overview") ? 3 : 2), "\(path)")
    }
  }

  @Test func foreignFilesAreRefusedByLineAndNothingIsKept() throws {
    for (text, line) in [
      ("a,b\n", 1), (RowColumns.overview.joined(separator: ",") + "\n1,2\n", 2),
      (RowColumns.overview.joined(separator: ",") + "\n20-11-2026 09:15:00,NIFTY,", 2),
    ] {
      let folder = try TemporaryFolder()
      let files = try CycleFiles(folder: folder.path)
      try Folder.create(folder.file("overview/NIFTY"))
      try folder.write("overview/NIFTY/2026-11-20.csv", text)
      do {
        _ = try files.write(rows.contracts(0), rows.overview(0))
        Issue.record("\(text) was taken")
      } catch {
        let wanted = "overview/NIFTY/2026-11-20.csv:\(line):"
        #expect(error.kind == .storage && error.message.contains(wanted), "\(error)")
      }
      #expect(try storedFiles(folder.path).count == 1)
    }
  }

  @Test func aCycleThatCannotReachItsFilesIsKeptAndReachesThemLater() throws {
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path)
    try folder.write("NIFTY", "in the way")
    _ = try files.write(rows.contracts(0), rows.overview(0))
    #expect(throws: MarketError.self) { try files.write(rows.contracts(1), []) }
    #expect(throws: MarketError.self) { try files.close() }
    try FileManager.default.removeItem(atPath: folder.file("NIFTY"))
    #expect(try files.write(rows.contracts(1), rows.overview(1)).rows == 4)
    try files.close()
    let stored = try storedFiles(folder.path)
    #expect(stored.count == 4 && stored.values.allSatisfy { $0.split(separator: "\n").count == 3 })
  }
}
