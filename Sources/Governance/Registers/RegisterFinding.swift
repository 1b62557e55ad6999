import Base

/// Something a register objects to.
package struct RegisterFinding: Equatable, Sendable, CustomStringConvertible {
  /// The check that found it; `stages.toml` says from when on it fails.
  package let check: String
  /// Where: a file, or a file and a line.
  package let place: String
  /// What is wrong and what to do.
  package let message: String

  /// `DEPRECATIONS.md:7: …`.
  package var description: String { "\(place): \(message)" }
}

/// Occurrences of names in texts, as whole words.
enum Words {
  /// Whether a name stands in a text with neither a letter, a digit, `_` nor `-` beside it. O(text).
  static func contains(_ name: String, in text: String) -> Bool {
    let name = Array(name.utf8)
    guard let first = name.first else { return false }
    var copy = text
    return copy.withUTF8 { text in
      guard text.count >= name.count else { return false }
      for start in 0...(text.count - name.count) where text[start] == first {
        if start > 0, isWord(text[start - 1]) { continue }
        let end = start + name.count
        if end < text.count, isWord(text[end]) { continue }
        if zip(text[start..<end], name).allSatisfy(==) { return true }
      }
      return false
    }
  }

  /// All words of a text made of capitals, digits and `_` that begin with one of the prefixes, with how often they stand
  /// there; only those in quotes when `inQuotes`. O(text).
  static func variables(in text: String, prefixes: [String], inQuotes: Bool) -> [String: Int] {
    var found: [String: Int] = [:]
    var word: [UInt8] = []
    var before: UInt8 = 0
    var opening: UInt8 = 0
    for byte in Array(text.utf8) + [0] {
      if isVariable(byte) {
        if word.isEmpty { opening = before }
        word.append(byte)
      } else {
        let name = String(decoding: word, as: UTF8.self)
        let isQuoted = opening == UInt8(ascii: "\"") && byte == UInt8(ascii: "\"")
        // A letter or dash beside it makes it a part of something else.
        let isWhole = !isWord(opening) && !isWord(byte)
        if isWhole, !inQuotes || isQuoted, prefixes.contains(where: { name.hasPrefix($0) && name != $0 }),
          !name.hasSuffix("_")
        {
          found[name, default: 0] += 1
        }
        word.removeAll(keepingCapacity: true)
      }
      before = byte
    }
    return found
  }

  private static func isVariable(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isVariable(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
  }
}
