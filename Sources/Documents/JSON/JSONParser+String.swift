extension JSONParser {
  /// Reads a string whose opening quote is the next byte.
  mutating func parseString() throws(DocumentError) -> String {
    index += 1
    let start = index
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        index &+= 1
        continue
      }
      if byte == UInt8(ascii: "\"") {
        defer { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") { return try parseEscapedString(from: start) }
      try passCharacter(byte)
    }
    throw error("a string without its closing quote")
  }

  /// Continues after the plain part `start..<index` of a string that holds escapes.
  private mutating func parseEscapedString(from start: Int) throws(DocumentError) -> String {
    var text = [UInt8](bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return String(decoding: text, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") {
        let character = try parseEscape()
        text.append(contentsOf: String(character).utf8)
      } else {
        let before = index
        try passCharacter(byte)
        text.append(contentsOf: bytes[before..<index])
      }
    }
    throw error("a string without its closing quote")
  }

  /// Steps over one character that stands for itself.
  private mutating func passCharacter(_ byte: UInt8) throws(DocumentError) {
    if byte < 0x20 {
      throw error("a control character (byte \(byte)) inside a string; write it as an escape")
    }
    if byte < 0x80 {
      index += 1
      return
    }
    var decoder = UTF8()
    var rest = bytes[index...].makeIterator()
    guard case .scalarValue(let character) = decoder.decode(&rest) else {
      throw error("bytes that are not UTF-8")
    }
    let length = UTF8.width(character)
    index += length
    discountColumns(length - 1)
  }

  private mutating func parseEscape() throws(DocumentError) -> UnicodeScalar {
    let start = position
    guard index + 1 < bytes.count else {
      index = bytes.count
      throw error("a string without its closing quote")
    }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try parseUnicodeEscape(start)
    default: throw error("an escape that JSON does not know", at: start)
    }
  }

  private mutating func parseUnicodeEscape(
    _ start: DocumentPosition
  ) throws(DocumentError) -> UnicodeScalar {
    let first = try parseHexadecimal(start)
    if let character = UnicodeScalar(first) { return character }
    let lone = error("half of a surrogate pair", at: start)
    guard first < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { throw lone }
    index += 2
    let second = try parseHexadecimal(start)
    guard (0xDC00...0xDFFF).contains(second),
      let character = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw lone }
    return character
  }

  private mutating func parseHexadecimal(_ start: DocumentPosition) throws(DocumentError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch index < bytes.count ? bytes[index] : 0 {
      case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): digit = byte - 48
      case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"): digit = byte - 87
      case let byte where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"): digit = byte - 55
      default: throw error("\\u needs four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
