import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct ProbeVisualizeTests {
  private func run(_ words: [String]) throws -> InProcess { try InProcess(["probe-visualize"] + words) }

  /// Entries enough that chains, groups and distances have something to show.
  private static let entries = (0..<60).flatMap { ["--seed", "key\($0)=value\($0)"] }

  @Test(arguments: ["grouped", "chaining", "robinhood", "compact"])
  func tracesInEveryLayout(mode: String) throws {
    var transcript = ""
    let questions = [
      ["--operation", "get", "--key", "key7"], ["--operation", "get", "--key", "nowhere"],
      ["--operation", "put", "--key", "key7", "--value", "new"],
      ["--operation", "put", "--key", "fresh", "--value", "v"],
      ["--operation", "del", "--key", "key7"], ["--operation", "del", "--key", "nowhere"],
    ]
    for question in questions {
      let ended = try run(question + ["--mode", mode, "--apply"] + Self.entries)
      #expect(ended.exitCode == 0, "\(ended.errors)")
      transcript += "$ \(question.joined(separator: " "))\n\(ended.output)\n"
    }
    #expect(try Repository.difference(transcript, from: "Tests/Goldens/console/probe/\(mode).txt") == nil)
  }

  @Test func sideBySideAsJSONAndAsPicture() throws {
    let folder = try TemporaryFolder()
    let words = [
      "--operation", "get", "--key", "<K&\"1\">", "--seed", "<K&\"1\">=V", "--side-by-side",
      "--export-json", folder.file("t.json"), "--export-svg", folder.file("t.svg"),
    ]
    let ended = try run(words + ["--json"])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let written = try folder.read("t.json")
    let envelope = try #require(try JSON.parse(Array(written.utf8), file: "t.json").table)
    #expect(envelope.members.map(\.key) == ["schema", "trace", "seed_entries", "traces"])
    let traces = try #require(envelope["traces"]?.array).compactMap(\.table)
    #expect(traces.compactMap { $0["backend"]?.string } == ["grouped", "chaining", "robinhood", "compact"])
    #expect(traces.allSatisfy { $0["terminal"]?.string == "match" && $0["found"]?.bool == true })
    #expect(Set(traces.compactMap { $0["hash"]?.string }).count == 1, "one hash for all layouts")
    for trace in traces {
      let path = trace["path"]?.array?.compactMap(\.table) ?? []
      #expect(path.last?["matches"]?.bool == true && path.first?["action"]?.string == "read")
    }
    let svg = try folder.read("t.svg")
    #expect(svg.hasPrefix("<svg ") && svg.contains("&lt;K&amp;&quot;1&quot;&gt;") && !svg.contains("<K&"))
    let parsed = XMLChecker.complaint(svg)
    #expect(parsed == nil, "\(parsed ?? "")")
  }

  @Test func wrongLines() throws {
    let folder = try TemporaryFolder()
    let foreign = try folder.write("foreign.snap", "not a snapshot at all, but long enough to be looked at")
    let lines: [([String], Int32, String)] = [
      (["--key", "a"], 2, "needs --operation OP"), (["--operation", "get"], 2, "needs --key KEY"),
      (["--operation", "frob", "--key", "a"], 2, "not one of"),
      (["--operation", "put", "--key", "a"], 2, "needs --value"),
      (["--operation", "get", "--key", "a", "--value", "b"], 2, "no effect"),
      (["--operation", "get", "--key", "a", "--seed", "b"], 2, "not KEY=VALUE"),
      (["--operation", "get", "--key", "a", "--seed", "=b"], 2, "not KEY=VALUE"),
      (["--operation", "get", "--key", "a", "--snapshot", foreign], 2, "foreign.snap"),
      (["--operation", "get", "--key", "a", "--snapshot", folder.file("none")], 5, "No such file"),
      (["--operation", "get", "--key", "a", "--export-json", folder.file("no/t.json")], 5, "No such file"),
    ]
    for (words, code, detail) in lines {
      let ended = try run(words)
      #expect(ended.exitCode == code && ended.output.isEmpty, "\(words): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(words): \(ended.errors)")
    }
  }
}

/// Whether a text is well-formed as far as tags go: every one that opens closes, in order.
enum XMLChecker {
  static func complaint(_ text: String) -> String? {
    var open: [String] = []
    for part in text.components(separatedBy: "<").dropFirst() {
      guard let end = part.firstIndex(of: ">") else { return "unclosed <\(part.prefix(20))" }
      let tag = part[..<end]
      if tag.hasSuffix("/") || tag.hasPrefix("!") || tag.hasPrefix("?") { continue }
      let name = String(tag.prefix { $0 != " " })
      if name.hasPrefix("/") {
        guard open.popLast() == String(name.dropFirst()) else { return "unexpected <\(name)>" }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty ? nil : "open: \(open)"
  }
}
