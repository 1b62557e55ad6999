import Foundation
import TestSupport
import Testing

@testable import Documents

@Suite struct TOMLTests {
  private func parse(_ text: String) throws -> DocumentTable {
    try TOML.parse(Array(text.utf8), file: "c.toml")
  }

  @Test func everyKindOfValueWithItsPlace() throws {
    let table = try parse(
      """
      zebra = "é\\n"
      apple = -7

      [adaptive]
      ratio = 0.5
      on = true
      list = [1, [2.5], {k = 'v'}]
      day = 2026-11-20
      at = 08:17:07
      moment = 2026-11-20T08:17:07Z
      [[phase]]
      n = 9223372036854775807
      [[phase]]
      n = inf
      """)
    #expect(table.members.map(\.key) == ["zebra", "apple", "adaptive", "phase"])
    #expect(table["zebra"]?.string == "é\n" && table["apple"]?.integer == -7)
    #expect(table["apple"]?.position == DocumentPosition(line: 2, column: 9))
    let adaptive = try #require(table["adaptive"]?.table)
    #expect(adaptive.members.map(\.key) == ["ratio", "on", "list", "day", "at", "moment"])
    #expect(adaptive["ratio"]?.number == 0.5 && adaptive["on"]?.bool == true)
    #expect(adaptive.members[1].keyPosition == DocumentPosition(line: 6, column: 1))
    let list = try #require(adaptive["list"]?.array)
    #expect(list[0].integer == 1 && list[1].array?.first?.number == 2.5)
    #expect(list[2].table?["k"]?.string == "v")
    #expect(adaptive["day"]?.string == "2026-11-20" && adaptive["at"]?.string == "08:17:07")
    #expect(adaptive["moment"]?.string == "2026-11-20T08:17:07Z")
    let phases = try #require(table["phase"]?.array)
    #expect(phases.count == 2 && phases[0].table?["n"]?.integer == .max)
    #expect(phases[1].table?["n"]?.number == .infinity)
    #expect(try parse("").members.isEmpty)
    #expect(try parse("# only a comment").members.isEmpty)
  }

  @Test func errorsSayWhere() throws {
    let table: [(String, Int, Int)] = [
      ("a = 1\na = 2", 2, 5), ("a = 1\nb = ", 2, 5), ("[t\n", 1, 3), ("a = \"x", 1, 7),
      ("a = 1979-13-01", 1, 12),
    ]
    for (text, line, column) in table {
      do {
        _ = try parse(text)
        Issue.record("accepted \(text)")
      } catch {
        let error = try #require(error as? DocumentError)
        #expect(error.line == line, "\(text): \(error)")
        #expect(abs(error.column - column) <= 2, "\(text): \(error)")
        #expect("\(error)".hasPrefix("c.toml:\(error.line):\(error.column): "), "\(error)")
      }
    }
    #expect(throws: DocumentError.self) { try TOML.parse([0x61, 0x3D, 0x22, 0xFF, 0x22], file: "f") }
    let deep = "a = " + String(repeating: "[", count: 2000)
    #expect(throws: DocumentError.self) { try parse(deep) }
    // Here the library would end the process with an assertion.
    for text in ["[[", "[[\nname = 1", "[[[indices]]\n", "[[ = ]]", "[ [x] ]", "a.\n", "a. = 1"] {
      #expect(throws: DocumentError.self, "\(text)") { try parse(text) }
    }
  }
}
