import Base
import Foundation
import HTTP
import Server
import Telemetry
import TestSupport
import Testing

@testable import Console
@testable import Terminal

/// `tui` and `run-csv --tui` without a terminal.
@Suite struct TUITests {
  /// Ticks of a run of the product.
  private func run(in folder: TemporaryFolder) throws -> [String] {
    let run = try Product.bash(
      "hashmap-cli -q run-csv --csv '\(Repository.path("data/workloads/demo.csv"))' --seed 7 --metrics-out-dir m "
        + "--tick-ops 200 --tick-interval 0 > /dev/null", in: folder.path)
    #expect(run.exitCode == 0, "\(run)")
    return try folder.read("m/metrics.ndjson").split(separator: "\n").map { $0 + "\n" }
  }

  private func wait(for source: any FrameSource, _ done: (FrameNews) -> Bool) -> FrameNews {
    var all = FrameNews()
    for _ in 0..<6000 {
      let news = source.take()
      all.frames += news.frames
      all.refused += news.refused
      all.problem = news.problem
      all.isOver = news.isOver
      all.gap = news.gap ?? all.gap
      if done(all) { return all }
      usleep(5000)
    }
    return all
  }

  @Test func oneScreenShowsTheFrame() throws {
    let folder = try TemporaryFolder()
    let ticks = try run(in: folder)
    let path = folder.file("m/metrics.ndjson")
    let shown = try InProcess("tui", "--once", "--size", "100x30", "--source", path, "--frame", "5")
    let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(shown.exitCode == 0 && lines.count == 31 && shown.output.contains("│ frame 5 │"), "\(shown)")
    let frame = try #require(try JSONSerialization.jsonObject(with: Data(ticks[4].utf8)) as? [String: Any])
    #expect(shown.output.contains(Figures.grouped(try #require(frame["ops"] as? Int))))
    #expect(shown.output.contains(Figures.fixed(try #require(frame["load_factor"] as? Double), 4)))
    let json = try InProcess("--json", "tui", "--once", "--source", path)
    let envelope = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(
      envelope["columns"] as? Int == 80 && (envelope["screen"] as? String)?.contains("│ complete │") == true)
    let probe = try folder.write("trace.json", "{\"operation\":\"get\",\"path\":[{\"slot\":3}]}")
    let traced = try InProcess("tui", "--once", "--size", "130x40", "--source", path, "--probe-json", probe)
    #expect(traced.output.contains("operation get") && traced.output.contains("1. slot 3"))
    let broken = try InProcess(
      "tui", "--once", "--source", path, "--size", "400x40", "--probe-json", folder.file("no"))
    #expect(broken.exitCode == 0 && broken.output.contains("No such file"))
  }

