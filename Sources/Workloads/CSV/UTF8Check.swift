/// The position of the first byte that does not belong to well-formed UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF), or nil; a sequence cut off by the end counts from its first byte.
func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
  var position = 0
  while position < bytes.count {
    let lead = bytes[position]
    if lead < 0x80 {
      position += 1
      continue
    }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    case 0xF1...0xF3: length = 4
    default: return position
    }
    if position + length > bytes.count || !second.contains(bytes[position + 1]) { return position }
    for next in (position + 2)..<(position + length) where bytes[next] & 0xC0 != 0x80 { return position }
    position += length
  }
  return nil
}
