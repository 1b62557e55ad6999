/// How many terminal columns text takes, and cutting and padding by columns.
enum DisplayWidth {
  /// The columns of a text: two for wide East Asian characters and emoji, none for combining marks and controls.
  static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  /// The text cut to at most `columns`, its last one an ellipsis when something was cut.
  static func cut(_ text: String, to columns: Int) -> String {
    if of(text) <= columns { return text }
    var result = ""
    var used = 0
    for character in text {
      if used + width(character) > columns - 1 { break }
      result.append(character)
      used += width(character)
    }
    return columns > 0 ? result + "…" : ""
  }

  /// The text filled with spaces up to `columns`.
  static func pad(_ text: String, to columns: Int, left: Bool = false) -> String {
    let fill = String(repeating: " ", count: max(0, columns - of(text)))
    return left ? fill + text : text + fill
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    let value = scalar.value
    if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    return wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The blocks that terminals draw two columns wide (Unicode East Asian Width W and F, and pictographs).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