  @Test func whatCannotBeShownIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try run(in: folder)
    let path = folder.file("m/metrics.ndjson")
    let table: [([String], Int32, String)] = [
      (["--once", "--source", path, "--frame", "99"], 2, "no frame 99"),
      (["--once", "--source", path, "--size", "80"], 2, "not a size"),
      (["--once", "--source", path, "--size", "0x9"], 2, "not a size"),
      (["--once", "--source", path, "--size", "80x24x3"], 2, "not a size"),
      (["--size", "80x24"], 2, "needs --once"),
      (["--source", path, "--frame", "3"], 2, "needs --once"),
      (["--once", "--source", folder.path], 5, "director"),
      (["--once", "--source", folder.file("none")], 5, "No such file"),
      (["--source", folder.file("none")], 5, "No such"),
      (["--source", folder.path], 5, "director"), (["--source", "a", "--url", "http://a/"], 2, "contradict"),
      (["--url", "https://user@a/"], 2, "not an address"), (["--url", "nonsense"], 2, "not an address"),
      (["--once", "--url", "http://127.0.0.1:1/"], 5, "no answer from http://127.0.0.1:1/"),
      (["--url", "http://a/", "--insecure"], 2, "no effect without https"),
      (["--source", path, "--cacert", path], 2, "no effect without https"),
      (["--url", "https://a/", "--cacert", path, "--insecure"], 2, "contradict"),
      (["--url", "https://a/", "--cacert", path], 2, "no certificate"),
      (["--url", "https://a/", "--cacert", folder.file("none")], 5, "No such file"),

      (["--json", "--source", path], 2, "--once"),
      (["--once", "--source", try folder.write("bad", "x\n{}\n")], 2, "no frame"),
    ]
    let exposed = try InProcess(["tui", "--url", "http://example.org/"], environment: ["ADHASH_TOKEN": "t"])
    #expect(exposed.exitCode == 4 && exposed.errors.contains("unencrypted"), "\(exposed)")
    for (words, code, message) in table {
      let run = try InProcess(["tui"] + words)
      #expect(run.exitCode == code && run.errors.contains(message), "\(words): \(run)")
    }
  }

  @Test func aPipeGetsLines() throws {
    let folder = try TemporaryFolder()
    let ticks = try run(in: folder)
    let path = folder.file("m/metrics.ndjson")
    let shown = try InProcess("tui", "--source", path, "--no-follow")
    let lines = shown.output.split(separator: "\n").filter { $0.hasPrefix("frame ") }
    #expect(shown.exitCode == 0 && lines.count == ticks.count && !shown.output.contains("\u{1B}"), "\(shown)")
    let piped = try Product.bash(
      "tail -n 2 m/metrics.ndjson | hashmap-cli tui --source - | grep -c '^frame'", in: folder.path)
    #expect(piped.output == "2\n", "\(piped)")
    let gone = try Product.bash(
      "hashmap-cli tui --source m/metrics.ndjson | (head -n 1; sleep 1); echo ${PIPESTATUS[0]}",
      in: folder.path)
    #expect(gone.exitCode == 0 && gone.output.hasSuffix("\n0\n"), "\(gone)")
    let told = try Product.bash(
      """
      hashmap-cli tui --source m/metrics.ndjson > out 2> err & pid=$!
      for i in {1..600}; do grep -q complete out && break; sleep 0.05; done
      kill -INT $pid; wait $pid; echo $?; cat err
      """, in: folder.path)
    #expect(told.output.hasPrefix("130\n{\"error\":\"Interrupted\""), "\(told)")
    let attached = try Product.bash(
      "hashmap-cli -q run-csv --csv '\(Repository.path("data/workloads/demo.csv"))' --tui --json 2> err; grep -c '^frame' err",
      environment: ["TERM": "dumb"], in: folder.path)
    #expect(attached.exitCode == 0 && attached.output.hasPrefix("{\"ok\":true"), "\(attached)")
  }

  /// The screen of a server is the screen of its file, at any frame.
  @Test func oneScreenOfAServerIsThatOfItsFile() throws {
    let folder = try TemporaryFolder()
    let ticks = try run(in: folder).prefix(4)
    let path = try folder.write("part.ndjson", ticks.joined())
    let serve = try RunningProduct(["serve", "--port", "0", "--source", path, "--rate-limit", "0"])
    let port = try #require(serve.port(), "\(serve.errors)")
    let client = try Conversation(port: port)
    try client.ask("/api/runs") { $0.text.contains("\"ended\":true") }
    let url = "http://127.0.0.1:\(port)/"
    for more in [[], ["--frame", "3"], ["--frame", "1", "--size", "120x40"]] {
      let file = try Product.run(["tui", "--once", "--source", path] + more)
      let asked = try Product.run(["tui", "--once", "--url", url] + more)
      #expect(file.exitCode == 0 && asked.exitCode == 0, "\(asked.errors)")
      // The last line names the source.
      func screen(_ text: String) -> ArraySlice<Substring> {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(2)
      }
      #expect(screen(asked.output) == screen(file.output) && screen(file.output).count > 20)
    }
    let none = try Product.run(["tui", "--once", "--url", url, "--frame", "99"])
    #expect(none.exitCode == 2 && none.errors.contains("the last one is \(ticks.count)"), "\(none.errors)")
    let empty = try RunningProduct(["serve", "--port", "0"])
    let early = try Product.run(["tui", "--once", "--url", "http://127.0.0.1:\(try #require(empty.port()))/"])
    #expect(early.exitCode == 2 && early.errors.contains("has no frame yet"), "\(early.errors)")
  }

  /// Split writes, appended runs, truncation, rotation, disappearance: nothing is lost and nothing is shown twice.
  @Test func aFileIsFollowedThroughEverything() throws {
    let folder = try TemporaryFolder()
    let ticks = try run(in: folder)
    let path = try folder.write("f.ndjson", ticks[0] + String(ticks[1].prefix(40)))
    let source = try FileFrames(path: path, follows: true)
    #expect(source.take().frames.map(\.frame) == [1])
    func append(_ text: String) throws {
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    }
    try append(String(ticks[1].dropFirst(40)) + "garbage\n\n" + ticks[2])
    var news = wait(for: source) { $0.frames.count == 2 }
    #expect(news.frames.map(\.frame) == [2, 3] && news.refused == 1)
    try Data(ticks[3].utf8).write(to: URL(fileURLWithPath: path), options: [])
    news = wait(for: source) { $0.frames.count == 1 }
    #expect(news.frames.map(\.frame) == [4], "after it was cut it is read from its beginning")
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    #expect(source.take().problem?.contains("is gone") == true)
    try Data(ticks[4].utf8).write(to: URL(fileURLWithPath: path), options: [])
    news = wait(for: source) { $0.frames.count == 1 }
    #expect(news.frames.map(\.frame) == [5] && news.problem == nil)
    source.refresh()
  }

  /// Frames over HTTP: cursor, gap, another run, faults of the server; each is seen, and asking goes on.
  @Test func aServerIsAskedAgainAndAgain() throws {
    let folder = try TemporaryFolder()
    let ticks = try run(in: folder).map { $0.dropLast() }
    let state = ServerScript()
    let listener = try Listener(ListenerOptions()) { request in state.answer(request) }
    defer { listener.stop() }
    let run = "18e9"
    state.set { since in
      let frames = ticks.enumerated().filter { $0.offset + 1 > max(since, 2) }.prefix(3)
      let next = frames.last.map { $0.offset + 1 } ?? since
      let gap = since < 2 ? ",\"gap\":{\"from\":1,\"to\":2}" : ""
      return (
        200,
        "{\"run_id\":\"\(run)\",\"frames\":[\(frames.map(\.element).joined(separator: ","))],\"next\":\(next)\(gap)}"
      )
    }
    let fetch = try Fetch(
      ServerAddress("http://127.0.0.1:\(listener.port)/"), token: nil, timeout: 60_000_000_000, agent: "t")
    let source = try ServerFrames(fetch, period: 10_000_000, limit: 100)
    defer { source.close() }
    var news = wait(for: source) { $0.frames.count == ticks.count - 2 }
    #expect(
      news.frames.map(\.frame) == Array(3...UInt64(ticks.count)) && news.gap == 1...2 && news.problem == nil)
    #expect(state.paths.first?.hasPrefix("/api/frames since=0") == true, "\(state.paths.prefix(1))")
    let faults: [(Int, String, String)] = [
      (401, "{}", "ADHASH_TOKEN"), (429, "{}", "--poll-interval"), (404, "", "answers 404"),
      (200, "[]", "no list of frames"), (200, "{", "expected"),
    ]
    for (status, body, problem) in faults {
      state.set { _ in (status, body) }
      news = wait(for: source) { $0.problem?.contains(problem) == true }
      #expect(news.problem?.contains(problem) == true, "\(status) \(body): \(news.problem ?? "nothing")")
    }
    state.set { since in
      since > 0
        ? (200, "{\"run_id\":\"other\",\"frames\":[],\"next\":\(since)}")
        : (200, "{\"run_id\":\"other\",\"frames\":[\(ticks[0]),{}],\"next\":1}")
    }
    source.refresh()
    news = wait(for: source) { $0.frames.count == 1 && $0.problem == nil }
    #expect(news.frames.map(\.frame) == [1] && news.refused >= 1, "another run is read from its beginning")
  }
}

