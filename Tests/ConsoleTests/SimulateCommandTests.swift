import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// `g6 simulate`, and how runs of the collector end when something goes wrong that was or was not asked for.
struct SimulateCommandTests {
  private func run(_ line: String, _ folder: TemporaryFolder) throws -> Product.Finished {
    try Product.bash(line, environment: ["WORK": folder.path], in: folder.path)
  }

  private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [String: String] {
    var found: [String: String] = [:]
    let all = FileManager.default.enumerator(atPath: folder.file(name))
    while let path = all?.nextObject() as? String {
      if path.hasSuffix(".csv") { found[path] = try folder.read("\(name)/\(path)") }
    }
    return found
  }

  @Test func aDayWithFaultsIsTheSameTwiceAndItsPanelsVerify() throws {
    let folder = try TemporaryFolder()
    let faults =
      "--fault provider:stall@3-5 --fault memory:0.92@8 --fault storage:slow@10 --fault panels:error@12"
    for name in ["one", "two"] {
      let ended = try run(
        "g6 simulate --interval 900 --indices NIFTY --seed 3 --out \(name) --panels-dir panels-\(name) \(faults)",
        folder)
      #expect(ended.exitCode == 0, "\(ended.errors)")
    }
    let (one, two) = (try rows(folder, "one"), try rows(folder, "two"))
    #expect(one == two && one.count > 20 && one.values.contains { $0.split(separator: "\n").count > 10 })
    // The day lies in the past or the future of whoever looks; that is no fault of its panels.
    let checked = try run("g6 integrity --panels-dir panels-one --json", folder)
    #expect(checked.exitCode == 0 && checked.output.contains("\"clock\":\"manual\""), "\(checked.output)")
    let late = try run("g6 integrity --panels-dir panels-one --at 2031-01-01T00:00:00Z", folder)
    #expect(late.exitCode == 3 && late.output.contains("expired"), "\(late.output)")
  }

  @Test func onlyWhatWasAskedForIsExcused() throws {
    let folder = try TemporaryFolder()
    let flags = "--cycles 3 --indices NIFTY --panels-dir panels"
    let asked = [
      ("provider:die@2", Int32(3)), ("storage:full@2", 5), ("storage:error@2", 5), ("panels:full@2", 5),
      ("panels:error@1-2", 5),
    ]
    for (fault, code) in asked {
      let simulated = try run("g6 simulate \(flags) --out s-\(code) --fault \(fault)", folder)
      #expect(simulated.exitCode == 0, "\(fault): \(simulated.errors)")
      // A collection has no wishes: whatever goes wrong counts.
      let collected = try run("g6 collect \(flags) --out c-\(code) --fault \(fault)", folder)
      #expect(collected.exitCode == code, "\(fault): \(collected.errors)")
    }
    // A file that may not grow further is an error with an envelope, no end by a signal, and no fault of another domain
    // excuses the cycles that are lost over it.
    let full = try run(
      "(\(Product.limitingFiles(toKiB: 4))g6 simulate --cycles 3 --indices NIFTY --panels-dir none --out full --json --fault provider:stale@1-3) 2>&1 | cat; exit ${PIPESTATUS[0]}",
      folder)
    #expect(full.exitCode == 5, "\(full.output)")
    #expect(full.output.contains("cycles were not kept") && full.output.contains("\"storage\":1"))
  }

