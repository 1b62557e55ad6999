import Foundation
import Testing

@testable import Base

@Suite struct JSONWriterTests {
  private func string(_ bytes: [UInt8]) -> String {
    var writer = JSONWriter()
    bytes.withUnsafeBytes { writer.string(utf8: $0) }
    return writer.text
  }

  private func sample(pretty: Bool) -> String {
    var writer = JSONWriter(pretty: pretty)
    writer.beginObject()
    writer.field("name", "a\"b")
    writer.field("none", nil as String?)
    writer.field("some", "x" as String?)
    writer.object("nested") { $0.field("deep", -12) }
    writer.array("empty") { _ in }
    writer.array("list") { list in
      for value in [0, 1, 99, 100, 12_345_678_901] { list.integer(value) }
      list.integer(UInt64.max)
      list.integer(Int8(-7))
      list.integer(Int128.max)
      list.integer(UInt128(UInt64.max))
      list.bool(true)
      list.null()
      list.beginObject()
      list.endObject()
    }
    writer.key("q\u{1}" as String)
    writer.bool(false)
    writer.field("real", 1.5)
    writer.field("nan", Double.nan)
    writer.field("no real", nil as Double?)
    writer.field("a real", 0.25 as Double?)
    writer.field("no count", nil as Int?)
    writer.field("a count", 3 as Int?)
    writer.field("flag", true)
    writer.key("raw")
    writer.raw(Array("{\"k\":1}".utf8))
    writer.endObject()
    writer.endLine()
    return writer.text
  }

  @Test func compactAndPrettyTextAreTheSameDocument() throws {
    #expect(
      sample(pretty: false) == """
        {"name":"a\\"b","none":null,"some":"x","nested":{"deep":-12},"empty":[],"list":[0,1,99,100,12345678901,\
        18446744073709551615,-7,170141183460469231731687303715884105727,18446744073709551615,true,null,{}],\
        "q\\u0001":false,"real":1.5,"nan":null,"no real":null,"a real":0.25,"no count":null,"a count":3,\
        "flag":true,"raw":{"k":1}}

        """)
    let pretty = sample(pretty: true)
    #expect(pretty.hasPrefix("{\n  \"name\": \"a\\\"b\",\n  \"none\": null,"))
    #expect(
      pretty.contains("\"nested\": {\n    \"deep\": -12\n  },\n  \"empty\": [],\n  \"list\": [\n    0,"))
    let both = try [false, true].map { style in
      try JSONSerialization.jsonObject(with: Data(sample(pretty: style).utf8)) as? NSDictionary
    }
    #expect(both[0] == both[1] && both[0]?.count == 15)
  }

  @Test func linesAndReuse() {
    var writer = JSONWriter()
    for line in 0..<2 {
      writer.beginArray()
      writer.integer(line)
      writer.endArray()
      writer.endLine()
    }
    #expect(writer.text == "[0]\n[1]\n")
    writer.reset()
    writer.string("again")
    #expect(writer.text == "\"again\"")
  }

  @Test func stringsAreEscapedAndAlwaysUTF8() {
    let table: [([UInt8], String)] = [
      ([], ""), (Array("plain".utf8), "plain"), (Array("é€😀".utf8), "é€😀"),
      ([0x22, 0x5C, 0x2F], "\\\"\\\\/"), ([8, 9, 10, 12, 13], "\\b\\t\\n\\f\\r"),
      ([0, 0x1F, 0x7F], "\\u0000\\u001f\u{7F}"), ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
      ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xE2, 0x82], "\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ([0xF0, 0x9F, 0x98, 0x41], "\u{FFFD}A"), ([0xF5, 0x80], "\u{FFFD}\u{FFFD}"), ([0x80], "\u{FFFD}"),
      ([0xE0, 0x9F, 0xF4, 0x90, 0xF1, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    ]
    for (bytes, wanted) in table { #expect(string(bytes) == "\"\(wanted)\"", "\(bytes)") }
    var state: UInt64 = 7
    for round in 0..<3000 {
      let bytes = (0..<12).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        let byte = UInt8(truncatingIfNeeded: state >> 33)
        return byte < 0x80 ? UInt8(ascii: "a") : byte
      }
      #expect(string(bytes) == "\"\(String(decoding: bytes, as: UTF8.self))\"", "seed 7 round \(round)")
    }
  }

  @Test func doublesAreShortestAndReadBackTheSame() {
    var writer = JSONWriter()
    for value in [
      0.1, 1, -0.0, 1e21, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 123456789.125, .infinity,
      -.infinity,
    ] {
      writer.double(value)
    }
    #expect(
      writer.text == "0.1,1.0,-0.0,1e+21,5e-324,1.7976931348623157e+308,123456789.125,null,null")
    var state: UInt64 = 99
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state ^ state >> 29)
      guard value.isFinite else { continue }
      writer.reset()
      writer.double(value)
      #expect(Double(writer.text)?.bitPattern == value.bitPattern, "seed 99: \(value)")
    }
  }
}
