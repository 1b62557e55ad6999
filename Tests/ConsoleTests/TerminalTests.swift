import Foundation
import TestSupport
import Testing

@testable import Console

/// The built program on a pseudo terminal, which `script` of util-linux provides; nothing is tested where it is absent.
@Suite(.enabled(if: Terminal.isAvailable)) struct TerminalTests {
  private func shown(_ line: String, environment: [String: String] = ["TERM": "xterm"]) throws -> String {
    let folder = try TemporaryFolder()
    try folder.write("c.toml", "")
    let run = try Product.bash(
      "stty cols 70 2>/dev/null; script -qec 'hashmap-cli \(line)' /dev/null", environment: environment,
      in: folder.path)
    return try withExtendedLifetime(folder) { try #require(run.exitCode == 0 ? run.output : nil, "\(run)") }
  }

  @Test(arguments: [
    ("", ["TERM": "xterm"], true), ("--no-color", ["TERM": "xterm"], false), ("", ["TERM": "dumb"], false),
    ("", ["TERM": "xterm", "NO_COLOR": "1"], false), ("", ["TERM": "xterm", "NO_COLOR": ""], true),
    ("--log-json", ["TERM": "xterm"], false),
  ])
  func colours(flag: String, environment: [String: String], isColored: Bool) throws {
    let line = "--log-level debug --config c.toml config show \(flag)"
    let text = try shown(line, environment: environment)
    #expect(text.contains("settings read from c.toml"), "\(text)")
    #expect(text.contains("\u{1B}[") == isColored, "\(flag) \(environment): \(text)")
  }

  @Test func headingsOfTheReportStandOut() throws {
    let line = "-q run-csv --csv \(Repository.path("data/workloads/demo.csv")) --config c.toml"
    #expect(try shown(line).contains("\u{1B}[1mlatency\u{1B}[0m\u{1B}[2m  1 operation"))
    #expect(try !shown(line, environment: ["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}["))
  }

  @Test func progressBar() throws {
    let text = try shown("generate-csv --outfile w.csv --ops 1000000")
    let draws = text.components(separatedBy: "\r\u{1B}[K")
    #expect(draws.count >= 3 && draws.dropFirst().dropLast().allSatisfy { $0.contains("ETA") }, "\(text)")
    #expect(
      draws.last?.hasPrefix("w.csv: 1,000,000 rows") == true, "the bar is gone before the report: \(text)")
    for flag in ["--quiet", "--progress never"] {
      #expect(try !shown("generate-csv --outfile w.csv --ops 300000 \(flag)").contains("ETA"), "\(flag)")
    }
  }
}

/// Whether `script` can run commands on a pseudo terminal here.
private enum Terminal {
  static let isAvailable: Bool = {
    do {
      return try Product.bash("script -qec true /dev/null").exitCode == 0
    } catch {
      return false
    }
  }()
}
