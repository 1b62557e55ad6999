#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Occurrences of names in texts, as whole words.
enum Words {
  /// Whether a name stands in a text with neither a letter, a digit, `_` nor `-` beside it. O(text).
  static func contains(_ name: String, in text: String) -> Bool {
    let length = name.utf8.count
    return length > 0
      && places(of: name, in: text) { text, start in
        let end = start + length
        return (start == 0 || !isWord(text[start - 1])) && (end == text.count || !isWord(text[end]))
          ? () : nil
      }.count > 0
  }

  /// How often a name stands in a text, within words too. O(text).
  static func count(_ name: String, in text: String) -> Int {
    places(of: name, in: text) { _, _ in () }.count
  }

  /// All words of a text made of capitals, digits and `_` that begin with one of the prefixes, with how often they stand
  /// there; only those in quotes when `inQuotes`. O(text × prefixes).
  static func variables(in text: String, prefixes: [String], inQuotes: Bool) -> [String: Int] {
    var found: [String: Int] = [:]
    for prefix in prefixes {
      let names = places(of: prefix, in: text) { text, start -> String? in
        var end = start
        while end < text.count, isVariable(text[end]) { end += 1 }
        let before = start == 0 ? 0 : text[start - 1]
        let after = end == text.count ? 0 : text[end]
        let quote = UInt8(ascii: "\"")
        // A letter or dash beside it makes it a part of something else.
        guard !isWord(before), !isWord(after), text[end - 1] != UInt8(ascii: "_"),
          !inQuotes || before == quote && after == quote
        else { return nil }
        return String(decoding: text[start..<end], as: UTF8.self)
      }
      for name in names { found[name, default: 0] += 1 }
    }
    return found
  }

  /// What `body` makes of every place at which a needle stands; places it makes nothing of are left out.
  private static func places<R>(
    of needle: String, in text: String, _ body: (UnsafeBufferPointer<UInt8>, Int) -> R?
  ) -> [R] {
    var (needle, text) = (needle, text)
    var results: [R] = []
    text.withUTF8 { text in
      needle.withUTF8 { needle in
        guard let base = text.baseAddress, let sought = needle.baseAddress, let first = needle.first else {
          return
        }
        var start = 0
        // The last place at which the needle fits lies before `text.count - needle.count + 1`.
        while start + needle.count <= text.count,
          let found = memchr(base + start, Int32(first), text.count - needle.count + 1 - start)
        {
          let place = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
          start = place + 1
          if memcmp(found, sought, needle.count) == 0, let result = body(text, place) {
            results.append(result)
          }
        }
      }
    }
    return results
  }

  private static func isVariable(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isVariable(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
  }
}
