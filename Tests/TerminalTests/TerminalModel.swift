@testable import Terminal

/// A terminal as far as our renderer needs one: it takes bytes and shows cells.
///
/// Widths are those the renderer assumes. Anything it does not know is a failure of the test, so it also proves which
/// sequences are ever sent.
struct TerminalModel {
  private(set) var size: Size
  private(set) var texts: [String]
  private(set) var inks: [String]
  /// Columns of what stands in a cell; 0 for the right half of a wide character.
  private var widths: [Int]
  private var row = 0
  private var column = 0
  private var style = "0"
  private(set) var isSynchronised = false
  private(set) var unknown: [String] = []
  /// Cells written since it began.
  private(set) var writes = 0

  init(_ size: Size) {
    self.size = size
    texts = Array(repeating: " ", count: size.columns * size.rows)
    inks = Array(repeating: "0", count: size.columns * size.rows)
    widths = Array(repeating: 1, count: size.columns * size.rows)
  }

  mutating func take(_ bytes: [UInt8]) {
    var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\u{1B}" {
        guard scalars.popFirst() == "[" else {
          unknown.append("escape without bracket")
          continue
        }
        let end = scalars.firstIndex { ("@"..."~").contains($0) } ?? scalars.endIndex
        let body = String(String.UnicodeScalarView(scalars[..<end]))
        let final = end < scalars.endIndex ? scalars[end] : "?"
        scalars = scalars[min(end + 1, scalars.endIndex)...]
        obey(body, final)
      } else {
        var text = String(scalar)
        let width = SafeText.glyphs(text, columns: 2).glyphs.first?.columns ?? 0
        while let next = scalars.first, next != "\u{1B}",
          SafeText.glyphs("a\(next)", columns: 9).glyphs.count == 1
        {
          text.unicodeScalars.append(next)
          scalars.removeFirst()
        }
        put(text, width: width)
      }
    }
  }

  private mutating func obey(_ body: String, _ final: Unicode.Scalar) {
    switch (body, final) {
    case ("?2026", "h"): isSynchronised = true
    case ("?2026", "l"): isSynchronised = false
    case ("2", "J"): self = TerminalModel(clearing: self)
    case (_, "m"): style = body
    case (_, "H"):
      let numbers = body.split(separator: ";").compactMap { Int($0) }
      guard numbers.count == 2, (1...size.rows).contains(numbers[0]), (1...size.columns).contains(numbers[1])
      else {
        unknown.append("cursor to \(body)")
        return
      }
      row = numbers[0] - 1
      column = numbers[1] - 1
    default: unknown.append("\(body)\(final)")
    }
  }

  private init(clearing other: TerminalModel) {
    self.init(other.size)
    (style, isSynchronised, unknown, writes) = (
      other.style, other.isSynchronised, other.unknown, other.writes
    )
  }

  private mutating func put(_ text: String, width: Int) {
    guard width > 0, column + width <= size.columns else {
      unknown.append("\(text) at column \(column) of \(size.columns)")
      return
    }
    let place = row * size.columns + column
    // Half of a wide character that is overwritten takes the other half with it.
    if widths[place] == 0 { blank(place - 1) }
    if widths[place + width - 1] == 2 { blank(place + width) }
    (texts[place], inks[place], widths[place]) = (text, style, width)
    if width == 2 { (texts[place + 1], inks[place + 1], widths[place + 1]) = ("", style, 0) }
    column += width
    writes += 1
  }

  private mutating func blank(_ place: Int) { (texts[place], inks[place], widths[place]) = (" ", "0", 1) }

  /// The first place where it differs from a screen, in words; nil where it shows exactly that.
  func difference(from screen: Screen, _ depth: ColorDepth) -> String? {
    if let first = unknown.first { return "not understood: \(first)" }
    if isSynchronised { return "a synchronised update is left open" }
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = screen[row, column]
        let place = row * size.columns + column
        let ink = String(Palette.sequence(cell.ink, depth).dropFirst(2).dropLast())
        if texts[place] != cell.text || (cell.columns > 0 && inks[place] != ink) {
          return "\(row),\(column): \(texts[place].debugDescription) in \(inks[place]), "
            + "wanted \(cell.text.debugDescription) in \(ink)"
        }
      }
    }
    return nil
  }
}
