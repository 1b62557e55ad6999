/// Builds JSON text by appending to `bytes`; made for paths where values are written every few milliseconds.
///
/// Nothing is allocated per value once `bytes` has grown: keep the writer and `reset` it. The caller opens and closes
/// containers in order; commas, colons and indentation are the writer's. A key and then its value inside an object,
/// values alone inside an array.
package struct JSONWriter: Sendable {
  /// The UTF-8 text so far.
  package var bytes: [UInt8] = []
  private let isPretty: Bool
  private var depth = 0
  /// Whether a value stands before the next one in the same container.
  private var follows = false
  /// Whether a key was just written and its value is due.
  private var hasKey = false

  /// Compact text, or `pretty` text with two spaces of indentation per level.
  package init(pretty: Bool = false) {
    isPretty = pretty
  }

  /// Forgets the text and keeps the memory.
  package mutating func reset() {
    bytes.removeAll(keepingCapacity: true)
    depth = 0
    follows = false
    hasKey = false
  }

  /// The text as a string.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Opens an object.
  package mutating func beginObject() { open(UInt8(ascii: "{")) }

  /// Closes the innermost container, an object.
  package mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Opens an array.
  package mutating func beginArray() { open(UInt8(ascii: "[")) }

  /// Closes the innermost container, an array.
  package mutating func endArray() { close(UInt8(ascii: "]")) }

  /// Ends a document with a line feed; the next value starts a new one (NDJSON).
  package mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    follows = false
  }

  /// The key of the next value; plain ASCII without quotes or backslashes, as names in code are.
  package mutating func key(_ name: StaticString) {
    startItem()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    endKey()
  }

  /// The key of the next value, escaped as needed.
  package mutating func key(_ name: String) {
    startItem()
    appendQuoted(name)
    bytes.removeLast()
    endKey()
  }

  /// The value `null`.
  package mutating func null() {
    startItem()
    append("null")
  }

  /// A truth value.
  package mutating func bool(_ value: Bool) {
    startItem()
    append(value ? "true" : "false")
  }

  /// A signed integer.
  package mutating func integer(_ value: Int) {
    startItem()
    Numerals.append(value, to: &bytes)
  }

  /// An unsigned integer.
  package mutating func integer(_ value: UInt64) {
    startItem()
    Numerals.append(value, to: &bytes)
  }

  /// Any other integer; values beyond 64 bits are written in full.
  package mutating func integer<T: BinaryInteger>(_ value: T) {
    if let small = Int(exactly: value) {
      integer(small)
    } else if let large = UInt64(exactly: value) {
      integer(large)
    } else {
      startItem()
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  /// The shortest text that reads back as the same number; `null` for NaN and the infinities.
  package mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    startItem()
    Numerals.append(value, to: &bytes)
  }

  /// A text, escaped by the rules of RFC 8259.
  package mutating func string(_ value: String) {
    startItem()
    appendQuoted(value)
  }

  /// UTF-8 text; every byte sequence that is not UTF-8 becomes U+FFFD.
  package mutating func string(utf8 value: UnsafeRawBufferPointer) {
    startItem()
    appendQuoted(utf8: value)
  }

  /// JSON text that is already well formed, taken as it stands.
  package mutating func raw(_ json: [UInt8]) {
    startItem()
    bytes.append(contentsOf: json)
  }

  private mutating func open(_ bracket: UInt8) {
    startItem()
    bytes.append(bracket)
    depth += 1
    follows = false
  }

  private mutating func close(_ bracket: UInt8) {
    depth -= 1
    if isPretty, follows { breakLine() }
    bytes.append(bracket)
    follows = true
  }

  /// Writes what separates this item from the one before.
  private mutating func startItem() {
    if hasKey {
      hasKey = false
    } else {
      if follows { bytes.append(UInt8(ascii: ",")) }
      if isPretty, depth > 0 { breakLine() }
    }
    follows = true
  }

  private mutating func endKey() {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    if isPretty { bytes.append(UInt8(ascii: " ")) }
    hasKey = true
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<(depth * 2) { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func append(_ word: StaticString) {
    word.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
}
