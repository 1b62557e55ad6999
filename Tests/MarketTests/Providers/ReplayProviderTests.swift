import Base
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Market

/// What a recording told of its broken rows.
private final class Told: Sendable {
  private let heard = Mutex<[MarketError]>([])
  var errors: [MarketError] { heard.withLock { $0 } }

  @Sendable func take(_ error: MarketError) { heard.withLock { $0.append(error) } }
}

struct ReplayProviderTests {
  private let day = CivilDate(daysSinceEpoch: 20_777)  // 2026-11-20
  private let expiry = CivilDate(daysSinceEpoch: 20_780)

  private func instant(_ second: Int) -> Int64 { FixedZone.india.instant(day, second: second) }
  private func call(_ second: Int) -> ProviderCall { ProviderCall(now: instant(second), deadline: .max) }

  private func write(_ folder: TemporaryFolder, _ path: String, _ lines: [String], ending: String = "\n")
    throws
  {
    let full = folder.file(path)
    try FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try folder.write(path, lines.joined(separator: "\n") + ending)
  }

  private var header: String { RowColumns.contract.joined(separator: ",") }

  private func row(_ time: String, _ strike: Int, call: String, put: String) -> String {
    var fields = Array(repeating: "", count: 32)
    fields[0] = "20-11-2026 \(time)"
    (fields[1], fields[2], fields[3]) = ("NIFTY", "this_week", "2026-11-23")
    (fields[5], fields[7], fields[8], fields[9]) = ("24810.5", "\(strike)", call, put)
    (fields[14], fields[15], fields[16], fields[17]) = (
      "650", put.isEmpty ? "" : "130", "6500", put.isEmpty ? "" : "1300"
    )
    return fields.joined(separator: ",")
  }

