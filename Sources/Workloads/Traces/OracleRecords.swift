/// The binary records in which libCacheSim's authors share their data sets: 24 bytes, little-endian, without padding:
/// u32 seconds, u64 object, u32 bytes, i64 number of the next request for it (-1 for none; some writers say the largest
/// number there is).
enum OracleRecords {
  static let bytes = 24

  /// Decodes one record.
  @Sendable static func decode(_ row: TraceRow) -> TraceVerdict {
    let record = row.text
    let seconds = UInt32(littleEndian: record.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
    let object = UInt64(littleEndian: record.loadUnaligned(fromByteOffset: 4, as: UInt64.self))
    let size = UInt32(littleEndian: record.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    let next = Int64(littleEndian: record.loadUnaligned(fromByteOffset: 16, as: Int64.self))
    if next < -2 { return .bad(field: 4, expected: "the number of a request, or -1") }
    row.add(
      TraceRequest(
        kind: .get, key: 0..<0, number: object, size: Int(size), time: UInt64(seconds) * 1_000_000_000))
    return .taken
  }

  /// Whether the first records make sense: bytes that no text has, times that do not fall, plausible sizes.
  static func detects(_ head: TraceHead) -> Bool {
    let whole = head.bytes.count / bytes
    guard whole > 0, head.bytes.contains(0) else { return false }
    return Array(head.bytes.prefix(whole * bytes)).withUnsafeBytes { text in
      var latest: UInt32 = 0
      for index in 0..<min(whole, 10) {
        let start = index * bytes
        let seconds = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        let size = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
        let next = Int64(littleEndian: text.loadUnaligned(fromByteOffset: start + 16, as: Int64.self))
        if seconds < latest || size >= 1 << 31 || next < -2 || (next > 1 << 48 && next != .max) {
          return false
        }
        latest = seconds
      }
      return true
    }
  }
}