/// The page of the documentation says what the program does.
@Suite struct TUIPageTests {
  @Test func keysAndScreenAreThoseOfTheProgram() throws {
    let page = try Repository.text("docs/tui.md")
    for line in KeyTable.lines {
      let keys = line.keys.replacingOccurrences(of: "|", with: "\\|")
      #expect(page.contains("| `\(keys)` | \(line.meaning) |"), "\(line.keys)")
    }
    #expect(page.contains(KeyTable.marks))
    #expect(page.contains(try Repository.text("Tests/Goldens/terminal/100x30-migrating.txt")))
  }
}

/// What a server of a test answers, which may change while it runs.
private final class ServerScript: @unchecked Sendable {
  private let lock = Lock()
  private var answer: @Sendable (Int) -> (Int, String) = { _ in (500, "") }
  private var asked: [String] = []

  var paths: [String] { lock.withLock { asked } }

  func set(_ answer: @escaping @Sendable (Int) -> (Int, String)) { lock.withLock { self.answer = answer } }

  func answer(_ request: Request) -> Response {
    let answer = lock.withLock {
      asked.append(request.path + " " + request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&"))
      return self.answer
    }
    let since = request.query("since").flatMap { Int($0) } ?? -1
    let (status, body) = answer(since)
    return Response(status: status, text: body)
  }
}
