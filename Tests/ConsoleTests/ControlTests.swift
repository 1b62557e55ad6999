import Documents
import Foundation
import TestSupport
import Testing
import Workloads

@testable import Console

/// `--at`, `--control-socket`, `control` and SIGUSR1 with the built program.
@Suite struct ControlTests {
  private func table(_ text: String) throws -> DocumentTable {
    try #require(try JSON.parse(Array(text.utf8), file: "result").table)
  }

  @Test func liveSettingsAreDeclaredOnce() throws {
    #expect(LiveKeys.all.map(\.name) == LiveSetting.allCases.map(\.rawValue))
    // Every setting there is can change while a run goes on, or says why not; the page names them all.
    let all = Set(SettingKeys.all.map(\.name))
    let live = Set(LiveSetting.allCases.map(\.rawValue).filter { !$0.hasPrefix("run.") })
    #expect(live.union(FixedSetting.reasons.keys) == all && live.isDisjoint(with: FixedSetting.reasons.keys))
    let page = try Repository.text("docs/run_csv.md")
    for (name, reason) in FixedSetting.reasons {
      #expect(page.contains("| `\(name)` | \(reason) |"), "\(name)")
    }
    for setting in LiveSetting.allCases { #expect(page.contains("`\(setting.rawValue)`"), "\(setting)") }
  }

  @Test func plannedCommandsStandInTheSummaryAndTheReport() throws {
    let demo = Repository.path("data/workloads/demo.csv")
    let line = ["--quiet", "run-csv", "--csv", demo, "--seed", "1"]
    let plan = ["--at", "500=convert:chaining", "--at", "1_000=snapshot:/no/s", "--at", "9000=stop"]
    let result = try table(try InProcess(["--json"] + line + plan).output)
    let receipts = (result["receipts"]?.array ?? []).compactMap(\.table).map { receipt in
      receipt.members.map { "\($0.key)=\($0.value.string ?? $0.value.number.map { "\(Int($0))" } ?? "?")" }
        .joined(separator: " ")
    }
    #expect(receipts.count == 3)
    #expect(
      receipts.first?.hasPrefix("id=1 command=convert:chaining status=applied at_op=500 detail=") == true)
    #expect(
      receipts.last
        == "id=3 command=stop status=refused at_op=9000 detail=the run ended after 2,000 operations")
    #expect(result["final_backend"]?.string == "chaining" || result["migrations_triggered"]?.number != 0)
    let run = try InProcess(line + plan)
    #expect(
      run.errors.contains("WARNING") && run.errors.contains("stop at operation 9,000 was refused"),
      "\(run.errors)")
    let report = run.output
    #expect(report.contains("commands\n  1 convert:chaining at operation 500: applied, "), "\(report)")
    let wrong = try InProcess(line + ["--at", "5=compcat"])
    #expect(wrong.exitCode == 2 && wrong.errors.contains("did you mean compact?"), "\(wrong.errors)")
    let direct = try InProcess(line + ["--engine", "direct", "--control-socket", "s"])
    #expect(direct.exitCode == 2 && direct.errors.contains("--engine graph"), "\(direct.errors)")
  }

  @Test func aRunIsToldOverItsSocket() throws {
    let folder = try TemporaryFolder()
    let run = try Product.bash(
      """
      ask() { hashmap-cli control --socket s "$1" >>answers 2>>refusals; echo "$1 $?" >>codes; }
      mkfifo in
      exec 3<>in
      hashmap-cli --json --quiet run-csv --csv - --control-socket s --metrics-out-dir m --tick-interval 0 <in 3<&- >out &
      { echo op,key,value; for i in {1..1000}; do echo put,k$i,v; done; } >&3
      for i in {1..400}; do grep -qs '"ops":1000' answers && break; hashmap-cli control --socket s status >>answers 2>/dev/null; sleep 0.02; done
      stat -c %a s >mode
      ask convert:chaining; ask pause:1h; ask resume; ask reseed; ask compact; ask set:run.tick_ops=10; ask snapshot:/no/x
      ask frob
      printf 'status' | timeout 5 python3 -c 'import socket,sys;s=socket.socket(socket.AF_UNIX);s.connect("s");s.sendall(b"stat");s.sendall(b"us\\n\\x00\\n");f=s.makefile("rb");sys.stdout.write((f.readline()+f.readline()).decode())' >raw
      kill -USR1 $!
      for i in {1..200}; do [ $(wc -l <m/metrics.ndjson) -ge 2 ] && break; sleep 0.02; done
      wc -l <m/metrics.ndjson >ticks
      ask stop
      wait $!
      echo "run $?" >>codes
      ls s 2>/dev/null
      ask status
      """, in: folder.path)
    let refusals = try folder.read("refusals")
    let codes = try folder.read("codes").split(separator: "\n")
    #expect(
      codes == [
        "convert:chaining 0", "pause:1h 0", "resume 0", "reseed 0", "compact 0", "set:run.tick_ops=10 0",
        "snapshot:/no/x 4", "frob 2", "stop 0", "run 0", "status 5",
      ], "\(run) \(codes) \(refusals)")
    #expect(
      try folder.read("mode") == "600\n" && run.output.isEmpty, "the socket is private, and gone: \(run)")
    let answers = try folder.read("answers").split(separator: "\n").map { try table(String($0)) }
    #expect(answers.contains { $0["run"]?.table?["ops"]?.number == 1000 }, "\(answers)")
    #expect(answers.last?["command"]?.string == "stop" && answers.last?["at_op"]?.number == 1000)
    let raw = try folder.read("raw").split(separator: "\n").map { try table(String($0)) }
    #expect(raw.count == 2 && raw[0]["status"]?.string == "applied" && raw[1]["error"]?.string == "BadInput")
    #expect(try Int(folder.read("ticks").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 >= 2)
    let result = try table(try folder.read("out"))
    #expect(result["status"]?.string == "stopped" && result["total_ops"]?.number == 1000)
    let receipts = (result["receipts"]?.array ?? []).compactMap { $0.table?["status"]?.string }
    #expect(receipts == Array(repeating: "applied", count: 6) + ["refused", "applied"])
    #expect(try Product.run(["validate-metrics", "m/metrics.ndjson"], in: folder.path).exitCode == 0)
  }

  @Test func commandsPierceASaturatingReplay() throws {
    let folder = try TemporaryFolder()
    let run = try Product.bash(
      """
      hashmap-cli --quiet generate-csv --outfile w.csv --ops 200000 --key-space 20000 --seed 1 >/dev/null
      { head -1 w.csv; for i in {1..200}; do tail -n +2 w.csv; done; } | hashmap-cli --json --quiet run-csv --csv - --csv-max-rows 0 --csv-max-bytes 0 --control-socket s --tick-interval 0 --tick-ops 0 >out &
      for i in {1..400}; do hashmap-cli control --socket s status >status 2>/dev/null && grep -q '"ops":[1-9]' status && break; sleep 0.02; done
      hashmap-cli control --socket s convert:robinhood >receipt
      hashmap-cli control --socket s stop >stop
      wait $!
      """, in: folder.path)
    #expect(run.exitCode == 0, "\(run)")
    let stop = try table(try folder.read("stop"))
    let result = try table(try folder.read("out"))
    #expect(try table(try folder.read("receipt"))["status"]?.string == "applied")
    #expect(result["status"]?.string == "stopped" && result["total_ops"]?.number == stop["at_op"]?.number)
    #expect(result["total_ops"]?.number ?? 4e7 < 40_000_000)
  }

  @Test func killedWithoutWarning() throws {
    let folder = try TemporaryFolder()
    let run = try Product.bash(
      """
      mkfifo in
      exec 3<>in
      hashmap-cli --quiet run-csv --csv - --control-socket s <in 3<&- >/dev/null 2>&1 &
      for i in {1..400}; do hashmap-cli control --socket s status >/dev/null 2>&1 && break; sleep 0.02; done
      kill -9 $!
      wait $! 2>/dev/null
      ls s
      hashmap-cli control --socket s status 2>/dev/null; echo $?
      { echo op,key,value; echo put,a,1; } | hashmap-cli --quiet run-csv --csv - --control-socket s >/dev/null; echo $?
      ls s 2>/dev/null
      echo precious >s
      { echo op,key,value; echo put,a,1; } | hashmap-cli --quiet run-csv --csv - --control-socket s 2>/dev/null; echo $?
      cat s
      """, in: folder.path)
    #expect(run.output == "s\n5\n0\n5\nprecious\n", "\(run)")
  }
}
