import Base
import Foundation
import TestSupport
import Testing

@testable import Market

/// What a crash of the program or the machine may leave behind, against what was acknowledged.
@Suite struct CycleCrashTests {
  private static let cycles = 4

  /// The files after each number of cycles, and how long the journal was then.
  private static func states(_ forms: Set<RowForm>) throws -> (
    files: [[String: String]], journal: Data, lengths: [Int]
  ) {
    let rows = StoredRows()
    let folder = try TemporaryFolder()
    let files = try CycleFiles(folder: folder.path, forms: forms)
    var states: [[String: String]] = [[:]]
    var journal = try Data(contentsOf: URL(fileURLWithPath: folder.file(".g6/journal")))
    var lengths = [journal.count]
    for minute in 0..<cycles {
      _ = try files.write(rows.contracts(minute), rows.overview(minute))
      states.append(try storedFiles(folder.path))
      journal = try Data(contentsOf: URL(fileURLWithPath: folder.file(".g6/journal")))
      lengths.append(journal.count)
    }
    return (states, journal, lengths)
  }

  /// The folder as a crash leaves it: the journal as far as `journal` goes, files cut at random.
  private static func crashed(
    _ journal: Data, _ files: [String: String], _ random: inout SeededRandom
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try Folder.create(folder.file(".g6"))
    try journal.write(to: URL(fileURLWithPath: folder.file(".g6/journal")))
    for path in files.keys.sorted() {
      let bytes = Array(files[path]!.utf8)
      let kept = Int(random.next() % UInt64(bytes.count + 1))
      if kept == 0 { continue }
      try Folder.create(folder.file(path.split(separator: "/").dropLast().joined(separator: "/")))
      try Data(bytes.prefix(kept)).write(to: URL(fileURLWithPath: folder.file(path)))
    }
    return folder
  }

  /// Every form of rows alone, and both.
  private static let forms: [Set<RowForm>] = [[.csv], [.ndjson], [.csv, .ndjson]]

  @Test(arguments: forms)
  func everyAcknowledgedCycleComesBackWholeWhateverPartOfTheJournalAndTheFilesIsThere(
    _ forms: Set<RowForm>
  ) throws {
    let (states, journal, lengths) = try Self.states(forms)
    let seed: UInt64 = 6_112_026
    var random = SeededRandom(seed: seed)
    for _ in 0..<30 {
      let cut = Int(random.next() % UInt64(journal.count + 1))
      let acknowledged = lengths.lastIndex { $0 <= cut } ?? 0
      // Files are written behind the journal: they never have more than it.
      let folder = try Self.crashed(journal.prefix(cut), states[acknowledged], &random)
      let files = try CycleFiles(folder: folder.path, forms: forms)
      #expect(try storedFiles(folder.path) == states[acknowledged], "seed \(seed), journal cut at \(cut)")
      #expect(files.cutBytes == max(0, cut - lengths[acknowledged]) || cut < lengths[0])
      // It goes on as if nothing had happened.
      let rows = StoredRows()
      for minute in acknowledged..<Self.cycles {
        _ = try files.write(rows.contracts(minute), rows.overview(minute))
      }
      #expect(try storedFiles(folder.path) == states[Self.cycles])
    }
  }

  @Test func aFlippedBitEndsTheJournalThereAndNoRowIsInvented() throws {
    let (states, journal, lengths) = try Self.states([.csv, .ndjson])
    var random = SeededRandom(seed: 77)
    for _ in 0..<60 {
      var damaged = journal
      let place = lengths[0] + Int(random.next() % UInt64(journal.count - lengths[0]))
      damaged[place] ^= 1 << UInt8(random.next() % 8)
      let whole = lengths.lastIndex { $0 <= place }!
      let folder = try Self.crashed(damaged, [:], &random)
      _ = try CycleFiles(folder: folder.path)
      #expect(try storedFiles(folder.path) == states[whole])
    }
  }

  @Test func aJournalThatIsNoneIsRefused() throws {
    let folder = try TemporaryFolder()
    try Folder.create(folder.file(".g6"))
    try folder.write(".g6/journal", "a shopping list\n")
    #expect(throws: MarketError.self) { try CycleFiles(folder: folder.path) }
    #expect(try folder.read(".g6/journal") == "a shopping list\n")
  }

  @Test func pathsInAJournalStayInTheFolder() {
    for path in ["../x.csv", "/etc/x.csv", "a/../../x.csv", "x"] {
      var appends = CycleAppends()
      appends.add(path, offset: 0) { $0.append(7) }
      var payload: [UInt8] = []
      appends.encode(to: &payload)
      #expect((CycleAppends(decoding: payload[...]) == nil) == (path != "x"))
    }
  }
}
