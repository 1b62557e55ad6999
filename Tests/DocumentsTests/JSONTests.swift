import Base
import Foundation
import TestSupport
import Testing

@testable import Documents

@Suite struct JSONTests {
  private func parse(_ text: String) throws -> DocumentValue {
    try JSON.parse(Array(text.utf8), file: "f.json")
  }

  /// Writes a value back, so that a document can be compared with itself.
  private func write(_ value: DocumentValue, to writer: inout JSONWriter) {
    switch value {
    case .null: writer.null()
    case .bool(let flag, _): writer.bool(flag)
    case .integer(let number, _): writer.integer(number)
    case .float(let number, _): writer.double(number)
    case .string(let text, _): writer.string(text)
    case .array(let values, _):
      writer.beginArray()
      for value in values { write(value, to: &writer) }
      writer.endArray()
    case .table(let table):
      writer.beginObject()
      for member in table.members {
        writer.key(member.key)
        write(member.value, to: &writer)
      }
      writer.endObject()
    }
  }

  @Test func valuesAndPlaces() throws {
    let value = try parse(
      "{\"é\": 1,\n \"b\": [true, false, null, -0.5e1, \"x\\u00e9\\ud83d\\ude00\\/\"] , \"c\":{}}")
    let table = try #require(value.table)
    #expect(table.members.map(\.key) == ["é", "b", "c"])
    #expect(table["é"]?.position == DocumentPosition(line: 1, column: 7))
    #expect(table.members[1].keyPosition == DocumentPosition(line: 2, column: 2))
    let list = try #require(table["b"]?.array)
    #expect(list[0].bool == true && list[1].bool == false && list[2] == .null(.init(line: 2, column: 21)))
    #expect(list[3].number == -5 && list[4].string == "xé😀/")
    #expect(table["c"]?.table?.members.isEmpty == true && table["no"] == nil)
    #expect(value.position == DocumentPosition(line: 1, column: 1))
    #expect(list[0].string == nil && list[0].number == nil && list[0].integer == nil && list[0].table == nil)
    #expect(list[3].bool == nil && list[3].array == nil)
    #expect(try parse("9223372036854775807").integer == .max)
    #expect(try parse("18446744073709551615").number == 18_446_744_073_709_551_616)
    #expect(try parse(" -9223372036854775808\r\n\t").integer == .min)
    #expect(
      try parse(String(repeating: "[", count: 128) + String(repeating: "]", count: 128)).array?.count == 1)
    let shown = list.map(\.shown) + [value.shown, table["b"]?.shown, table["é"]?.shown]
    #expect(
      shown == ["true", "false", "null", "-5.0", "the text \"xé😀/\"", "a table", "an array", "1"])
  }

  @Test func everythingElseIsAnErrorThatSaysWhere() throws {
    let table: [(String, Int, Int, String)] = [
      ("", 1, 1, "expected a value, found the end"), (" ", 1, 2, "expected a value"),
      ("1 2", 1, 3, "the end of the document"),
      ("{\"a\":1,}", 1, 8, "a name in quotes"), ("[1,]", 1, 4, "expected a value, found ']'"),
      ("[1 2]", 1, 4, "',' or ']'"),
      ("{\"a\" 1}", 1, 6, "':'"), ("{\"a\":1 \"b\":2}", 1, 8, "',' or '}'"),
      ("{\"a\":1,\n\"a\":2}", 2, 1, "twice"),
      ("01", 1, 1, "leading zero"), ("-", 1, 2, "a digit"), ("1.", 1, 3, "a digit"), ("1e+", 1, 4, "a digit"),
      (".5", 1, 1, "expected a value, found '.'"), ("+1", 1, 1, "expected a value"),
      ("1e999", 1, 1, "too large"),
      ("NaN", 1, 1, "expected a value"), ("tru", 1, 1, "expected true"), ("falsy", 1, 1, "expected false"),
      ("nul", 1, 1, "expected null"), ("\"a", 1, 3, "closing quote"), ("\"a\\", 1, 4, "closing quote"),
      ("\"\\n", 1, 4, "closing quote"), ("\"a\nb\"", 1, 3, "control character"),
      ("\"é\\x\"", 1, 3, "an escape"),
      ("\"\\u12g4\"", 1, 2, "four hexadecimal"), ("\"\\ud800\"", 1, 2, "surrogate"),
      ("\"\\ud800\\u0041\"", 1, 2, "surrogate"),
      ("\"\\udc00\"", 1, 2, "surrogate"), ("\u{FEFF}1", 1, 1, "byte 239"), ("// c", 1, 1, "found '/'"),
      (String(repeating: "[", count: 129), 1, 129, "more than 128"),
      ("[1,\n\n  x]", 3, 3, "expected a value, found 'x'"),
    ]
    for (text, line, column, part) in table {
      do {
        _ = try parse(text)
        Issue.record("accepted \(text)")
      } catch {
        let error = try #require(error as? DocumentError)
        #expect(
          error.line == line && error.column == column && error.detail.contains(part), "\(text): \(error)")
      }
    }
    for bytes in [
      [0x22, 0xFF, 0x22], [0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
    ] as [[UInt8]] {
      #expect(throws: DocumentError.self) { try JSON.parse(bytes, file: "f") }
    }
    #expect(throws: DocumentError(file: "m", line: 9, column: 1, detail: "expected true, found 't'")) {
      try JSON.parse(Array("tx".utf8), file: "m", line: 9)
    }
  }

  @Test func realDocumentsSurviveARoundTrip() throws {
    for mode in ["adaptive", "alerts", "fast_lookup"] {
      let text = try Repository.text("Tests/Corpus/ancestor/run/\(mode)/metrics.ndjson")
      for line in text.split(separator: "\n") {
        var writer = JSONWriter()
        write(try parse(String(line)), to: &writer)
        let ours = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? NSDictionary
        #expect(ours == (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary))
      }
    }
  }

  /// Damage to a valid document is either still valid for Foundation too, or an error; never a trap.
  @Test func damagedDocumentsAreJudgedAsFoundationDoes() throws {
    let original = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",true,null],"b":{"c":"d é"},"n":0}"#.utf8)
    var state: UInt64 = 5
    for round in 0..<20_000 {
      var bytes = original
      for _ in 0...(round % 3) where bytes.count > 1 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let place = Int(state >> 33) % bytes.count
        switch state >> 20 & 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: state >> 40)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(original[Int(state >> 44) % original.count], at: place)
        default: bytes = Array(bytes.prefix(place + 1))
        }
      }
      let ours: Bool
      do {
        _ = try JSON.parse(bytes, file: "f")
        ours = true
      } catch { ours = false }
      if ours {
        let accepted =
          (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        #expect(accepted, "seed 5 round \(round): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}
