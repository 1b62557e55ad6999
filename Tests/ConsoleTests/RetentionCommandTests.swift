import Base
import Documents
import Governance
import HTTP
import TestSupport
import Testing

@testable import Console

/// `g6 retention` as commands: plan, apply, undo, their envelopes and exit codes.
struct RetentionCommandTests {
  private let folder: TemporaryFolder
  private let today = FixedZone.india.date(WallClock.nanoseconds())

  init() throws {
    folder = try TemporaryFolder()
    for days in [0, 1, 50, 60, 70, 80, 90] { try day(today.adding(days: -days)) }
  }

  private var root: String { folder.file("data") }

  private func day(_ date: CivilDate) throws {
    let (year, month, day) = date.parts
    let place = root + "/NIFTY/2026-12-24/24500"
    try Folder.create(place)
    let stamp = "\(day < 10 ? "0" : "")\(day)-\(month < 10 ? "0" : "")\(month)-\(year) 10:00:00"
    try AtomicFileWriter.replace(path: "\(place)/\(date).csv", with: Array("timestamp,tp\n\(stamp),1\n".utf8))
  }

  private func g6(_ arguments: String..., environment: [String: String] = [:]) throws -> InProcess {
    try InProcess(arguments, environment: environment, program: .g6)
  }

  private func names() throws -> [String] {
    try Folder.entries(root + "/NIFTY/2026-12-24/24500").map(\.name)
  }

  @Test func scanApplyUndo() throws {
    let before = try names()
    let plan = folder.file("plan.json")
    let scan = try g6("retention", "scan", "--root", root, "--plan-out", plan, "--json")
    #expect(scan.exitCode == 0, "\(scan.errors)")
    let envelope = try #require(try JSON.parse(Array(scan.output.utf8), file: "output").table)
    #expect(envelope["candidates"]?.integer == 4 && envelope["total_files"]?.integer == 7)
    #expect(envelope["kept"]?.table?["today"]?.integer == 1 && envelope["plan"]?.string == plan)
    let file = try #require(try JSON.parse(Array(folder.read("plan.json").utf8), file: "plan").table)
    #expect(file["schema"]?.string == "g6.retention.plan.v1")
    #expect(file["root_digest"]?.string?.count == 64 && file["created"]?.string != nil)
    let first = try #require(file["files"]?.array?.first?.table)
    #expect(first.members.map(\.key) == ["path", "reason", "content_date", "bytes", "digest"])
    #expect(try names() == before)

    let applied = try g6("retention", "apply", "--plan", plan, "--json")
    #expect(applied.exitCode == 0 && applied.output.contains("\"files\":4"), "\(applied.errors)")
    #expect(try names().count == 3)
    let undone = try g6("retention", "undo", "--plan", plan)
    #expect(undone.exitCode == 0 && undone.output.hasPrefix("4 files, "))
    #expect(try names() == before)
    #expect(try g6("retention", "undo", "--plan", plan).exitCode == 4)
  }

