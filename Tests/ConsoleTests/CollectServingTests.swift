import Documents
import TestSupport
import Testing

@testable import Console

/// `g6 collect --metrics-port`, `g6 summary` and `g6 bench` as their users run them.
@Suite struct CollectServingTests {
  /// Asks a running collector until it says what is waited for; everything it offers is looked at, and Prometheus judges
  /// the exposition.
  @Test func aRunningCollectorIsWatched() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "ask.py",
      """
      import sys, time, urllib.request, urllib.error
      base, path, wanted = sys.argv[1:4]
      deadline = time.time() + 120
      while True:
          try:
              with urllib.request.urlopen(base + path, timeout=30) as answer: text = answer.read().decode()
          except urllib.error.HTTPError as error: text = f"{error.code} " + error.read().decode()
          except OSError as error: text = f"no answer: {error}"
          if wanted in text: break
          if time.time() > deadline: sys.exit(f"{path} never said {wanted}: {text[:2000]}")
          time.sleep(0.05)
      print(text)

      """)
    let run = try Product.bash(
      """
      g6 collect --clock wall --interval 0.1 --metrics-port 0 --out out --panels-dir panels -q > log 2> err &
      trap 'kill $! 2>/dev/null; wait' EXIT
      for i in {1..1200}; do
        url=$(sed -n 's/^metrics and health at \\(.*\\)\\/$/\\1/p' err); [ -n "$url" ] && break; sleep 0.05
      done
      ask() { python3 ask.py "$url" "$@" || exit 1; }
      ask /readyz '"level"' > ready
      ask /metrics 'g6_panels_integrity_ok 1' > metrics
      promtool check metrics < metrics || exit 1
      ask /api/cycle '"schema":"g6.cycle.v1"' > cycle
      ask '/api/cycles?limit=2' '"schema":"g6.cycles.v1"' > cycles
      ask /healthz '"name":"panel_age"' > health
      ask / '/api/stream' > list
      ask /nowhere '404' > none
      python3 -c 'import sys, urllib.request as u; s = u.urlopen(sys.argv[1] + "/api/stream", timeout=60); print(*[s.readline().decode().strip() for _ in range(4)])' $url > stream
      g6 summary --url $url --plain > summary || exit 1
      g6 summary --url $url --json > summary.json || exit 1
      kill -TERM $!; wait $!; echo code $?
      trap - EXIT
      """, in: folder.path)
    let errors = try folder.read("err")
    #expect(run.exitCode == 0 && run.output.hasSuffix("code 143\n"), "\(run) \(errors)")
    let metrics = try folder.read("metrics")
    for family in [
      "g6_index_price{index=\"NIFTY\"}",
      "g6_iv_estimation_success_total{index=\"NIFTY\",expiry=\"this_week\"}",
      "g6_panels_integrity_ok 1", "g6_build_info{", "g6_api_calls_total{endpoint=\"chain\",result=\"ok\"}",
      "g6_health_level{check=\"last_success\"} ", "g6_http_requests_total{route=\"/readyz\",status=",
      "g6_metric_group_state{group=\"option_detail\"} 0", "process_resident_memory_bytes",
    ] { #expect(metrics.contains(family), "\(family)") }
    #expect(!metrics.contains("g6_option_price") && !metrics.contains("g6_retention"))
    #expect(try folder.read("stream").hasPrefix("retry: 2000  event: cycle id: "))
    #expect(try folder.read("health").contains("\"schema\":\"g6.health.v1\""))
    let summary = try folder.read("summary")
    #expect(
      summary.contains("NIFTY") && summary.contains("memory tier") && summary.contains("phases"), "\(summary)"
    )
    let json = try #require(try JSON.parse(Array(try folder.read("summary.json").utf8), file: "s").table)
    #expect(json["schema"]?.string == "g6.summary.v1" && json["indices"]?.array?.count == 4)
    // A share, as with panels, though the cycle's line has it of 100.
    for index in json["indices"]?.array ?? [] {
      let quality = try #require(index.table?["quality"]?.number, "\(index)")
      #expect((0...1).contains(quality) && quality > 0.5, "\(quality)")
    }
  }

  @Test(arguments: [
    ["--metrics-port", "0", "--metric-groups", "indx"], ["--no-metric-groups", "colection"],
  ])
  func aGroupThatIsNoneIsAnError(_ flags: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try InProcess(
      ["collect", "--cycles", "1", "--out", folder.file("out")] + flags, program: .g6)
    #expect(run.exitCode == 2 && run.errors.contains("there is no group"), "\(run.errors)")
    #expect(run.errors.contains("did you mean"))
  }

  /// Panels are read as they were published; what is not there, or not as it was, ends with its exit code.
  @Test func aSummaryOfPanels() throws {
    let folder = try TemporaryFolder()
    let made = try InProcess(
      [
        "collect", "--cycles", "2", "--out", folder.file("out"), "--panels-dir", folder.file("panels"), "-q",
      ], program: .g6)
    #expect(made.exitCode == 0, "\(made.errors)")
    func summary(_ flags: String...) throws -> InProcess {
      try InProcess(["summary", "--panels-dir", folder.file("panels")] + flags, program: .g6)
    }
    let plain = try summary("--plain")
    #expect(plain.exitCode == 0 && plain.output.hasPrefix("cycle 2  2026-11-16T"), "\(plain.output)")
    for part in ["NIFTY", "BANKNIFTY", "SENSEX", "budgets", "generation 2, signature not checked"] {
      #expect(plain.output.contains(part), "\(part): \(plain.output)")
    }
    let compact = try summary("--plain", "--compact")
    let lines = [compact, plain].map {
      $0.output.split(separator: "\n", omittingEmptySubsequences: false).count
    }
    #expect(lines[0] < lines[1])
    let json = try #require(try JSON.parse(Array(try summary("--json").output.utf8), file: "s").table)
    #expect(json["cycle"]?.integer == 2 && json["options"]?.integer ?? 0 > 100)
    let changed = try Product.bash(
      "f=$(ls panels/*/loop.json | tail -n 1); sed -i 's/2026/2027/' $f", in: folder.path)
    #expect(changed.exitCode == 0, "\(changed)")
    let damaged = try summary("--plain")
    #expect(damaged.exitCode == 3 && damaged.errors.contains("loop.json"), "\(damaged.errors)")
    let absent = try InProcess(["summary", "--panels-dir", folder.file("nowhere")], program: .g6)
    #expect(absent.exitCode == 5 && absent.errors.contains("nowhere") && absent.output.isEmpty)
    let silent = try InProcess(["summary", "--url", "http://127.0.0.1:1", "--plain"], program: .g6)
    #expect(silent.exitCode == 5 && silent.output.isEmpty, "\(silent.errors)")
  }

  /// Numbers that were measured, and an error where nothing could be.
  @Test func aBench() throws {
    let folder = try TemporaryFolder()
    let short = "--seconds 0.01 --cycles 3 --starts 2"
    let run = try Product.bash("TMPDIR=$PWD g6 bench \(short) --json; ls", in: folder.path)
    #expect(run.exitCode == 0, "\(run)")
    let line = try #require(run.output.split(separator: "\n").first)
    #expect(run.output.split(separator: "\n").count == 1, "the temporary folder is gone")
    let json = try #require(try JSON.parse(Array(line.utf8), file: "bench").table)
    #expect(json["schema"]?.string == "g6.bench.v1" && json["ok"]?.bool == true)
    for name in ["start_seconds", "registry_seconds", "prices_per_second", "volatilities_per_second"] {
      #expect(json[name]?.number ?? 0 > 0, "\(name)")
    }
    let cycle = try #require(json["cycle"]?.table)
    for name in ["options", "after_fetch_seconds", "sync_seconds", "whole_seconds", "options_per_second"] {
      #expect(cycle[name]?.number ?? 0 > 0, "\(name)")
    }
    let bad = try Product.bash("TMPDIR=$PWD/nowhere g6 bench \(short) --json", in: folder.path)
    #expect(bad.exitCode == 5 && bad.output.isEmpty && bad.errors.contains("nowhere"), "\(bad)")
  }
}
