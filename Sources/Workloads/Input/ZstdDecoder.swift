import Base
import CZstd

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Text out of Zstandard data (RFC 8878), one frame after another.
final class ZstdDecoder {
  private var input: CompressedBuffer
  private let stream: OpaquePointer
  private var isInFrame = true
  /// Whether the last call filled the target, so that there may be more without further input.
  private var hasPendingText = false

  init(file: InputFile, head: [UInt8]) throws(WorkloadError) {
    guard let stream = ZSTD_createDStream() else {
      throw .io(SystemError(operation: "make a decompressor for", path: file.name, code: ENOMEM))
    }
    self.stream = stream
    input = CompressedBuffer(file: file, head: head)
  }

  deinit {
    ZSTD_freeDStream(stream)
    input.deallocate()
  }

  /// The next bytes of text; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(WorkloadError) -> Int {
    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
    while output.pos == 0 {
      if !hasPendingText { try input.refill() }
      if input.isAtEnd, !hasPendingText {
        if !isInFrame || input.file.isCancelled { return 0 }
        throw input.fault("Truncated zstd data: the file ends", at: input.offset)
      }
      let rest = input.rest
      var source = ZSTD_inBuffer(src: rest.baseAddress, size: rest.count, pos: 0)
      let result = ZSTD_decompressStream(stream, &output, &source)
      input.used += source.pos
      if ZSTD_isError(result) != 0 {
        throw input.fault(
          "Damaged zstd data (\(String(cString: ZSTD_getErrorName(result))))", at: input.offset)
      }
      isInFrame = result != 0
      hasPendingText = output.pos == output.size && result != 0
    }
    return output.pos
  }
}
