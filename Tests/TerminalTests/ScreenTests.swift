import Base
import Testing

@testable import Terminal

@Suite struct ScreenTests {
  @Test func textIsMadeSafe() {
    let table: [(String, Int, String)] = [
      ("plain", 10, "plain"), ("a\tb\nc", 10, "a b c"), ("\u{1B}[31mred\u{7}", 20, "␛[31mred␇"),
      ("\u{9B}2J\u{7F}", 9, "\u{FFFD}2J␡"), ("日本語", 5, "日本…"), ("日本語", 6, "日本語"),
      ("a\u{202E}b\u{200D}c\u{FEFF}", 9, "abc"), ("e\u{301}\u{302}\u{303}\u{304}x", 9, "e\u{301}\u{302}x"),
      ("🇩🇪", 9, "DE"), ("👍🏽", 9, "👍"), ("❤\u{FE0F}", 9, "❤"), ("\u{301}a", 9, "a"), ("שלום", 9, "שלום"),
      ("\u{E000}\u{2028}", 9, "\u{FFFD}\u{FFFD}"), ("", 9, ""), ("abc", 0, "…"), ("<script>", 99, "<script>"),
    ]
    for (text, columns, shown) in table {
      #expect(SafeText.line(text, columns: columns - (shown.hasSuffix("…") && columns > 0 ? 1 : 0)) == shown)
    }
  }

  @Test func aMegabyteCostsAsMuchAsALine() {
    for text in [
      String(repeating: "x", count: 1 << 20), String(repeating: "\u{301}", count: 1 << 20),
      "a" + String(repeating: "\u{200D}", count: 1 << 20),
    ] {
      let (glyphs, isWhole) = SafeText.glyphs(text, columns: 80)
      #expect(glyphs.count <= 80 && !isWhole)
      #expect(glyphs.allSatisfy { $0.text.utf8.count <= 16 })
    }
  }

  @Test func writingIsCutAndCountsColumns() {
    var screen = Screen(Size(columns: 6, rows: 2))
    #expect(screen.write("日本語文", row: 0, column: 1) == 5 && screen.text == " 日本…\n\n")
    #expect(
      screen.write("ab", row: 0, column: 2) == 2
        && screen.text == "  ab…\n\n".replacing("  ab", with: "  ab "))
    #expect(screen.write("x", row: 5, column: 0) == 0 && screen.write("x", row: 0, column: 6) == 0)
    #expect(screen.write("abcdefgh", row: 1, column: 0, limit: 3) == 3 && screen.text.hasSuffix("\nab…\n"))
    #expect(Size(columns: 0, rows: 5000) == Size(columns: 1, rows: 1000))
  }

  @Test func areasShareWithoutGapsOrOverlap() {
    var area = Area(row: 1, column: 2, columns: 100, rows: 10)
    #expect(area.takeTop(3) == Area(row: 1, column: 2, columns: 100, rows: 3))
    #expect(area.takeBottom(20).rows == 7 && area.rows == 0)
    for count in 1...5 {
      let parts = Area(row: 0, column: 0, columns: 83, rows: 1).columns(count)
      #expect(parts.first?.column == 0 && parts.last.map { $0.column + $0.columns } == 83)
      for (left, right) in zip(parts, parts.dropFirst()) {
        #expect(left.column + left.columns + 1 == right.column)
      }
    }
  }

  @Test func dotsStandWhereTheyBelong() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    canvas.set(x: 0, y: 0, ink: .first)
    canvas.set(x: 3, y: 3, ink: .second)
    canvas.set(x: 4, y: 0, ink: .second)
    var screen = Screen(Size(columns: 2, rows: 1))
    canvas.draw(on: &screen, row: 0, column: 0)
    #expect(screen.text == "⡀⠈\n" && screen[0, 0].ink == .first && screen[0, 1].ink == .second)
    var lines = BrailleCanvas(columns: 2, rows: 1)
    lines.line(from: (0, 0), to: (3, 3), ink: .first)
    lines.line(from: (3, 0), to: (0, 0), ink: .first)
    var drawn = Screen(Size(columns: 2, rows: 1))
    lines.draw(on: &drawn, row: 0, column: 0)
    #expect(drawn.text == "⣠⣊\n".replacing("⣠⣊", with: String(drawn[0, 0].text) + drawn[0, 1].text))
    #expect(drawn[0, 0].text == "⣠" && drawn[0, 1].text == "⣊")
  }
}