  private func recording() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let rows = ["10:00:00", "10:00:30", "10:02:00"]
    try write(
      folder, "NIFTY/2026-11-23/24800/2026-11-20.csv",
      [header] + rows.enumerated().map { row($1, 24800, call: "\(100 + $0)", put: "\(90 - $0)") })
    try write(
      folder, "NIFTY/2026-11-23/24850/2026-11-20.csv",
      [header] + rows.prefix(2).enumerated().map { row($1, 24850, call: "\(70 + $0).05", put: "") })
    try write(
      folder, "overview/NIFTY/2026-11-20.csv",
      [RowColumns.overview.joined(separator: ",")]
        + rows.map { "20-11-2026 \($0),NIFTY,,,,,,24810.5,10.5,-4.5,,4,4,15,15,0" })
    return folder
  }

  @Test func anInstantAnswersWithWhatWasRecordedLast() throws {
    let folder = try recording()
    let replay = try ReplayProvider(folder.path)
    #expect(replay.indices == ["NIFTY"])
    #expect(try replay.expiries(of: "NIFTY", call(36_000)) == [expiry])
    let cases: [(Int, [Double])] = [
      (35_999, []), (36_000, [100, 90, 70.05]), (36_029, [100, 90, 70.05]), (36_030, [101, 89, 71.05]),
      (36_119, [101, 89, 71.05]), (36_120, [102, 88]), (50_000, [102, 88]), (36_000, [100, 90, 70.05]),
    ]
    for (second, prices) in cases {
      let quotes = try replay.chain(
        of: "NIFTY", expiry: expiry, strikes: [2_480_000, 2_485_000, 2_490_000], call(second))
      #expect(quotes.map(\.last) == prices, "\(second)")
    }
    let quotes = try replay.chain(of: "NIFTY", expiry: expiry, strikes: [2_480_000], call(36_035))
    #expect(quotes[0].volume == 650 && quotes[1].openInterest == 1300 && quotes[0].bid.isNaN)
    #expect(quotes[0].time == instant(36_030))
    let index = try replay.quote(of: "NIFTY", call(36_035))
    #expect(
      index.price == 24810.5 && index.previousClose == 24800 && index.open == 24815
        && index.time == instant(36_030))
  }

  @Test func theInstantsOfARecordingFollowOneAnother() throws {
    let folder = try recording()
    try write(
      folder, "overview/NIFTY/2026-11-19.csv",
      [RowColumns.overview.joined(separator: ","), "19-11-2026 15:00:00,NIFTY,,,,,,24800,0,0,,4,4,15,15,0"])
    func all() throws -> [Int64] {
      let replay = try ReplayProvider(folder.path)
      var found: [Int64] = []
      while let next = try replay.nextInstant(after: found.last) { found.append(next) }
      return found
    }
    let expected = [instant(54_000) - 86_400_000_000_000, instant(36_000), instant(36_030), instant(36_120)]
    #expect(try all() == expected)
    // Without overviews the rows themselves tell.
    try FileManager.default.removeItem(atPath: folder.file("overview"))
    #expect(try all() == Array(expected.dropFirst()))
    #expect(try ReplayProvider(folder.path).quote(of: "NIFTY", call(36_031)).price == 24810.5)
  }

  @Test func brokenRowsAreToldWithFileAndLineOnce() throws {
    let good = row("10:00:00", 24800, call: "100", put: "90")
    let cases: [(String, String)] = [
      (row("10:00:30", 24800, call: "x1", put: "1"), "ce is \"x1\", no number"),
      (row("09:00:00", 24800, call: "1", put: "1"), "its time is before that of the row above"),
      (row("25:00:00", 24800, call: "1", put: "1"), "is no timestamp"),
      ("a,b", "2 fields where the header has 32"),
      ("", "1 fields where the header has 32"),
      (String(repeating: "y", count: 70_000), "longer than 65536 bytes"),
    ]
    for (bad, message) in cases {
      let folder = try TemporaryFolder()
      try write(
        folder, "NIFTY/2026-11-23/24800/2026-11-20.csv",
        [header, good, bad, row("10:01:00", 24800, call: "7", put: "1")])
      try write(
        folder, "NIFTY/2026-11-23/24850/2026-11-20.csv",
        [header] + ["10:00:00", "10:00:30", "10:01:00"].map { row($0, 24850, call: "70", put: "3") })
      let told = Told()
      let replay = try ReplayProvider(folder.path, told: told.take)
      func prices(_ second: Int) throws -> [Double] {
        try replay.chain(of: "NIFTY", expiry: expiry, strikes: [2_480_000, 2_485_000], call(second)).map(
          \.last)
      }
      // The row is lost and nothing else, and it is told once, also when time begins anew.
      for _ in 0..<2 {
        #expect(try prices(36_000) == [100, 90, 70, 3], "\(message)")
        #expect(try prices(36_030) == [70, 3] && prices(40_000) == [7, 1, 70, 3], "\(message)")
      }
      #expect(told.errors.count == 1, "\(told.errors)")
      let error = told.errors.first
      let place = "/NIFTY/2026-11-23/24800/2026-11-20.csv:"
      #expect(
        error?.kind == .dataQuality && error?.message.contains(place) == true, "\(error?.message ?? "")")
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(error?.message.contains(place + "3:") == true, "\(error?.message ?? "")")
    }
  }

  @Test func brokenRowsAndHeadersCostTheirFileAlone() throws {
    let folder = try recording()
    let headless = "NIFTY/2026-11-23/24850/2026-11-20.csv"
    try folder.write(headless, folder.read(headless).replacing("timestamp,", with: "time,"))
    // An overview without a header gives way to the rows.
    let overview = "overview/NIFTY/2026-11-20.csv"
    try folder.write(overview, folder.read(overview).replacing("timestamp,", with: "time,"))
    let told = Told()
    let replay = try ReplayProvider(folder.path, told: told.take)
    for second in [36_000, 36_030, 36_000, 40_000] {
      let quotes = try replay.chain(
        of: "NIFTY", expiry: expiry, strikes: [2_480_000, 2_485_000], call(second))
      #expect(quotes.map(\.contract.strike) == [24_800, 24_800], "\(second)")
      #expect(try replay.quote(of: "NIFTY", call(second)).price == 24810.5)
    }
    #expect(try replay.nextInstant(after: nil) == instant(36_000))
    #expect(try replay.nextInstant(after: instant(36_030)) == instant(36_120))
    #expect(told.errors.count == 2, "\(told.errors)")
    #expect(told.errors.allSatisfy { $0.message.hasSuffix(".csv:1: the header has no column timestamp") })
    // A file of nothing but broken rows is no flood of words.
    try write(
      folder, headless, [header] + (0..<500).map { "\($0)" } + [row("10:02:00", 24850, call: "8", put: "")])
    let many = Told()
    let flooded = try ReplayProvider(folder.path, told: many.take)
    let quotes = try flooded.chain(of: "NIFTY", expiry: expiry, strikes: [2_485_000], call(40_000))
    #expect(quotes.map(\.last) == [8] && many.errors.count == ReplayProvider.brokenLimit + 1)
    #expect(many.errors.last?.message.contains("more broken rows than 100") == true)
  }

  @Test func whatWasNotRecordedIsNotInvented() throws {
    let folder = try recording()
    let replay = try ReplayProvider(folder.path)
    func kind(_ ask: () throws -> Void) -> MarketError.Kind? {
      (#expect(throws: MarketError.self) { try ask() })?.kind
    }
    #expect(kind { _ = try replay.expiries(of: "SENSEX", call(36_000)) } == .instruments)
    #expect(kind { _ = try replay.quote(of: "NIFTY", call(30_000)) } == .quotes)
    #expect(
      kind {
        _ = try replay.chain(of: "NIFTY", expiry: expiry.adding(days: 7), strikes: [2_480_000], call(36_000))
      } == .expiry)
    #expect(kind { _ = try ReplayProvider("/nowhere") } == .storage)
    #expect(kind { _ = try ReplayProvider(folder.file("overview/NIFTY")) } == .config)
    // A row that is still being written counts once its line feed is there.
    try write(
      folder, "NIFTY/2026-11-23/24900/2026-11-20.csv", [header, row("10:00:00", 24900, call: "5", put: "6")],
      ending: "")
    #expect(try replay.chain(of: "NIFTY", expiry: expiry, strikes: [2_490_000], call(36_000)).isEmpty)
    try write(
      folder, "NIFTY/2026-11-23/24900/2026-11-20.csv", [header, row("10:00:00", 24900, call: "5", put: "6")])
    #expect(try replay.chain(of: "NIFTY", expiry: expiry, strikes: [2_490_000], call(36_000)).count == 2)
    try write(folder, "NIFTY/2026-11-23/24950/2026-11-20.csv", ["timestamp,ce", "20-11-2026 10:00:00,5"])
    let told = Told()
    let warned = try ReplayProvider(folder.path, told: told.take)
    #expect(try warned.chain(of: "NIFTY", expiry: expiry, strikes: [2_495_000], call(36_000)).isEmpty)
    #expect(told.errors.count == 1)
    #expect(
      told.errors.first?.message.hasSuffix("2026-11-20.csv:1: the header has no column index_price") == true)
  }

  @Test func providersAreNamedOneByOneOrTogether() throws {
    let folder = try recording()
    #expect(
      try ProviderSpec.list(["exec:python3 a.py --x 1,2,synthetic", "replay:/a,b"])
        == [.exec("python3 a.py --x 1,2"), .synthetic, .replay("/a,b")])
    for texts in [
      [], [""], ["kite"], ["replay:"], ["exec: "], ["synthetic:1"], Array(repeating: "synthetic", count: 9),
    ] {
      let error = #expect(throws: MarketError.self, "\(texts)") { try ProviderSpec.list(texts) }
      #expect(error?.kind == .config)
    }
    #expect(try ProviderSpec("exec:run --key secret").description == "exec:run")
    var setup = ProviderSetup()
    setup.faults = try FaultPlan(["provider:error"])
    let providers = try setup.make(ProviderSpec.list(["replay:\(folder.path),synthetic"]))
    #expect(providers.first.name == "replay,synthetic" && providers.replay?.indices == ["NIFTY"])
    // The first one fails on purpose, the second answers.
    let level = try providers.first.quote(of: "NIFTY", call(36_000)).price
    #expect(try level == SyntheticProvider(seed: 1).quote(of: "NIFTY", call(36_000)).price)
    #expect(providers.first.changes == 1 && providers.guards[0].counts.failures == 1)
  }

  @Test func damagedRecordingsAreToldAndNeverTrap() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let folder = try recording()
    let path = "NIFTY/2026-11-23/24800/2026-11-20.csv"
    let good = Array(try folder.read(path).utf8)
    var errors = 0
    for _ in 0..<150 {
      var bytes = good
      for _ in 0...random.below(3) {
        let place = Int(random.below(UInt64(bytes.count)))
        switch random.below(3) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.below(300))))
        default: bytes.removeLast(min(bytes.count - 1, Int(random.below(80))))
        }
        if bytes.isEmpty { bytes = [10] }
      }
      try Data(bytes).write(to: URL(fileURLWithPath: folder.file(path)))
      let told = Told()
      let replay = try ReplayProvider(folder.path, told: told.take)
      for second in [36_000, 36_030, 40_000] {
        for quote in try replay.chain(of: "NIFTY", expiry: expiry, strikes: [2_480_000], call(second)) {
          #expect(quote.time <= instant(second), "seed \(seed)")
        }
      }
      errors += told.errors.count
      for error in told.errors {
        #expect(
          error.kind == .dataQuality && error.message.contains("2026-11-20.csv:"), "seed \(seed): \(error)")
      }
    }
    #expect(errors > 0, "seed \(seed)")
  }
}
