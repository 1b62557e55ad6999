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

  @Test func programsThatShareAFileLoseNoLine() throws {
    let folder = try TemporaryFolder()
    let one = try RotatingFile(path: folder.file("log"), limit: 60, backups: 50)
    let two = try RotatingFile(path: folder.file("log"), limit: 60, backups: 50)
    var written: [String] = []
    for number in 0..<40 {
      let line = "line \(number) of two programs"
      try (number % 3 == 0 ? one : two).append(line)
      written.append(line)
    }
    var kept: [String] = []
    for name in try folder.names() {
      let text = try folder.read(name)
      #expect(text.utf8.count <= 60, "\(name)")
      kept += text.split(separator: "\n").map(String.init)
    }
    #expect(kept.sorted() == written.sorted())
    try FileManager.default.removeItem(atPath: folder.file("log"))
    for _ in 0..<4 { try one.append("a line after the file was removed") }
    #expect(try folder.read("log").contains("after the file was removed"))
  }

  @Test func theCacheFolderIsTheUsers() throws {
    let usual = CacheLog.usualFolder.dropFirst()
    let cases: [([String: String], String?)] = [
      (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/adhash/p.log"),
      (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h\(usual)/adhash/p.log"),
      (["HOME": "/h"], "/h\(usual)/adhash/p.log"), (["HOME": "h"], nil), ([:], nil),
    ]
    for (environment, path) in cases { #expect(CacheLog.path(of: "p", environment) == path) }
  }

  @Test func commandsThatStayKeepALogAndOthersDoNot() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\n")
    let cache = ["XDG_CACHE_HOME": folder.file("new/cache")]
    for arguments in [["--help"], ["run-csv", "--csv", csv], ["config", "show"]] {
      #expect(try Product.run(arguments, environment: cache).exitCode == 0)
    }
    #expect(try folder.names() == ["w.csv"], "short commands write no log")
    let run = try Product.run(["-q", "run-csv", "--csv", csv, "--metrics-port", "0"], environment: cache)
    #expect(run.exitCode == 0)
    let log = try folder.read("new/cache/adhash/hashmap-cli.log")
    #expect(
      log.contains(": run-csv begins, process ") && log.contains("Dashboard: http://127.0.0.1:"), "\(log)")
    #expect(log.contains("run-csv completed in") || log.contains("run-csv complete"), "\(log)")
    var facts = stat()
    #expect(stat(folder.file("new/cache/adhash"), &facts) == 0 && facts.st_mode & 0o777 == 0o700)

    let unwritable = try folder.write("file", "")
    for (environment, arguments) in [
      (["XDG_CACHE_HOME": folder.file("off"), "ADHASH_LOG_FILE": "none"], []),
      (["XDG_CACHE_HOME": folder.file("off")], ["--log-file", "none"]), (["XDG_CACHE_HOME": unwritable], []),
      (["XDG_CACHE_HOME": "/proc/none"], []),
    ] {
      let serve = try RunningProduct(arguments + ["serve", "--port", "0"], environment: environment)
      _ = try #require(serve.port(), "\(serve.errors)")
      #expect(serve.end() == 0 && serve.errors.isEmpty, "\(serve.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("off")))
    #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
    let told = try RunningProduct(
      ["--log-level", "debug", "serve", "--port", "0"], environment: ["XDG_CACHE_HOME": unwritable])
    _ = try #require(told.port(), "\(told.errors)")
    #expect(told.end() == 0 && told.errors.contains("no log file is kept"), "\(told.errors)")
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
