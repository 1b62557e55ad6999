import TestSupport
import Testing

@testable import Documents

@Suite struct YAMLTests {
  private func parse(_ text: String, _ change: (inout YAML.Limits) -> Void = { _ in }) throws -> DocumentValue
  {
    var limits = YAML.Limits()
    change(&limits)
    return try YAML.parse(Array(text.utf8), file: "m.yaml", limits: limits)
  }

  @Test func everyKindOfValueWithItsPlace() throws {
    let root = try parse(
      """
      # a comment
      zebra: "é\\n"
      apple: -7
      nothing:
      also: [~, null, true, false, 1.5, 1e3, '1', yes, 0x10, 1.2.3, -, 9223372036854775808]
      block: |
        two
        lines
      inner: &it
        - {k: v}
        - "on": on
      again: *it
      """)
    let table = try #require(root.table)
    #expect(table.members.map(\.key) == ["zebra", "apple", "nothing", "also", "block", "inner", "again"])
    #expect(table["zebra"] == .string("é\n", DocumentPosition(line: 2, column: 8)))
    #expect(table["apple"] == .integer(-7, DocumentPosition(line: 3, column: 8)))
    #expect(table.members[1].keyPosition == DocumentPosition(line: 3, column: 1))
    guard case .null = table["nothing"] else { throw Absent() }
    let also = try #require(table["also"]?.array)
    #expect(
      also.map(\.shown).joined(separator: " ") == """
        null null true false 1.5 1000.0 the text "1" the text "yes" the text "0x10" the text "1.2.3" the text "-" \
        9.223372036854776e+18
        """)
    #expect(table["block"]?.string == "two\nlines\n")
    let inner = try #require(table["inner"]?.array)
    #expect(inner[0].table?["k"]?.string == "v" && inner[1].table?["on"]?.string == "on")
    #expect(table["again"] == table["inner"])
    for empty in ["", "# nothing\n", "---\n...\n"] {
      guard case .null = try parse(empty) else { throw Absent() }
    }
  }

  private struct Absent: Error {}

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3", "m.yaml:3:1: the key \"a\" stands twice in one mapping"),
    ("a: [1, 2", "m.yaml:2:1: did not find expected ',' or ']', while parsing a flow sequence"),
    ("a: !!int 3", "m.yaml:1:4: the tag tag:yaml.org,2002:int; values are told by their form alone"),
    ("a: *b", "m.yaml:1:4: the alias *b stands for nothing before it"),
    ("a: &b [*b]", "m.yaml:1:8: the alias *b stands for nothing before it"),
    ("a: &b {c: 1}\nd:\n  <<: *b", "m.yaml:3:3: a merge key; write its members out"),
    ("[1]: 2", "m.yaml:1:1: a key that is not a plain text"),
    ("a: 1\n---\nb: 2", "m.yaml:2:1: a second document; one is read"),
    ("a: 1e999", "m.yaml:1:4: the number 1e999 is too large"),
    ("a: \"\u{7}\"", "m.yaml:1:5: control characters are not allowed"),
    ("a: b: c", "m.yaml:1:5: mapping values are not allowed in this context"),
    ("\tx", "m.yaml:1:1: found character that cannot start any token, while scanning for the next token"),
  ])
  func errorsNameTheirPlace(text: String, message: String) {
    #expect(throws: DocumentError.self) { try parse(text) }
    do { _ = try parse(text) } catch { #expect("\(error)" == message) }
  }

  @Test func hostileDocumentsAreBounded() throws {
    var laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    for (name, previous) in zip("bcdefghij", "abcdefghi") {
      laughs += "\(name): &\(name) [\(Array(repeating: "*\(previous)", count: 10).joined(separator: ","))]\n"
    }
    let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    let refused: [(String, String)] = [
      (laughs, "more than 100000 values"), (deep, "more than 64 containers"),
      (String(repeating: "#", count: 2_000_000), "the document has 2000000 bytes"),
    ]
    for (text, reason) in refused {
      do {
        _ = try parse(text)
        Issue.record("accepted a document with \(reason)")
      } catch { #expect("\(error)".contains(reason), "\(error)") }
    }
    #expect(throws: DocumentError.self) { try parse("[1, 2, 3]") { $0.values = 3 } }
    #expect(try parse("[1, 2, 3]") { $0.values = 4 }.array?.count == 3)
    let bad = Array("a: ".utf8) + [0xFF, 0xFE]
    #expect(throws: DocumentError.self) { try YAML.parse(bad, file: "m.yaml") }
  }
}
