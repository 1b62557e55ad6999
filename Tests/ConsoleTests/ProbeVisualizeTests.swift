import Documents
import Foundation
import Terminal
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
      let (last, home) = (try #require(path.last), trace["home"]?.integer)
      switch trace["backend"]?.string {
      case "robinhood":
        #expect(path.allSatisfy { $0["start_slot"]?.integer == home })
        #expect(last["ideal_slot"]?.integer == home && last["probe_distance"]?.integer == 0)
        #expect(last["state"]?.string == "occupied" && last["slot"]?.integer == home)
      case "chaining":
        #expect(trace["bucket"]?.integer == home && last["position"]?.integer == last["lane"]?.integer)
      default: #expect(trace["bucket"] == nil && last["state"] == nil)
      }
    }
    let svg = try folder.read("t.svg")
    #expect(svg.hasPrefix("<svg ") && svg.contains("&lt;K&amp;&quot;1&quot;&gt;") && !svg.contains("<K&"))
    let parsed = XMLChecker.complaint(svg)
    #expect(parsed == nil, "\(parsed ?? "")")
  }

  /// Entries of a workload, several keys, and every layout: what one key leaves the next one finds.
  @Test func keysOneAfterTheOtherOnAWorkload() throws {
    let folder = try TemporaryFolder()
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\nput,b,2\ndel,a,\nput,c,3\nput,d,4\n")
    let words = [
      "--operation", "put", "--key", "b", "--key", "z", "--key", "z", "--value", "9", "--csv", csv,
      "--sample",
      "4", "--seed", "e=5", "--side-by-side", "--apply", "--animate",
    ]
    let text = try run(words)
    #expect(text.exitCode == 0, "without a terminal the steps are printed: \(text.errors)")
    #expect(text.output.contains("put z in robinhood: not found, insert"))
    #expect(text.output.contains("put z in robinhood: found, update"))
    let ended = try run(words.dropLast() + ["--json"])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    let answer = try #require(try JSON.parse(Array(ended.output.utf8), file: "answer").table)
    let data = try #require(answer["data"]?.table ?? answer)
    let entries = try #require(data["seed_entries"]?.array).compactMap(\.table)
    #expect(
      entries.map { "\($0["key"]?.string ?? "")=\($0["value"]?.string ?? "")" } == ["b=2", "c=3", "e=5"])
    let traces = try #require(data["traces"]?.array).compactMap(\.table)
    let told = traces.map { "\($0["key_repr"]?.string ?? "") \($0["terminal"]?.string ?? "")" }
    #expect(
      told == Array(repeating: "b update", count: 4) + Array(repeating: "z insert", count: 4)
        + Array(repeating: "z update", count: 4))
    #expect(data["applied"]?.string == "updated; inserted; updated")
  }

  /// A trace of another format chooses the entries, too.
  /// A segment goes by the number that the bits of its prefix make, within those there can be.
  @Test func segmentsHaveSmallNumbers() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<4000).map { "put,key-\($0),v\n" }.joined()
    let csv = try folder.write("w.csv", "op,key,value\n" + rows)
    let keys = (0..<12).flatMap { ["--key", "key-\($0)"] }
    let run = try InProcess(
      ["probe-visualize", "--operation", "get", "--csv", csv, "--sample", "4000"] + keys)
    let pattern = /segment (\d+) \((\d+) bits?\)/
    let found = run.output.matches(of: pattern).compactMap { match -> (UInt64, UInt64)? in
      guard let number = UInt64(match.1), let bits = UInt64(match.2) else { return nil }
      return (number, bits)
    }
    #expect(found.count == 12 && found.allSatisfy { $0.1 > 0 && $0.0 < 1 << $0.1 }, "\(run)")
    #expect(Set(found.map(\.0)).count > 2)
  }

  @Test func entriesOfATrace() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write("t.txt", "1,k1,2,5,1,set,60\n2,k2,2,5,1,get,0\n3,k1,2,5,1,get,0\n")
    let words = ["--operation", "get", "--key", "k2", "--csv", trace, "--format", "twitter"]
    #expect(try run(words).output.contains("not found, empty"))
    #expect(try run(words + ["--fill"]).output.contains("found, match"))
  }

  /// Help and the page of the documentation tell the keys as the program has them, and show a screen of it.
  @Test func thePageTellsTheKeys() throws {
    let page = try Repository.text("docs/probe_visualize.md")
    let help = try run(["--help"]).output.split(separator: "\n").joined(separator: " ")
    for line in ProbeKeys.lines {
      #expect(page.contains("| `\(line.keys)` | \(line.meaning) |"), "\(line.keys)")
      #expect(help.replacingOccurrences(of: "  ", with: " ").contains(line.keys), "\(line.keys)")
    }
    #expect(page.contains(ProbeKeys.note))
    #expect(page.contains(try Repository.text("Tests/Goldens/terminal/probe/130x24-step.txt")))
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
      (["--operation", "get", "--key", "a", "--snapshot", foreign], 3, "foreign.snap is not a snapshot"),
      (["--operation", "get", "--key", "a", "--snapshot", folder.file("none")], 5, "No such file"),
      (["--operation", "get", "--key", "a", "--export-json", foreign + "/t.json"], 5, "Not a directory"),
      (["--operation", "get", "--key", "a", "--csv", folder.file("none")], 5, "No such file"),
      (["--operation", "get", "--key", "a", "--sample", "3"], 2, "--sample has no effect without --csv"),
      (["--operation", "get", "--key", "a", "--format", "arc"], 2, "--format has no effect without --csv"),
      (["--operation", "get", "--key", "a", "--speed", "3"], 2, "--speed has no effect without --animate"),
      (["--operation", "get", "--key", "a", "--animate", "--json"], 2, "contradict each other"),
      (["--operation", "get", "--key", "a", "--animate", "--speed", "0"], 2, "--speed"),
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
