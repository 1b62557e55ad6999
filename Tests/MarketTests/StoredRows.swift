import Base
import Foundation

@testable import Market

/// Rows of a small market, a cycle a minute.
struct StoredRows {
  static let day = CivilDate("2026-11-20")!
  let strikes: [Int32]

  init(strikes: [Int32] = [2_470_000, 2_480_000, 2_485_050]) { self.strikes = strikes }

  static func stamp(_ minute: Int, day: CivilDate = day) -> RowStamp {
    RowStamp(FixedZone.india.instant(day, second: 33_300 + minute * 60), in: .india)
  }

  func contracts(_ minute: Int, day: CivilDate = StoredRows.day) -> [ContractRow] {
    strikes.map { strike in
      var row = ContractRow(
        stamp: Self.stamp(minute, day: day), index: "NIFTY", tag: "this_week",
        expiry: CivilDate("2026-11-24")!,
        strikeHundredths: strike, atmHundredths: 2_480_000, indexPrice: 24_812.35)
      row.call.price = 162 + Double(minute)
      row.put.price = 131.7
      row.call.volume = 1004
      row.call.volatility = 0.13578117856313546
      return row
    }
  }

  func overview(_ minute: Int, day: CivilDate = StoredRows.day) -> [OverviewRow] {
    var row = OverviewRow(
      stamp: Self.stamp(minute, day: day), index: "NIFTY", indexPrice: 24_812.35 + Double(minute),
      expected: [.thisWeek, .nextWeek, .thisMonth, .nextMonth], collected: [.thisWeek, .thisMonth])
    row.ratios[0] = 0.94
    return [row]
  }
}

/// Every file below a folder by its path, but the journal.
func storedFiles(_ folder: String) throws -> [String: String] {
  var files: [String: String] = [:]
  for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
  where path.hasSuffix(".csv") || path.hasSuffix(".ndjson") {
    files[path] = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
  }
  return files
}
