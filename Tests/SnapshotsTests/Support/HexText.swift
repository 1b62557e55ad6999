/// Bytes as people and other programs read them.
enum HexText {
  /// Rows of sixteen octets.
  static func of(_ bytes: [UInt8]) -> String {
    stride(from: 0, to: bytes.count, by: 16).map { row in
      bytes[row..<min(row + 16, bytes.count)].map(octet).joined(separator: " ") + "\n"
    }.joined()
  }

  /// The bytes of rows of octets.
  static func bytes(_ text: String) -> [UInt8] {
    text.split { $0.isWhitespace }.compactMap { UInt8($0, radix: 16) }
  }

  /// What readers of other languages print of contents.
  static func lines(_ contents: [[UInt8]: [UInt8]]) -> Set<String> {
    func hex(_ bytes: [UInt8]) -> String { bytes.map(octet).joined() }
    return Set(contents.map { "{\"key\": \"\(hex($0.key))\", \"value\": \"\(hex($0.value))\"}" })
  }

  private static func octet(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
