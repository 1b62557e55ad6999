import Base
import CZlib
import CZstd

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Compresses and expands the content of blocks, each for itself.
///
/// Equal content gives equal bytes with equal versions of the libraries.
final class BlockCodec {
  let compression: SnapshotCompression
  /// Present with zstd alone.
  private let compressor: OpaquePointer?
  private let expander: OpaquePointer?

  /// The codec of the file at `path`. Throws `io` when there is no memory for the library's state.
  init(_ compression: SnapshotCompression, for path: String) throws(SnapshotError) {
    self.compression = compression
    compressor = compression == .zstd ? ZSTD_createCCtx() : nil
    expander = compression == .zstd ? ZSTD_createDCtx() : nil
    guard compression != .zstd || compressor != nil && expander != nil else {
      throw SnapshotError(SystemError(operation: "make the zstd state for", path: path, code: ENOMEM))
    }
  }

  deinit {
    ZSTD_freeCCtx(compressor)
    ZSTD_freeDCtx(expander)
  }

  /// `content` compressed, behind `room` bytes of zero.
  func compress(_ content: UnsafeRawBufferPointer, after room: Int) -> [UInt8] {
    let bound = compression == .zstd ? ZSTD_compressBound(content.count) : gzipBound(content.count)
    return [UInt8](unsafeUninitializedCapacity: room + bound) { buffer, count in
      buffer[..<room].initialize(repeating: 0)
      let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[room...])
      count = room + (compression == .zstd ? zstd(content, target) : gzip(content, target))
    }
  }

  private func zstd(_ content: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Int {
    let result = ZSTD_compressCCtx(
      compressor, target.baseAddress, target.count, content.baseAddress, content.count, 3)
    precondition(ZSTD_isError(result) == 0, "zstd refused a block")
    return result
  }

  /// zlib's own bound for a stream, and eighteen bytes of gzip around it.
  private func gzipBound(_ count: Int) -> Int { Int(compressBound(UInt(count))) + 32 }

  private func gzip(_ content: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Int {
    var stream = z_stream()
    // 15: the largest window; 16: a gzip header, which then carries no time.
    let started = deflateInit2_(
      &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "deflateInit2 failed with \(started)")
    defer { deflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: content.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(content.count)
    stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(clamping: target.count)
    let result = deflate(&stream, Z_FINISH)
    precondition(result == Z_STREAM_END, "zlib refused a block")
    return Int(stream.total_out)
  }

  /// Exactly `count` bytes of content out of `stored`, or nil when it holds anything else.
  func expand(_ stored: UnsafeRawBufferPointer, to count: Int) -> [UInt8]? {
    var isExact = false
    let content = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      isExact = compression == .zstd ? unzstd(stored, target) : gunzip(stored, target)
      filled = isExact ? count : 0
    }
    return isExact ? content : nil
  }

  private func unzstd(_ stored: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Bool {
    let result = ZSTD_decompressDCtx(
      expander, target.baseAddress, target.count, stored.baseAddress, stored.count)
    return ZSTD_isError(result) == 0 && result == target.count
  }

  private func gunzip(_ stored: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Bool {
    var stream = z_stream()
    let started = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(started == Z_OK, "inflateInit2 failed with \(started)")
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: stored.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(stored.count)
    stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(target.count)
    return inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0
  }
}
