#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A system call that failed: what was tried, on which path, and the reason the kernel gave.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operation in one word, such as `open` or `rename`.
  package let operation: String
  /// The path as the caller gave it.
  package let path: String
  /// The `errno` value.
  package let code: Int32

  /// A failure with its parts given; `code` is an `errno` value.
  package init(operation: String, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// Takes the code from `errno`; call it directly after the failed system call.
  package init(operation: String, path: String) {
    self.init(operation: operation, path: path, code: errno)
  }

  /// The kernel's reason in words, such as `No such file or directory`.
  package var reason: String { String(cString: strerror(code)) }

  /// The whole failure in one line: `open results/a.json: No such file or directory`.
  package var description: String { "\(operation) \(path): \(reason)" }
}
