/// One field of a row as it stands in the text, without surrounding quotes.
struct CSVField {
  /// The first byte of its content.
  var start: Int
  /// The byte after its content.
  var end: Int
  /// Whether it was quoted, so that spaces around it belong to it and `""` stands for one quote.
  var isQuoted = false
  /// Whether it holds doubled quotes.
  var hasEscapes = false

  /// Where the field begins as a reader of the file sees it: at its quote, if it has one.
  var place: Int { isQuoted ? start - 1 : start }
}

/// Bytes that are trimmed around op and key, and that alone do not make a value: space, tab, LF, VT, FF, CR.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
}

/// The range without blanks at either end.
func trimmed(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Range<Int> {
  var start = start
  var end = end
  while start < end, isBlank(text.load(fromByteOffset: start, as: UInt8.self)) { start += 1 }
  while start < end, isBlank(text.load(fromByteOffset: end - 1, as: UInt8.self)) { end -= 1 }
  return start..<end
}

/// Text of the file for a message: at most 40 characters, control characters and faulty bytes made visible.
func excerpt(_ text: UnsafeRawPointer, _ range: Range<Int>) -> String {
  let bytes = UnsafeRawBufferPointer(start: text + range.lowerBound, count: min(range.count, 200))
  var shown = ""
  var length = 0
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    if length == 40 { return shown + "..." }
    shown += scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : String(scalar)
    length += 1
  }
  return shown
}
