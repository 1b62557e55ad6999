import Base
import TestSupport
import Testing

@testable import Governance

@Suite struct RetentionScanTests {
  @Test func daysAreReadFromNamesAndRows() throws {
    func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
    #expect(ContentDate.day(inName: "2026-11-20.csv") == (try day("2026-11-20")))
    #expect(ContentDate.day(inName: "events-2026-11-20.ndjson.gz") == (try day("2026-11-20")))
    #expect(ContentDate.day(inName: "2026-01-01_2026-02-28.csv") == (try day("2026-02-28")))
    for name in ["2026-02-30.csv", "12026-11-20.csv", "2026-11-201.csv", "x.csv", ""] {
      #expect(ContentDate.day(inName: name) == nil, "\(name)")
    }
    // 23:59 in India is 18:29 in UTC; half past six in the evening there is the next day here.
    #expect(ContentDate.day(ofTime: "20-11-2026 23:59:30") == (try day("2026-11-20")))
    #expect(ContentDate.day(ofTime: "2026-11-20T18:29:59Z") == (try day("2026-11-20")))
    #expect(ContentDate.day(ofTime: "2026-11-20T18:30:00Z") == (try day("2026-11-21")))
    for text in ["", "2026-11-20", "20/11/2026 10:00:00", "32-01-2026 10:00:00"] {
      #expect(ContentDate.day(ofTime: text) == nil, "\(text)")
    }
    let old = "2026-01-05.csv"
    func of(_ name: String, _ text: String, _ family: RetentionFamily = .csv) -> ContentDate {
      ContentDate.of(name: name, Array(text.utf8), family)
    }
    #expect(of(old, "index,timestamp\nNIFTY,05-01-2026 10:00:00\n") == .day(try day("2026-01-05")))
    #expect(of(old, "timestamp\n05-01-2026 10:00:00\n20-11-2026 10:00:00\n") == .day(try day("2026-11-20")))
    #expect(of(old, "a,b\n1,2\n") == .day(try day("2026-01-05")))
    #expect(of("rows.csv", "a,b\n1,2\n") == .undated)
    #expect(
      of(old, "timestamp\n05-01-2026 10:00:00\nyesterday\n")
        == .unreadable("line 3 has no timestamp that can be read"))
    #expect(
      of("e.ndjson", #"{"ts":1763683200,"a":1}"# + "\n" + #"{"b":2}"#, .ndjson) == .day(try day("2025-11-21"))
    )
    #expect(
      of("e.ndjson", #"{"ts":"2026-11-20T10:00:00Z"}"# + "\n{", .ndjson) == .unreadable("line 2 is no JSON"))
    for scale in ["1763683200", "1763683200000", "1763683200000000", "1763683200000000000"] {
      #expect(of("p.json", "{\"generated_at\":\(scale)}", .panels) == .day(try day("2025-11-21")), "\(scale)")
    }
  }

  @Test func patternsOfPaths() {
    let cases: [(String, String, Bool)] = [
      ("NIFTY/**", "NIFTY/a/b.csv", true), ("NIFTY/*", "NIFTY/a/b.csv", false),
      ("*/a/?.csv", "N/a/b.csv", true),
      ("**.csv", "a/b/c.csv", true), ("*.csv", "a/c.csv", false), ("a?c", "a/c", false), ("", "", true),
      ("", "a", false),
      ("**", "x/y", true), ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false),
    ]
    for (pattern, path, isMeant) in cases {
      #expect(PathPattern(pattern).matches(path) == isMeant, "\(pattern) \(path)")
    }
  }

  /// Every reason to stay, and what may go.
  @Test func everyFileHasItsReason() throws {
    let fixture = try RetentionFixture()
    fixture.policy.minKeep = 1
    fixture.policy.whitelist = ["FINNIFTY/**"]
    try fixture.day(CivilDate("2026-09-01")!)
    try fixture.day(CivilDate("2026-09-02")!, "NIFTY/2026-12-24/24600")
    try fixture.day(RetentionFixture.today)
    try fixture.day(CivilDate("2026-11-01")!)
    try fixture.day(CivilDate("2026-08-01")!, "BANKNIFTY/2026-08-27/50000")
    try fixture.day(CivilDate("2026-08-02")!, "FINNIFTY/2026-08-27/20000")
    try fixture.day(CivilDate("2026-08-03")!, "FINNIFTY/2026-08-27/20000")
    try fixture.day(CivilDate("2026-07-01")!, "overview/NIFTY")
    try fixture.day(CivilDate("2026-07-02")!, "overview/NIFTY")
    try fixture.rows("NIFTY/2026-12-24/24500/2026-08-31.csv", "20-11-2026 09:15:00")
    try fixture.rows("NIFTY/2026-12-24/24500/2026-08-30.csv", "soon")
    try fixture.write("NIFTY/list.csv", "a\n1\n")
    try fixture.write("notes.txt", "keep")
    try fixture.write("jobs/2026-01-01/report.json", "{}")
    try fixture.write("jobs/2026-01-01.json", "{}")
    try fixture.write("logs/events-2026-01-02.ndjson", "{\"ts\":\"2026-01-02T10:00:00Z\"}\n")
    try fixture.write("logs/events-2026-01-03.ndjson", "{\"ts\":\"2026-01-03T10:00:00Z\"}\n")
    try fixture.write("panels/generation-00000001/x.json", "{}")
    let (plan, numbers) = try fixture.scan()
    #expect(
      plan.files.map(\.path) == [
        "NIFTY/2026-12-24/24500/2026-09-01.csv", "NIFTY/2026-12-24/24600/2026-09-02.csv",
        "logs/events-2026-01-02.ndjson", "overview/NIFTY/2026-07-01.csv",
      ])
    #expect(
      plan.files[0].reason == "80 days old, more than 30"
        && plan.files[0].contentDate == CivilDate("2026-09-01"))
    let kept = numbers.kept
    #expect(kept[.today] == 2 && kept[.recent] == 1 && kept[.whitelist] == 2 && kept[.unreadable] == 1)
    #expect(kept[.minimum] == 4 && kept[.undated] == 2 && kept[.stranger] == 1)
    #expect(numbers.files == 17 && numbers.candidates == 4 && numbers.oldestAgeDays == 323, "\(numbers)")
    #expect(numbers.candidates + kept.values.reduce(0, +) == numbers.files)
  }

  /// The present day stays whatever day the caller names, and a family that may not go stays.
  @Test func thePresentDayStays() throws {
    let fixture = try RetentionFixture()
    fixture.policy.maxAgeDays = 0
    try fixture.day(RetentionFixture.today)
    #expect(try fixture.scan().plan.files.isEmpty)
    #expect(try fixture.scan(today: CivilDate("2027-06-01")).plan.files.isEmpty)
    // A quarter to midnight in UTC is the next day in India already.
    fixture.now = FixedZone.utc.instant(CivilDate("2026-11-19")!, second: 85_500)
    #expect(try fixture.scan().plan.files.isEmpty)
    fixture.now = FixedZone.india.instant(RetentionFixture.today.adding(days: 1), second: 0)
    #expect(try fixture.scan().plan.files.count == 1)
    fixture.policy.families = []
    let (plan, numbers) = try fixture.scan()
    #expect(plan.files.isEmpty && numbers.kept[.family] == 1)
    #expect(throws: GovernanceError.self) {
      try RetentionPlan.make(root: fixture.folder.file("none"), policy: fixture.policy, now: fixture.now)
    }
  }
}
