extension JSONParser {
  /// Reads a number: `-` only in front, no leading zeros, digits on both sides of the point.
  mutating func parseNumber(_ position: DocumentPosition) throws(DocumentError) -> DocumentValue {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    let firstDigit = index
    try passDigits()
    if bytes[firstDigit] == UInt8(ascii: "0"), index > firstDigit + 1 {
      throw error("a number with a leading zero", at: position)
    }
    var isWhole = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isWhole = false
      index += 1
      try passDigits()
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
        index += 1
      }
      try passDigits()
    }
    let digits = String(decoding: bytes[start..<index], as: UTF8.self)
    if isWhole, let value = Int64(digits) { return .integer(value, position) }
    guard let value = Double(digits), value.isFinite else {
      throw error("the number \(digits.prefix(40)) is too large", at: position)
    }
    return .float(value, position)
  }

  private mutating func passDigits() throws(DocumentError) {
    let start = index
    while index < bytes.count, bytes[index] >= UInt8(ascii: "0"), bytes[index] <= UInt8(ascii: "9") {
      index += 1
    }
    if index == start { throw error("expected a digit, found \(found)") }
  }
}