  /// A plan scanned with a relative root holds wherever it is applied; what is damaged in quarantine is told as such.
  @Test func aRelativeRootAndDamageInQuarantine() throws {
    let scan = try Product.bash("g6 retention scan --root ./data --plan-out plan.json", in: folder.path)
    #expect(scan.exitCode == 0, "\(scan)")
    let plan = folder.file("plan.json")
    let written = try #require(try JSON.parse(Array(folder.read("plan.json").utf8), file: "plan").table)
    #expect(written["root"]?.string?.hasPrefix("/") == true)
    #expect(try g6("retention", "apply", "--plan", plan).exitCode == 0)
    let damage = try Product.bash(
      "f=$(find data/.quarantine -name '*.csv.gz' | sort | head -1) && [ -n \"$f\" ] && echo x > \"$f\"",
      in: folder.path)
    #expect(damage.exitCode == 0, "\(damage)")
    let undone = try g6("retention", "undo", "--plan", plan)
    #expect(
      undone.exitCode == 3 && undone.errors.contains("comes back from a backup alone"), "\(undone.errors)")
    #expect(!undone.errors.contains("in their way"), "\(undone.errors)")
    // The others came back; one whose place is taken is told apart.
    let place = root + "/NIFTY/2026-12-24/24500"
    let back = try #require(try names().first { $0.hasPrefix("\(today.adding(days: -60))") })
    try AtomicFileWriter.replace(path: "\(place)/\(back)", with: Array("other\n".utf8))
    let both = try g6("retention", "undo", "--plan", plan)
    #expect(both.exitCode == 3 && both.errors.contains("in their way and undo again; what is damaged"))
  }

  /// The numbers of a scan as Prometheus reads them.
  @Test func aScanTellsItsMetrics() throws {
    let scan = try g6("retention", "scan", "--root", root, "--metrics-out", folder.file("g6.prom"))
    #expect(scan.exitCode == 0, "\(scan.errors)")
    let text = try folder.read("g6.prom")
    for line in [
      "g6_retention_candidates 4.0", "g6_retention_kept_files{reason=\"today\"} 1.0",
      "g6_retention_scan_seconds_count 1",
    ] { #expect(text.contains(line + "\n"), "\(text)") }
    let judged = try Product.bash("promtool check metrics < g6.prom", in: folder.path)
    #expect(judged.exitCode == 0, "\(judged)")
    let bad = try g6("retention", "scan", "--root", root, "--metrics-out", folder.file("g6.prom/below"))
    #expect(bad.exitCode == 5 && bad.errors.contains("g6.prom: Not a directory"), "\(bad.errors)")
  }

  @Test func staleAndEditedPlansArePolicy() throws {
    let plan = folder.file("plan.json")
    #expect(try g6("retention", "scan", "--root", root, "--plan-out", plan).exitCode == 0)
    let text = try folder.read("plan.json")
    try folder.write("edited.json", text.replacing("\"max_age_days\": 45", with: "\"max_age_days\": 1"))
    let edited = try g6("retention", "apply", "--plan", folder.file("edited.json"))
    #expect(edited.exitCode == 4 && edited.errors.contains("not as the scan wrote it"))
    try day(today.adding(days: -65))
    let stale = try g6("retention", "apply", "--plan", plan)
    #expect(stale.exitCode == 4 && stale.errors.contains("the plan is stale"))
    #expect(try names().count == 8)
    try folder.write("none.json", "{}")
    #expect(try g6("retention", "apply", "--plan", folder.file("none.json")).exitCode == 2)
    #expect(try g6("retention", "apply", "--plan", folder.file("nothing")).exitCode == 5)
    #expect(try g6("retention", "scan", "--root", folder.file("nothing")).exitCode == 5)
    #expect(try g6("retention", "scan", "--root", root, "--today", "soon").exitCode == 2)
    #expect(try g6("retention", "scan", "--root", root, "--max-age-days", "-1").exitCode == 2)
  }

  /// The draft of the seed as a file, beside settings of other commands.
  @Test func theConfigurationIsReadFromFilesAndEnvironment() throws {
    let json = try folder.write(
      "c.json",
      """
      {"storage": {"out": "day"}, "retention": {"enabled": false, "dry_run": true, "max_age_days": 65, "protect_today": true,
       "prune_csv": true, "prune_influx": false, "whitelist": "NIFTY/**/\(today.adding(days: -90)).csv", "min_keep": 0}}
      """)
    let plan = folder.file("plan.json")
    let scan = try g6("retention", "scan", "--root", root, "--config", json, "--plan-out", plan)
    #expect(scan.exitCode == 0 && scan.output.contains("2 may go"), "\(scan)")
    #expect(scan.output.contains("1 whitelist"))
    let refused = try g6("retention", "apply", "--plan", plan, "--config", json)
    #expect(
      refused.exitCode == 4 && refused.errors.contains("retention.enabled is false (\(json):1)"),
      "\(refused.errors)")
    let toml = try folder.write("c.toml", "[retention]\nmax_age_days = 85\nmin_keep = 0\n")
    #expect(try g6("retention", "scan", "--root", root, "--config", toml).output.contains("\n1 may go"))
    let variable = try g6(
      "retention", "scan", "--root", root, "--config", toml, environment: ["G6_RETENTION_MAX_AGE_DAYS": "55"])
    #expect(variable.output.contains("\n4 may go"))
    let flag = try g6("retention", "scan", "--root", root, "--config", toml, "--max-age-days", "75")
    #expect(flag.output.contains("\n2 may go"))
    let wrong = try folder.write("w.toml", "[retention]\nmax_age = 85\n")
    let typo = try g6("retention", "scan", "--root", root, "--config", wrong)
    #expect(typo.exitCode == 2 && typo.errors.contains("w.toml:2:1"))
  }

  @Test func theEarlierNameWarnsOnce() throws {
    let ended = try g6("retention-scan", "--csv-dir", root, "--json")
    #expect(ended.exitCode == 0 && ended.output.contains("\"total_files\":7"))
    let warnings = ended.errors.split(separator: "\n").filter {
      $0.contains("retention-scan is the earlier name")
    }
    #expect(warnings.count == 1 && ended.errors.split(separator: "\n").count == 1)
  }

  @Test func pointsOfADatabaseNeedItsAddress() throws {
    let plan = folder.file("plan.json")
    #expect(
      try g6("retention", "scan", "--root", root, "--prune-influx", "--plan-out", plan).output.contains(
        "points of InfluxDB before"))
    #expect(try g6("retention", "apply", "--plan", plan).exitCode == 4)
    #expect(try g6("retention", "apply", "--plan", plan, "--influx-url", "ftp://x").exitCode == 2)
    #expect(
      try g6("retention", "apply", "--plan", plan, "--influx-url", "http://127.0.0.1:1", "--influx-db", "a b")
        .exitCode == 2)
    // Nobody listens: the files are in quarantine, the points are not gone, and the plan can be applied again.
    let down = try g6("retention", "apply", "--plan", plan, "--influx-url", "http://127.0.0.1:1")
    #expect(
      down.exitCode == 5 && down.errors.contains("cannot be asked to delete points: Failed to connect"),
      "\(down.errors)")
    #expect(!down.errors.contains("connection("), "\(down.errors)")
    #expect(try names().count == 3)
  }

  /// What the server was asked, and an answer of 200 that says the statement failed.
  @Test func pointsOfADatabaseAreDeletedWithOneStatement() throws {
    final class Heard: @unchecked Sendable {
      private let lock = Lock()
      private var all: [String] = []
      var lines: [String] { lock.withLock { all } }
      func add(_ line: String) { lock.withLock { all.append(line) } }
    }
    let heard = Heard()
    let listener = try Listener(ListenerOptions()) { request in
      heard.add("\(request.path) \(String(decoding: request.body, as: UTF8.self))")
      let answer =
        heard.lines.count == 1
        ? #"{"results":[{"error":"retention policy not found"}]}"# : #"{"results":[{}]}"#
      return Response(status: 200, body: .bytes(Array(answer.utf8)))
    }
    defer { listener.stop() }
    let plan = folder.file("plan.json")
    #expect(try g6("retention", "scan", "--root", root, "--prune-influx", "--plan-out", plan).exitCode == 0)
    let url = "http://127.0.0.1:\(listener.port)"
    let failed = try g6("retention", "apply", "--plan", plan, "--influx-url", url)
    #expect(failed.exitCode == 5 && failed.errors.contains("retention policy not found"), "\(failed.errors)")
    let again = try g6("retention", "apply", "--plan", plan, "--influx-url", url, "--json")
    #expect(again.exitCode == 0 && again.output.contains("\"influx_pruned\":true"), "\(again.errors)")
    let moment = FixedZone.india.instant(today.adding(days: -45), second: 0)
    #expect(heard.lines == Array(repeating: "/query q=DELETE%20WHERE%20time%20%3C%20\(moment)", count: 2))
  }

  /// The range of time is told to a server of version 2, with the token, and what it has against it is told.
  @Test func pointsOfABucketAreDeletedByTheirTime() throws {
    let lock = Lock()
    nonisolated(unsafe) var heard: [String] = []
    let listener = try Listener(ListenerOptions()) { request in
      let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
      let count = lock.withLock {
        heard.append(
          "\(request.method) \(request.path) \(query) \(request.header("Authorization") ?? "") "
            + String(decoding: request.body, as: UTF8.self))
        return heard.count
      }
      if count == 1 {
        return Response(status: 401, text: #"{"code":"unauthorized","message":"unauthorized access"}"#)
      }
      return Response(status: 204, text: "")
    }
    defer { listener.stop() }
    let plan = folder.file("plan.json")
    #expect(try g6("retention", "scan", "--root", root, "--prune-influx", "--plan-out", plan).exitCode == 0)
    let apply = """
      G6_INFLUX_TOKEN=secret g6 retention apply --plan plan.json --influx-url http://127.0.0.1:\(listener.port)/db \
        --influx-org desk --influx-bucket 'old points'
      """
    let failed = try Product.bash(apply, in: folder.path)
    #expect(failed.exitCode == 5, "\(failed)")
    for part in ["unauthorized access", "status 401", "G6_INFLUX_TOKEN"] {
      #expect(failed.errors.contains(part) && !failed.errors.contains("secret"), "\(failed)")
    }
    let again = try Product.bash(apply + " --json", in: folder.path)
    #expect(again.exitCode == 0 && again.output.contains("\"influx_pruned\":true"), "\(again)")
    let moment = FixedZone.india.instant(today.adding(days: -45), second: 0)
    let last = WallClock.iso8601(moment - 1, fractionDigits: 9)
    #expect(last.hasSuffix("T18:29:59.999999999Z"))
    let asked =
      "POST /db/api/v2/delete org=desk&bucket=old points Token secret "
      + "{\"start\":\"1970-01-01T00:00:00Z\",\"stop\":\"\(last)\"}"
    #expect(lock.withLock { heard } == [asked, asked])
  }
}
