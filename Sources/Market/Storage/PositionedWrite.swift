import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

enum PositionedWrite {
  /// Writes all bytes at a place of an open file, going on after signals and short writes. `path` is for the error.
  static func write(
    _ bytes: ArraySlice<UInt8>, to descriptor: Int32, at offset: Int, _ path: String
  ) throws(MarketError) {
    let failure = bytes.withUnsafeBytes { buffer -> Int32 in
      var done = 0
      while done < buffer.count {
        let count = pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
        if count > 0 {
          done += count
        } else if count == 0 || errno != EINTR {
          return count == 0 ? ENOSPC : errno
        }
      }
      return 0
    }
    if failure != 0 { throw MarketError(SystemError(operation: "write", path: path, code: failure)) }
  }
}
