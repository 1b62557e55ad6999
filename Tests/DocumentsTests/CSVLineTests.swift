import Testing

@testable import Documents

struct CSVLineTests {
  @Test(arguments: [
    ("", [""]), (",", ["", ""]), ("a,b", ["a", "b"]), ("a,b\r", ["a", "b"]), ("\"a,b\",c", ["a,b", "c"]),
    ("\"a\"\"b\"", ["a\"b"]), ("\"\",x", ["", "x"]), (" a ,\u{e9}", [" a ", "\u{e9}"]), ("a\"b", ["a\"b"]),
  ])
  func isCutIntoFields(line: String, fields: [String]) throws {
    #expect(try CSVLine.fields(Array(line.utf8)) == fields)
  }

  @Test func saysWhatIsWrong() {
    #expect(throws: CSVLine.Fault.openQuote(column: 3)) { try CSVLine.fields(Array("a,\"b".utf8)) }
    #expect(throws: CSVLine.Fault.textAfterQuote(column: 4)) { try CSVLine.fields(Array("\"a\"b".utf8)) }
    #expect(throws: CSVLine.Fault.invalidUTF8) { try CSVLine.fields([0xFF]) }
  }
}
