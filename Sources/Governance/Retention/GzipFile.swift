import CZlib

/// Bytes as gzip (RFC 1952) and back.
enum GzipFile {
  /// The compressed bytes; nil without memory. O(bytes).
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // 15 + 16: the largest window, as gzip.
    guard
      deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    return run(&stream, bytes, limit: Int(deflateBound(&stream, UInt(bytes.count)))) {
      deflate(&$0, Z_FINISH)
    }
  }

  /// What one member of gzip holds, its check sum verified; nil for damage, anything behind it, or more than `limit` bytes.
  static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    defer { inflateEnd(&stream) }
    // The last four bytes tell the length; a lie makes the buffer too small and is found.
    guard bytes.count >= 18 else { return nil }
    let stated = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard stated <= limit else { return nil }
    return run(&stream, bytes, limit: stated) { inflate(&$0, Z_FINISH) }
  }

  private static func run(
    _ stream: inout z_stream, _ bytes: [UInt8], limit: Int, _ body: (inout z_stream) -> Int32
  ) -> [UInt8]? {
    var source = bytes
    var isDone = false
    // One byte more than needed, since a buffer must not be empty.
    let result = [UInt8](unsafeUninitializedCapacity: limit + 1) { target, count in
      source.withUnsafeMutableBufferPointer { source in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(clamping: source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(clamping: target.count)
        isDone = body(&stream) == Z_STREAM_END && stream.avail_in == 0
        count = Int(stream.total_out)
      }
    }
    return isDone ? result : nil
  }
}
