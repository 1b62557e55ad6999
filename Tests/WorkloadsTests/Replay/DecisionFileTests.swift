import HashMaps
import TestSupport
import Testing

@testable import Workloads

@Suite struct DecisionFileTests {
  @Test func roundTrip() throws {
    let decisions = Layout.allCases.enumerated().flatMap { index, layout in
      PolicyDecision.Action.allCases.map { action in
        PolicyDecision(
          operation: UInt64(index * 1000), action: action, layout: layout,
          reason: EventReason.allCases[index])
      }
    }
    let text = String(decoding: DecisionFile.text(decisions), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines[0] == #"{"op":0,"action":"convert","to":"grouped","reason":"growth"}"#, "\(lines[0])")
    let folder = try TemporaryFolder()
    #expect(try DecisionFile.read(path: try folder.write("d", text)) == decisions)
    let loose = try folder.write(
      "e", "\n \t\r\n" + lines[2] + "\r\n\n" + #"{"op":1000,"action":"compact","to":"compact"}"#)
    let read = try DecisionFile.read(path: loose)
    #expect(read.count == 2 && read[1].reason == .replayed && read[1].action == .compact)
    #expect(try DecisionFile.read(path: try folder.write("f", "")).isEmpty)
  }

  @Test(arguments: [
    ("nonsense", 1, 1, "line 1"), ("[]", 1, 1, "an object"),
    ("{\"action\":\"convert\",\"to\":\"grouped\"}", 1, 1, "op must be"),
    ("{\"op\":-1,\"action\":\"convert\",\"to\":\"grouped\"}", 1, 7, "op must be"),
    ("{\"op\":1.5,\"action\":\"convert\",\"to\":\"grouped\"}", 1, 7, "op must be"),
    ("\n{\"op\":1,\"action\":\"explode\",\"to\":\"grouped\"}", 2, 18, "convert, compact"),
    (
      "{\"op\":1,\"action\":\"convert\",\"to\":\"hopscotch\"}", 1, 33, "grouped, chaining, robinhood, compact"
    ),
    (
      "{\"op\":5,\"action\":\"compact\",\"to\":\"grouped\"}\n{\"op\":4,\"action\":\"compact\",\"to\":\"grouped\"}",
      2, 1,
      "op 4 comes after op 5"
    ),
  ])
  func badLines(text: String, line: Int, column: Int, detail: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("d", text)
    do {
      _ = try DecisionFile.read(path: path)
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.kind == .badInput && error.line == line && error.column == column, "\(error)")
      #expect(error.detail.contains(detail) && error.file == path && error.hint != nil, "\(error)")
    }
  }

  @Test func aMissingFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: WorkloadError.self) { try DecisionFile.read(path: folder.file("none")) }
  }
}
