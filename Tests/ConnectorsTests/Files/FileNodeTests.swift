import Base
import Dataflow
import Foundation
import TestSupport
import Testing

@testable import Connectors

/// Files line by line: reading, following, writing.
@Suite struct FileNodeTests {
  private func lines(_ reader: LineFollower, _ most: Int = 100) throws -> [LineFollower.Step] {
    var steps: [LineFollower.Step] = []
    while steps.count < most {
      let step = try reader.next()
      steps.append(step)
      if step == .end || step == .nothingYet { break }
    }
    return steps
  }

  private func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  @Test("line feeds, carriage returns, no line feed at the end, lines too long, nothing at all")
  func reading() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: 100_000)
    let cases: [(text: String, steps: [LineFollower.Step])] = [
      ("", [.end]), ("a\nb\n", [.line("a"), .line("b"), .end]),
      ("a\r\n\nb", [.line("a"), .line(""), .line("b"), .end]),
      ("\n", [.line(""), .end]), ("a\n\(long)\nb\n", [.line("a"), .tooLong, .line("b"), .end]),
      (long, [.tooLong, .end]),
    ]
    for (text, steps) in cases {
      let reader = LineFollower(
        path: try folder.write("f", text), follows: false, startsAtEnd: false, longest: 1000)
      try reader.open()
      #expect(try lines(reader) == steps, "\(text.prefix(20))")
    }
    let missing = LineFollower(path: folder.file("none"), follows: false, startsAtEnd: false, longest: 10)
    #expect(throws: SystemError.self) { try missing.open() }
  }

  @Test("a file that is followed: partial lines wait, truncation and rotation are noticed")
  func following() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("log", "a\nb")
    let reader = LineFollower(path: path, follows: true, startsAtEnd: false, longest: 1000)
    try reader.open()
    #expect(try lines(reader) == [.line("a"), .nothingYet])
    try append("c\n", to: path)
    #expect(try lines(reader) == [.line("bc"), .nothingYet])
    // Cut: what comes then stands at the beginning.
    try append("lost", to: path)
    #expect(try lines(reader) == [.nothingYet])
    _ = truncate(path, 0)
    try append("new\n", to: path)
    #expect(try lines(reader) == [.line("new"), .nothingYet])
    // Rotated: the old file's last line is whole now, then comes the new file.
    try append("tail", to: path)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    #expect(try lines(reader) == [.nothingYet])
    try folder.write("log", "next\n")
    #expect(try lines(reader) == [.line("tail"), .line("next"), .nothingYet])
    let late = LineFollower(path: path, follows: true, startsAtEnd: true, longest: 1000)
    try late.open()
    #expect(try lines(late) == [.nothingYet])
    try append("now\n", to: path)
    #expect(try lines(late) == [.line("now"), .nothingYet])
  }

  @Test("from file to file; a run that fails leaves the file to be replaced as it was")
  func writing() throws {
    let folder = try TemporaryFolder()
    try folder.write("in.txt", "one\ntwo\nthree\n")
    func graph(_ mode: String, _ function: String = "upper") -> String {
      """
      node:
        - {name: in, type: read_file, path: in.txt}
        - {name: m, type: map, function: \(function), on_error: stop}
        - {name: out, type: write_file, path: out.txt, mode: \(mode)}
      edge: [{from: in.out, to: m.in}, {from: m.out, to: out.in}]
      """
    }
    for (mode, function, expected) in [
      ("append", "upper", "ONE\nTWO\nTHREE\n"), ("append", "length", "ONE\nTWO\nTHREE\n3\n3\n5\n"),
      ("replace", "lower", "one\ntwo\nthree\n"), ("replace", "negate", "one\ntwo\nthree\n"),
    ] {
      let file = try GraphFile.parse(Array(graph(mode, function).utf8), path: folder.file("g.yaml"))
      let outcome = try GraphRun(file, GraphRunOptions()).run()
      #expect(outcome.isOK == (function != "negate"))
      #expect(try folder.read("out.txt") == expected, "\(mode) \(function)")
      #expect(try folder.names() == ["in.txt", "out.txt"])
    }
  }

  @Test("what the system refuses ends the run with its reason; following needs a real clock")
  func refusals() throws {
    let text = """
      node: [{name: in, type: read_file, path: /nowhere/at/all}, {name: c, type: collect}]
      edge: [{from: in.out, to: c.in}]
      """
    let outcome = try GraphText.parse(text, path: "g.yaml")
    let failure = try GraphRun(outcome, GraphRunOptions()).run().failure
    #expect(failure == .system(SystemError(operation: "open", path: "/nowhere/at/all", code: ENOENT)))
    let following = try GraphText.parse(
      text.replacingOccurrences(of: "all}", with: "all, follow: true}"), path: "g.yaml")
    #expect(throws: ConnectorError.self) { try GraphRun(following, GraphRunOptions()) }
    _ = try GraphRun(following, GraphRunOptions(isRealtime: true))
  }

  @Test("a followed file in real time, until somebody stops the run")
  func live() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("log", "a\nb\nhal")
    let text = """
      node: [{name: in, type: read_file, path: \(path), follow: true, poll_ms: 1}, {name: c, type: collect}]
      edge: [{from: in.out, to: c.in}]
      """
    let began = MonotonicClock.nanoseconds()
    let outcome = try GraphRun(GraphText.parse(text, path: "g.yaml"), GraphRunOptions(isRealtime: true)).run {
      MonotonicClock.nanoseconds() > began + 50_000_000
    }
    #expect(outcome.wasInterrupted && outcome.report.outcome == .stopped)
    #expect(outcome.received[0].values == [.text("a"), .text("b")])
  }
}
