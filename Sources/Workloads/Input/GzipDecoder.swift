import Base
import CZlib

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Text out of gzip data (RFC 1952), one member after another; the checks of every member are verified.
final class GzipDecoder {
  private var input: CompressedBuffer
  private let stream: UnsafeMutablePointer<z_stream>
  private var isInMember = true

  init(file: InputFile, head: [UInt8]) throws(WorkloadError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15: the largest window there is; 16: gzip and nothing else.
    let result = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result != Z_MEM_ERROR else {
      stream.deallocate()
      throw .io(SystemError(operation: "make a decompressor for", path: file.name, code: ENOMEM))
    }
    precondition(result == Z_OK, "inflateInit2 failed with \(result)")
    self.stream = stream
    input = CompressedBuffer(file: file, head: head)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// The next bytes of text; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(WorkloadError) -> Int {
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: target.count)
    let capacity = stream.pointee.avail_out
    while stream.pointee.avail_out == capacity {
      try input.refill()
      if input.isAtEnd {
        if !isInMember || input.file.isCancelled { return 0 }
        throw input.fault("Truncated gzip data: the file ends", at: input.offset)
      }
      if !isInMember {
        inflateReset(stream)
        isInMember = true
      }
      try inflateSome()
    }
    return Int(capacity - stream.pointee.avail_out)
  }

  private func inflateSome() throws(WorkloadError) {
    let rest = input.rest
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: rest.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(clamping: rest.count)
    let result = inflate(stream, Z_NO_FLUSH)
    input.used += rest.count - Int(stream.pointee.avail_in)
    switch result {
    case Z_OK, Z_BUF_ERROR: return
    case Z_STREAM_END: isInMember = false
    default:
      let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
      throw input.fault("Damaged gzip data (\(reason))", at: input.offset)
    }
  }
}
