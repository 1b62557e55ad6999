private let hexadecimal: StaticString = "0123456789abcdef"

extension JSONWriter {
  mutating func appendQuoted(_ value: String) {
    var value = value
    value.withUTF8 { appendQuoted(utf8: UnsafeRawBufferPointer($0)) }
  }

  mutating func appendQuoted(utf8 value: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    var index = 0
    while index < value.count {
      let byte = value[index]
      if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        index &+= 1
        continue
      }
      if byte >= 0x80 {
        let found = sequence(in: value, at: index)
        if !found.isValid {
          append(value, start..<index)
          bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
          start = index + found.length
        }
        index += found.length
        continue
      }
      append(value, start..<index)
      appendEscape(of: byte)
      index += 1
      start = index
    }
    append(value, start..<index)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(_ value: UnsafeRawBufferPointer, _ range: Range<Int>) {
    if !range.isEmpty { bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: value[range])) }
  }

  private mutating func appendEscape(of byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    default:
      let digits = hexadecimal.utf8Start
      for digit in [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")] { bytes.append(digit) }
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    }
  }

  /// The length of the UTF-8 sequence at `index`, or of the invalid part that one U+FFFD replaces (the longest
  /// start of a valid sequence, else one byte), as Unicode recommends.
  private func sequence(in text: UnsafeRawBufferPointer, at index: Int) -> (length: Int, isValid: Bool) {
    let first = text[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return (1, false)
    }
    for offset in 1..<length {
      let allowed = offset == 1 ? second : 0x80...0xBF
      let next = index + offset
      guard next < text.count, allowed.contains(text[next]) else { return (offset, false) }
    }
    return (length, true)
  }
}
