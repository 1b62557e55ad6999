import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes lines to a file or a descriptor, gathered in a buffer; appends, or replaces the file as a whole at the end.
///
/// Not synchronised; belongs to one node.
final class LineWriter {
  private static let bufferBytes = 65_536
  private let path: String
  private let replaces: Bool
  private let ownsDescriptor: Bool
  private var descriptor: Int32
  private var whole: AtomicFileWriter?
  private var buffer: [UInt8] = []

  /// A writer of the file at `path`: behind what is there, or, when it `replaces`, in its place.
  init(path: String, replaces: Bool) {
    self.path = path
    self.replaces = replaces
    descriptor = -1
    ownsDescriptor = true
  }

  /// A writer to an open descriptor, which it does not close.
  init(descriptor: Int32) {
    path = "standard output"
    replaces = false
    self.descriptor = descriptor
    ownsDescriptor = false
  }

  deinit { abandon() }

  /// Opens the file, or the one beside it.
  func open() throws(SystemError) {
    guard ownsDescriptor else { return }
    if replaces {
      whole = try AtomicFileWriter(path: path)
    } else {
      descriptor = appendingDescriptor(path)
      if descriptor < 0 { throw SystemError(operation: "open", path: path) }
    }
  }

  /// Adds a line; handed to the system when the buffer is full.
  func write(line: String) throws(SystemError) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Hands everything to the system.
  func flush() throws(SystemError) {
    guard !buffer.isEmpty else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    if replaces {
      try whole?.write(buffer)
      return
    }
    var failure: Int32 = 0
    buffer.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty, failure == 0 {
        let written = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
        if written < 0 { failure = errno } else { rest = rest.dropFirst(written) }
      }
    }
    if failure != 0 { throw SystemError(operation: "write", path: path, code: failure) }
  }

  /// Ends well: everything is written, and a file to be replaced is.
  func finish() throws(SystemError) {
    try flush()
    if let writer = whole.take() { try writer.commit() }
    abandon()
  }

  /// Ends without more: a file to be replaced stays as it was.
  func abandon() {
    whole = nil
    if ownsDescriptor, descriptor >= 0 { _ = systemClose(descriptor) }
    descriptor = -1
  }
}

private func appendingDescriptor(_ path: String) -> Int32 {
  open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
