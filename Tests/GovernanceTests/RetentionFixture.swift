import Base
import TestSupport

@testable import Governance

/// A folder of data as a collector leaves it, on a present day of its own: 2026-11-20, 10:00 in India.
final class RetentionFixture {
  static let today = CivilDate("2026-11-20")!
  static let now = FixedZone.india.instant(today, second: 36_000)

  let folder: TemporaryFolder
  var policy = RetentionPolicy()
  var now = RetentionFixture.now

  init() throws {
    folder = try TemporaryFolder()
    policy.maxAgeDays = 30
    policy.minKeep = 0
    try Folder.create(root)
  }

  var root: String { folder.file("data") }

  func write(_ path: String, _ text: String) throws {
    try Folder.create(QuarantineBatch.parent("\(root)/\(path)"))
    try FileBytes.rewrite("\(root)/\(path)", Array(text.utf8))
  }

  /// Rows of a contract with these timestamps.
  func rows(_ path: String, _ stamps: String...) throws {
    try write(path, "timestamp,index,tp\n" + stamps.map { "\($0),NIFTY,12.5\n" }.joined())
  }

  /// A day's file of a contract, the rows of that day.
  func day(_ date: CivilDate, _ folder: String = "NIFTY/2026-12-24/24500") throws {
    let (year, month, day) = date.parts
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    try rows(
      "\(folder)/\(date).csv", "\(two(day))-\(two(month))-\(year) 09:15:00",
      "\(two(day))-\(two(month))-\(year) 15:30:00")
  }

  func scan(today: CivilDate? = nil) throws -> (plan: RetentionPlan, numbers: RetentionNumbers) {
    try RetentionPlan.make(root: root, policy: policy, now: now, today: today)
  }

  /// All files below the root and what is in them, quarantine left out.
  func content(_ folder: String = "") throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for entry in try Folder.entries(folder.isEmpty ? root : "\(root)/\(folder)")
    where !entry.name.hasPrefix(".") {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      if entry.kind == .folder {
        all.merge(try content(path)) { own, _ in own }
      } else {
        all[path] = try FileBytes.read(path: "\(root)/\(path)", limit: 1 << 24)
      }
    }
    return all
  }
}
