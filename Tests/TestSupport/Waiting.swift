#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks every ten milliseconds until something is the case, for a minute or so; whether it came to be.
@discardableResult
package func waitUntil(_ isDone: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<6000 {
    if try isDone() { return true }
    usleep(10_000)
  }
  return false
}
