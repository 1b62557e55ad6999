#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `write(2)` repeated when a signal interrupts it; −1 and `errno` on failure.
package func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  while true {
    let written = write(descriptor, bytes.baseAddress, bytes.count)
    if written >= 0 || errno != EINTR { return written }
  }
}

/// `read(2)` repeated when a signal interrupts it; 0 at the end, −1 and `errno` on failure.
package func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
  while true {
    let got = read(descriptor, target.baseAddress, target.count)
    if got >= 0 || errno != EINTR { return got }
  }
}
