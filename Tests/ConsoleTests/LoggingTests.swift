import Base
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct LoggingTests {
  private func logged(
    _ setup: Logger.Setup, file: RotatingFile? = nil, _ body: (Logger) -> Void
  ) throws -> String {
    let sink = try Sink(try TemporaryFolder(), "err")
    body(
      Logger(setup, stream: ErrorStream(sink.descriptor), file: file, clock: { 1_763_626_627_123_456_789 }))
    return try sink.text()
  }

  @Test func textAndJSONLines() throws {
    let all: (Logger) -> Void = { log in
      log.trace("one")
      log.debug("two")
      log.info("three \"quoted\"")
      log.warning("four")
    }
    #expect(
      try logged(.init(), all) == """
        2025-11-20T08:17:07Z [INFO] hashmap_cli: three "quoted"
        2025-11-20T08:17:07Z [WARNING] hashmap_cli: four

        """)
    #expect(
      try logged(.init(level: .trace, isJSON: true, isColored: true), all) == """
        {"ts":"2025-11-20T08:17:07Z","level":"TRACE","logger":"hashmap_cli","msg":"one"}
        {"ts":"2025-11-20T08:17:07Z","level":"DEBUG","logger":"hashmap_cli","msg":"two"}
        {"ts":"2025-11-20T08:17:07Z","level":"INFO","logger":"hashmap_cli","msg":"three \\"quoted\\""}
        {"ts":"2025-11-20T08:17:07Z","level":"WARNING","logger":"hashmap_cli","msg":"four"}

        """)
    #expect(
      try logged(.init(isQuiet: true, isColored: true), all)
        == "2025-11-20T08:17:07Z [\u{1B}[33mWARNING\u{1B}[0m] hashmap_cli: four\n")
    #expect(try logged(.init(level: .error), all).isEmpty)
  }

  @Test func quietKeepsTheFileAndFailuresGoThereOnly() throws {
    let folder = try TemporaryFolder()
    let file = try RotatingFile(path: folder.file("log"), limit: 0, backups: 0)
    let shown = try logged(.init(isQuiet: true, isColored: true), file: file) { log in
      log.info("kept")
      log.record(.policy("too big"))
    }
    #expect(shown.isEmpty)
    #expect(
      try folder.read("log") == """
        2025-11-20T08:17:07Z [INFO] hashmap_cli: kept
        2025-11-20T08:17:07Z [ERROR] hashmap_cli: Policy: too big

        """)
  }

  /// Against a model: the files hold the newest lines in order, none larger than the limit.
  @Test(arguments: [(60, 3), (60, 1), (60, 0), (10, 2), (0, 2)])
  func rotation(limit: Int, backups: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log")
    var written: [String] = []
    for part in 0..<4 {  // Reopened as often as the program starts.
      let file = try RotatingFile(path: path, limit: limit, backups: backups)
      for number in 0..<9 {
        let line = "\(part).\(number) " + String(repeating: "x", count: number * 2)
        try file.append(line)
        written.append(line)
      }
    }
    let names = try folder.names()
    let expected = ["log"] + (1...max(1, backups)).map { "log.\($0)" }
    #expect(limit == 0 || backups == 0 ? names == ["log"] : names == expected, "\(names)")
    var kept: [String] = []
    for name in names.reversed() {
      let text = try folder.read(name)
      kept += text.split(separator: "\n").map(String.init)
      let longestLine = text.split(separator: "\n").map(\.utf8.count).max() ?? 0
      #expect(
        limit == 0 || text.utf8.count <= max(limit, longestLine + 1), "\(name): \(text.utf8.count) bytes")
    }
    #expect(kept == written.suffix(kept.count), "limit \(limit), \(backups) backups")
    #expect(limit > 0 || kept == written)
  }

  @Test func aFileThatFailsIsGivenUpWithOneWarning() throws {
    let file = try RotatingFile(path: "/dev/full", limit: 0, backups: 1)
    let shown = try logged(.init(level: .warning), file: file) { log in
      log.warning("one")
      log.warning("two")
    }
    let lines = shown.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].contains("logging to a file ends here"), "\(shown)")
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.file("log.1"), withIntermediateDirectories: true)
    try folder.write("log.1/x", "")
    let blocked = try RotatingFile(path: folder.file("log"), limit: 4, backups: 1)
    try blocked.append("first")
    #expect(throws: SystemError.self) { try blocked.append("second") }
    try blocked.append("dropped in silence")
    #expect(try folder.read("log") == "first\n")
  }

  @Test func theTransientLineStaysLast() throws {
    let sink = try Sink(try TemporaryFolder(), "err")
    let stream = ErrorStream(sink.descriptor)
    stream.show(transient: "10 %")
    stream.line("log")
    stream.clearTransient()
    stream.clearTransient()
    stream.line("end")
    let clear = "\r\u{1B}[K"
    #expect(try sink.text() == "\(clear)10 %\(clear)log\n10 %\(clear)end\n")
    #expect(!stream.isTerminal && stream.columns == 80)
  }

  @Test func flagsReachTheLog() throws {
    let folder = try TemporaryFolder()
    let run = try InProcess("--log-file", folder.file("log"), "--log-json", "config", "show", "--seed", "x")
    #expect(run.exitCode == 2)
    // A wrong command line fails before there is a log; a failing command is noted in it.
    #expect(try folder.names().isEmpty)
    let failing = try InProcess("--log-file", folder.file("log"), "--log-json", "help", "nothing")
    #expect(failing.exitCode == 2)
    #expect(
      try folder.read("log").contains(
        "\"level\":\"ERROR\",\"logger\":\"hashmap_cli\",\"msg\":\"BadInput: unknown"))
  }
}
