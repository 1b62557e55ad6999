import Base

/// How the number of a key becomes its text.
package struct KeyFormat: Equatable, Sendable {
  enum Body: Equatable {
    /// Decimal digits, with leading zeros up to a width.
    case decimal(width: Int)
    /// 16 hex digits that look random; different numbers give different digits.
    case hash
    /// The form of a random UUID.
    case uuid
  }

  /// The text as it was given, such as `K{}` or `user:{:08}`.
  package let text: String
  let prefix: [UInt8]
  let body: Body
  let suffix: [UInt8]

  /// What a key looks like unless stated otherwise: `K0`, `K1`, ...
  package static let plain = KeyFormat(text: "K{}", prefix: [75], body: .decimal(width: 1), suffix: [])

  /// Keys as YCSB's: `user` and digits in no order.
  static let records = KeyFormat(text: "user{hash}", prefix: Array("user".utf8), body: .hash, suffix: [])

  /// The longest text around the number, in bytes.
  package static let longestTextBytes = 1024
  static let widestNumber = 64

  /// The most bytes a key can have.
  var longestBytes: Int { prefix.count + suffix.count + Self.widestNumber }

  private init(text: String, prefix: [UInt8], body: Body, suffix: [UInt8]) {
    self.text = text
    self.prefix = prefix
    self.body = body
    self.suffix = suffix
  }

  /// Reads a format: text with one `{}` (the number), `{:08}` (with leading zeros), `{hash}` or `{uuid}`; the words
  /// `hash` and `uuid` alone mean the same as in braces.
  package init(_ text: String) throws(WorkloadError) {
    let whole = text == "hash" || text == "uuid" ? "{\(text)}" : text
    let bytes = Array(whole.utf8)
    guard let open = bytes.firstIndex(of: 0x7B), let close = bytes.firstIndex(of: 0x7D), open < close,
      let body = Self.body(bytes[(open + 1)..<close])
    else { throw Self.fault(text, "must contain one of {}, {:08}, {hash} and {uuid}") }
    let prefix = Array(bytes[..<open])
    let suffix = Array(bytes[(close + 1)...])
    if suffix.contains(0x7B) || suffix.contains(0x7D) { throw Self.fault(text, "must have braces only once") }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x2C || $0 == 0x22 || $0 == 0x7F }) {
      throw Self.fault(text, "must not contain commas, quotes or control characters")
    }
    if prefix.first == 0x20 || suffix.last == 0x20 {
      throw Self.fault(text, "must not begin or end with a space")
    }
    if bytes.count > Self.longestTextBytes {
      throw Self.fault(text, "must have at most \(Self.longestTextBytes) bytes")
    }
    self.init(text: text, prefix: prefix, body: body, suffix: suffix)
  }

  private static func body(_ inner: ArraySlice<UInt8>) -> Body? {
    switch String(decoding: inner, as: UTF8.self) {
    case "": return .decimal(width: 1)
    case "hash": return .hash
    case "uuid": return .uuid
    case let other:
      guard other.hasPrefix(":0"), let width = Int(other.dropFirst(2)), (1...widestNumber).contains(width)
      else {
        return nil
      }
      return .decimal(width: width)
    }
  }

  private static func fault(_ text: String, _ what: String) -> WorkloadError {
    .badInput(
      "Key format \(what), not '\(text)'", file: "", hint: "For example K{}, user:{:08}, {hash} or {uuid}")
  }

  /// Writes the text of key `number`.
  @inline(__always)
  func write(_ number: UInt64, to writer: inout RowWriter) {
    prefix.withUnsafeBufferPointer { writer.bytes($0) }
    switch body {
    case .decimal(let width): writer.decimal(number, width: width)
    case .hash:
      var state = number
      writer.hexadecimal(SeededRandom.splitmix(&state))
    case .uuid: writeUUID(number, to: &writer)
    }
    if !suffix.isEmpty { suffix.withUnsafeBufferPointer { writer.bytes($0) } }
  }

  private func writeUUID(_ number: UInt64, to writer: inout RowWriter) {
    var state = number
    let high = SeededRandom.splitmix(&state) & ~0xF000 | 0x4000  // version 4
    let low = SeededRandom.splitmix(&state) & ~(3 << 62) | 1 << 63  // variant 1
    writer.hexadecimal(high >> 32, digits: 8)
    writer.byte(0x2D)
    writer.hexadecimal(high >> 16 & 0xFFFF, digits: 4)
    writer.byte(0x2D)
    writer.hexadecimal(high & 0xFFFF, digits: 4)
    writer.byte(0x2D)
    writer.hexadecimal(low >> 48, digits: 4)
    writer.byte(0x2D)
    writer.hexadecimal(low & 0xFFFF_FFFF_FFFF, digits: 12)
  }
}
