import CZlib

/// Bytes as gzip (RFC 1952).
enum Gzip {
  /// Below this size compressing costs more than it saves.
  static let least = 1024

  /// The compressed bytes; nil without memory. O(bytes), about 10 ns each.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // Level 4 halves again what level 1 leaves of JSON; 15 + 16: the largest window, as gzip.
    guard
      deflateInit2_(
        &stream, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let most = Int(deflateBound(&stream, UInt(bytes.count)))
    var source = bytes
    var isDone = false
    let compressed = [UInt8](unsafeUninitializedCapacity: most) { target, count in
      source.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(clamping: source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(clamping: target.count)
        isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
        count = Int(stream.total_out)
      }
    }
    return isDone ? compressed : nil
  }

  /// Whether an `Accept-Encoding` allows gzip: named, or meant by `*`, and not with a weight of 0.
  static func isAccepted(_ header: String?) -> Bool {
    guard let header else { return false }
    var general = false
    for part in header.split(separator: ",") {
      let words = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let name = words.first else { continue }
      let weight = words.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if name == "gzip" || name == "x-gzip" { return weight > 0 }
      if name == "*" { general = weight > 0 }
    }
    return general
  }
}
