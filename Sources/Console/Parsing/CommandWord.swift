/// One word of a command line: its exact bytes, which need not be text, and the same for people.
///
/// The system hands words over as bytes. Keys and values are taken as they are; everything else must be UTF-8, and what
/// is not is refused where it is used, so that two words that differ are never taken for one.
struct CommandWord: Sendable, Equatable, ExpressibleByStringLiteral {
  let bytes: [UInt8]
  /// The word as text; faulty bytes are U+FFFD.
  let text: String

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  init(bytes: [UInt8]) {
    self.bytes = bytes
    text = String(decoding: bytes, as: UTF8.self)
  }

  init(stringLiteral value: String) { self.init(value) }

  /// Whether `text` says the same as the bytes.
  var isText: Bool { bytes.elementsEqual(text.utf8) }

  /// What stands before the first `=`, and what behind it; nil where there is none.
  var parts: (name: String, value: CommandWord?) {
    guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")) else { return (text, nil) }
    return (
      String(decoding: bytes[..<sign], as: UTF8.self), CommandWord(bytes: Array(bytes[(sign + 1)...]))
    )
  }
}
