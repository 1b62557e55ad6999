/// Words in quotes with the escapes that Redis prints.
enum QuotedWords {
  /// The words between the quotes, as positions, escapes as they stand; nil when a quote is missing or something else
  /// stands between the words.
  static func split(_ text: Slice<UnsafeRawBufferPointer>) -> [Range<Int>]? {
    var words: [Range<Int>] = []
    var position = text.startIndex
    while position < text.endIndex {
      if text[position] == 0x20 {
        position += 1
        continue
      }
      guard text[position] == 0x22 else { return nil }
      let start = position + 1
      position = start
      while position < text.endIndex, text[position] != 0x22 {
        position += text[position] == 0x5C ? 2 : 1
      }
      guard position < text.endIndex else { return nil }
      words.append(start..<position)
      position += 1
    }
    return words
  }

  /// A word as a key: with its quotes resolved when nothing else is escaped in it and no blank is at its ends, as it
  /// stands otherwise. So two keys never become one, and every key can stand in a workload file.
  static func key(_ word: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
    var plain: [UInt8] = []
    var position = word.startIndex
    while position < word.endIndex {
      if word[position] == 0x5C {
        guard position + 1 < word.endIndex, word[position + 1] == 0x22 else { return Array(word) }
        position += 1
      }
      plain.append(word[position])
      position += 1
    }
    // A blank at either end would be lost; written as an escape, it is not.
    if let first = plain.first, first == 0x20 { plain.replaceSubrange(0..<1, with: Array(#"\x20"#.utf8)) }
    if let last = plain.last, last == 0x20 {
      plain.replaceSubrange((plain.count - 1)..., with: Array(#"\x20"#.utf8))
    }
    return plain
  }

  /// A word with all its escapes resolved.
  static func unescaped(_ word: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
    var plain: [UInt8] = []
    var position = word.startIndex
    while position < word.endIndex {
      guard word[position] == 0x5C, position + 1 < word.endIndex else {
        plain.append(word[position])
        position += 1
        continue
      }
      let letter = word[position + 1]
      if letter == 0x78, position + 3 < word.endIndex, let high = digit(word[position + 2]),
        let low = digit(word[position + 3])
      {
        plain.append(high << 4 | low)
        position += 4
        continue
      }
      plain.append(named[letter] ?? letter)
      position += 2
    }
    return plain
  }

  /// `n r t a b`
  private static let named: [UInt8: UInt8] = [0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09, 0x61: 0x07, 0x62: 0x08]

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}
