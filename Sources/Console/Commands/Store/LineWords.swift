/// The words of a line, separated and quoted as in a shell.
///
/// Blanks separate words. Between single quotes every byte stands for itself; between double quotes a backslash takes
/// the meaning of a quote or a backslash behind it; elsewhere it does so for any byte. Bytes need not be text.
enum LineWords {
  private static let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
  private static let backslash = UInt8(ascii: "\\")

  /// Whether the byte can be typed as it is.
  static func isPlain(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && byte != single && byte != double && byte != backslash
  }

  /// Splits a line. Throws `badInput` for a quote that does not end, and for a backslash with nothing behind it. O(bytes).
  static func split(_ line: some Collection<UInt8>) throws(Failure) -> [CommandWord] {
    var words: [CommandWord] = []
    var word: [UInt8]?
    var quote: UInt8?
    var isEscaped = false
    for byte in line {
      if isEscaped {
        isEscaped = false
        if quote == double, byte != double, byte != backslash { word?.append(backslash) }
        word?.append(byte)
      } else if byte == backslash, quote != single {
        isEscaped = true
        word = word ?? []
      } else if let open = quote {
        if byte == open { quote = nil } else { word?.append(byte) }
      } else if byte == single || byte == double {
        quote = byte
        word = word ?? []
      } else if byte == 0x20 || byte == 0x09 {
        if let whole = word { words.append(CommandWord(bytes: whole)) }
        word = nil
      } else {
        word = (word ?? []) + [byte]
      }
    }
    if let quote {
      throw .badInput(
        "a quote \(Character(UnicodeScalar(quote))) does not end",
        hint: "one that stands for itself is written \\\(Character(UnicodeScalar(quote)))")
    }
    if isEscaped {
      throw .badInput(
        "nothing stands behind the last backslash", hint: "one that stands for itself is written \\\\")
    }
    if let whole = word { words.append(CommandWord(bytes: whole)) }
    return words
  }
}