  /// Nothing would come of them.
  @Test(arguments: [
    ("--out none", "storage:full@3-5"), ("--out none", "storage:slow"), ("--out none", "panels:error@2"),
    ("--out o --panels-dir none", "panels:full"), ("--out none --panels-dir p", "storage:error@1"),
  ])
  func faultsOfWhatTheRunDoesWithoutAreRefused(_ destination: String, _ fault: String) throws {
    let folder = try TemporaryFolder()
    let ended = try run("g6 simulate --cycles 2 \(destination) --fault provider:stale,\(fault)", folder)
    #expect(ended.exitCode == 2 && ended.output.isEmpty, "\(ended)")
    #expect(
      ended.errors.contains("--fault \(fault): this run") && ended.errors.contains("give --"),
      "\(ended.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// What is named twice is collected, and fails, once.
  @Test func namesThatStandTwiceAreOne() throws {
    let folder = try TemporaryFolder()
    let flags = "--cycles 1 --out none --json --fault provider:error"
    let once = try run("g6 simulate --indices NIFTY --expiries this_week \(flags)", folder)
    let twice = try run(
      "g6 simulate --indices NIFTY,NIFTY --expiries this_week,this_week \(flags)", folder)
    func failures(_ ended: Product.Finished) throws -> String {
      let line = try #require(ended.output.split(separator: "\n").first)
      return String(line.prefix { $0 != "}" })
    }
    #expect(try failures(once) == failures(twice), "\(twice.output)")
    #expect(twice.output.components(separatedBy: "\"index\":\"NIFTY\"").count == 2, "\(twice.output)")
  }

  /// Indices side by side wait once by the wall; their phases are summed.
  @Test func theTimeOfACycleIsTheWalls() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      "g6 collect --provider 'exec:sleep 100' --clock wall --hours always --cycles 1 --timeout 1 --out none --json",
      folder)
    let line = try #require(ended.output.split(separator: "\n").first)
    let cycle = try #require(try JSON.parse(Array(line.utf8), file: "cycle").table)
    let wall = try #require(cycle["wall_ms"]?.number)
    let phases = (cycle["phase_ms"]?.table?.members ?? []).compactMap { $0.value.number }.reduce(0, +)
    #expect(wall >= 1000 && phases >= 4 * 1000 && wall < phases, "\(line)")
  }

  /// The folder of panels is a collector's own while it runs, and free when it has ended or was killed.
  @Test func aSecondCollectorIsRefusedByTheFolderOfPanels() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      """
      g6 collect --clock wall --interval 0.1 --indices NIFTY --out none --panels-dir p -q 2> err & first=$!
      trap 'kill -9 $first 2>/dev/null; wait' EXIT
      for i in {1..1200}; do [ -s p/manifest.json ] && break; sleep 0.05; done
      g6 collect --cycles 2 --indices SENSEX --out none --panels-dir p > second 2> refused; echo code $?
      g6 integrity --panels-dir p > /dev/null; echo code $?
      kill -9 $first; wait $first; trap - EXIT
      g6 collect --cycles 2 --indices SENSEX --out none --panels-dir p -q; echo code $?
      ls -A p | grep -c writer
      """, folder)
    #expect(ended.output == "code 5\ncode 0\ncode 0\n0\n", "\(ended)")
    let refused = try folder.read("refused")
    #expect(refused.contains("another collector publishes its panels there"), "\(refused)")
    #expect(try folder.read("second").isEmpty)
  }

  @Test func panelsThatAreNotPublishedAreNoSuccess() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      "g6 collect --cycles 6 --indices NIFTY --out out --panels-dir panels --json --fault panels:full", folder
    )
    #expect(ended.exitCode == 5 && ended.errors.contains("the panels of 6 of 6 cycles were not published"))
    let lines = ended.output.split(separator: "\n")
    #expect(lines.count == 6)
    for line in lines {
      #expect(line.contains("\"ok\":false") && line.contains("\"failures\":{\"storage\":1}"), "\(line)")
      #expect(line.contains("\"detail\":\"full\""), "\(line)")
    }
    #expect(try rows(folder, "out").values.allSatisfy { $0.split(separator: "\n").count == 7 })
  }

  @Test func aReaderThatLeavesEndsNoCollection() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      "g6 collect --cycles 40 --indices NIFTY --out out --panels-dir none --json | head -1; echo ${PIPESTATUS[0]}",
      folder)
    let lines = ended.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.last == "0", "\(ended.output)")
    #expect(ended.errors.contains("nobody reads the cycles any more"), "\(ended.errors)")
    let kept = try rows(folder, "out")
    #expect(!kept.isEmpty && kept["overview/NIFTY/2026-11-16.csv"]?.split(separator: "\n").count == 41)
    // How it went is told as ever.
    let lost = try run(
      "g6 collect --cycles 40 --indices NIFTY --out none --panels-dir none --json --fault provider:die@40 | head -1; echo ${PIPESTATUS[0]}",
      folder)
    #expect(lost.output.hasSuffix("\n3\n"), "\(lost.output) \(lost.errors)")
  }

  @Test func aSimulationWithALiveProviderHasTheMarketsClock() throws {
    let folder = try TemporaryFolder()
    let example = Repository.path("examples/providers/echo.py")
    let ended = try run(
      "g6 simulate --cycles 2 --interval 1800 --timeout 60 --indices NIFTY --out none --panels-dir none --json --provider 'exec:python3 \(example)'",
      folder)
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let lines = ended.output.split(separator: "\n")
    #expect(lines.count == 2)
    for (line, time) in zip(lines, ["03:45", "04:15"]) {
      #expect(line.contains("\"instant\":\"2026-11-16T\(time):00"), "\(line)")
    }
  }

  @Test func anIntervalShorterThanTheStepOfRowsIsToldOnce() throws {
    let folder = try TemporaryFolder()
    let ended = try run(
      "g6 collect --cycles 4 --interval 10 --indices NIFTY --out out --panels-dir none", folder)
    #expect(ended.exitCode == 0)
    #expect(ended.errors.components(separatedBy: "one row for every 30 s").count == 2, "\(ended.errors)")
  }

  @Test func whatCannotBeReadIsAFailureOfReading() throws {
    let folder = try TemporaryFolder()
    let lines = [
      "g6 collect --cycles 1 --out none --panels-dir none --contracts nofile",
      "g6 collect --cycles 1 --out none --panels-dir none --provider replay:nodir",
      "g6 token --token-file nofile", "g6 retention scan --config nofile --root . --plan-out plan",
      "g6 collect --cycles 1 --out none --panels-dir none --provider exec:true --token-file nofile",
    ]
    for line in lines {
      let ended = try run(line, folder)
      #expect(ended.exitCode == 5 && ended.errors.contains("\"error\":\"IO\""), "\(line): \(ended.errors)")
    }
  }

  @Test func everyAnswerInJSONNamesItsForm() throws {
    for (program, family) in [(Program.g6, "g6"), (.hashmapCLI, "adhash")] {
      for command in ["version", "help", "completion"] {
        let words = ["--json", command] + (command == "completion" ? ["bash"] : [])
        let told = try InProcess(words, program: program)
        #expect(told.output.contains("\"schema\":\"\(family).\(command).v1\""), "\(told.output.prefix(200))")
      }
    }
  }

  @Test func rowsThatCannotBeReadKeepWhatTheySay() throws {
    let folder = try TemporaryFolder()
    try folder.write("rows.csv", "type,forward,strike,years,price\nC,100,100,1,0x10\nC,100,100,1,4\n")
    let csv = try run("g6 iv --csv rows.csv", folder)
    #expect(csv.output.contains("C,100,100,1,0x10,,noQuote"), "\(csv.output)")
    let json = try run("g6 iv --csv rows.csv --json", folder)
    #expect(json.output.contains("\"price\":null"), "\(json.output)")
    try folder.write(
      "rows.ndjson", "{\"type\":\"C\",\"forward\":100,\"strike\":100,\"years\":1,\"price\":4}\nno \"row\"\n")
    let lines = try run("g6 iv --csv rows.ndjson", folder).output.split(separator: "\n")
    #expect(
      lines.last == #"{"line":2,"text":"no \"row\"","sigma":null,"status":"noQuote"}"#, "\(lines)")
  }
}
