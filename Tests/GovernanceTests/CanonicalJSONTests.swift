import Base
import Documents
import TestSupport
import Testing

@testable import Governance

@Suite struct CanonicalJSONTests {
  private func canonical(_ text: String) throws -> String {
    String(decoding: try CanonicalJSON.render(try JSON.parse(Array(text.utf8), file: "t")), as: UTF8.self)
  }

  /// Appendix B of RFC 8785: the bits of a number and its text.
  private static let numbers: [(UInt64, String)] = [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
  ]

  @Test func numbersAreWrittenAsThePublishedVectorsSay() throws {
    for (bits, text) in Self.numbers {
      let value = Double(bitPattern: bits)
      #expect(CanonicalJSON.text(of: value) == text, "\(value)")
      #expect(try canonical(text) == text)
    }
    for bits: UInt64 in [0x7fff_ffff_ffff_ffff, 0x7ff0_0000_0000_0000] {
      let value = DocumentValue.float(Double(bitPattern: bits), DocumentPosition(line: 1, column: 1))
      #expect(throws: GovernanceError.self) { try CanonicalJSON.render(value) }
    }
  }

  @Test func documentsAreWrittenAsThePublishedVectorsSay() throws {
    let sample = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    #expect(
      try canonical(sample)
        == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    )
    let names = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
       "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    let values = try canonical(names).split(separator: "\"").map(String.init).filter {
      $0.hasPrefix("C") || $0.hasPrefix("O") || $0.hasPrefix("L") || $0.hasPrefix("E") || $0.hasPrefix("H")
    }
    // By UTF-16 units: the emoji, a surrogate pair, comes before the Hebrew letter U+FB33.
    #expect(
      values == [
        "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
        "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
      ])
    #expect(try canonical(#"{"b":{"z":1,"a":[]},"a":{}}"#) == #"{"a":{},"b":{"a":[],"z":1}}"#)
    #expect(try canonical("[56.0,1e0,-0,1.50]") == "[56,1,0,1.5]")
  }

  @Test func wholeNumbersThatADoubleWouldChangeAreRefused() throws {
    #expect(try canonical("9007199254740992") == "9007199254740992")
    #expect(throws: GovernanceError.self) { try canonical("9007199254740993") }
    #expect(try canonical("1152921504606846976") == "1152921504606847000")
    #expect(try canonical("1152921504606847000") == "1152921504606847000")
  }

  /// Every number reads back as itself, and writing what was read changes nothing.
  @Test func randomNumbersReadBack() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let text = CanonicalJSON.text(of: value)
      #expect(Double(text) == value, "seed \(seed): \(value)")
      #expect(try canonical(text) == text, "seed \(seed): \(value)")
    }
  }
}
