import Testing

@testable import Base

@Suite struct ForeignTextTests {
  @Test func nothingThatMovesTheCursorOrTurnsTheDirectionIsLeft() {
    for (text, kept) in [
      ("plain words, 3 €, é, 日本", "plain words, 3 €, é, 日本"),
      ("a\u{1B}[31mred\r\n\u{7}", "a[31mred"),
      ("price\u{202E}evil\u{2066}x\u{200F}", "priceevilx"),
      ("one\u{2028}two\u{9B}three", "onetwothree"),
      ("", ""),
    ] {
      #expect(ForeignText.printable(text, limit: 100) == kept)
    }
    #expect(ForeignText.printable("\u{202E}abcdef", limit: 3) == "abc")
  }
}
