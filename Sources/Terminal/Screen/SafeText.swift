import Base

/// Text of unknown origin as cells that no terminal misreads: what controls, reorders or overflows is replaced or left out.
///
/// - Controls become their pictures (`␛`), so an escape sequence is seen and not obeyed; tabs and line breaks become spaces.
/// - Marks stay with their letter, two at most; directions, joiners and variation selectors are left out.
/// - Flags become their letters, private and unassigned places `�`.
enum SafeText {
  /// One cell's text and how many columns it takes.
  typealias Glyph = (text: String, columns: Int)

  private static let marksPerLetter = 2

  /// The glyphs of the beginning of a text that fit into `columns`; work is bounded by `columns`, not by the text.
  static func glyphs(_ text: String, columns: Int) -> (glyphs: [Glyph], isWhole: Bool) {
    var glyphs: [Glyph] = []
    var used = 0
    var marks = 0
    var budget = columns * 8 + 64
    for scalar in text.unicodeScalars {
      budget -= 1
      if budget < 0 { return (glyphs, false) }
      if isMark(scalar) {
        if !glyphs.isEmpty, marks < marksPerLetter {
          marks += 1
          glyphs[glyphs.count - 1].text.unicodeScalars.append(scalar)
        }
        continue
      }
      guard let shown = shown(scalar) else { continue }
      let width = DisplayWidth.of(shown)
      if width == 0 { continue }
      if used + width > columns { return (glyphs, false) }
      glyphs.append((String(shown), width))
      used += width
      marks = 0
    }
    return (glyphs, true)
  }

  /// Text for a line that goes through pipes: the same rules, at most `columns` wide, an ellipsis where it was cut.
  static func line(_ text: String, columns: Int) -> String {
    let (glyphs, isWhole) = glyphs(text, columns: columns)
    return glyphs.map(\.text).joined() + (isWhole ? "" : "…")
  }

  /// A line that was typed, as a terminal may be given it; all of it.
  static func shown(_ text: String) -> String { line(text, columns: 1 << 20) }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    if value < 0x300 || isSelector(value) { return false }
    // Vowels and finals that join the syllable before them.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return true }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: return true
    default: return false
    }
  }

  /// Variation selectors change how wide terminals draw what stands before them, each in its own way.
  private static func isSelector(_ value: UInt32) -> Bool {
    (0xFE00...0xFE0F).contains(value) || (0xE0100...0xE01EF).contains(value)
  }

  private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    let value = scalar.value
    switch value {
    case 0x09, 0x0A, 0x0D: return " "
    case 0..<0x20: return Unicode.Scalar(0x2400 + value)
    case 0x20..<0x7F: return scalar
    case 0x7F: return "\u{2421}"
    case 0x80..<0xA0: return "\u{FFFD}"
    case 0x1F1E6...0x1F1FF: return Unicode.Scalar(value - 0x1F1E6 + 0x41)
    case 0x1F3FB...0x1F3FF: return nil
    default: break
    }
    if isSelector(value) { return nil }
    switch scalar.properties.generalCategory {
    case .format: return nil
    case .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator, .control:
      return "\u{FFFD}"
    default: return scalar
    }
  }
}
