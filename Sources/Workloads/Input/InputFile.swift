import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file or standard input, read from front to back, with the digest of what was read.
///
/// Reading from a pipe or a terminal can be ended from another thread or a signal handler by a byte written to
/// `cancelDescriptor`.
final class InputFile {
  /// The name as the user gave it; `-` is standard input.
  let name: String
  /// The size of a regular file.
  let size: Int?
  /// Bytes read so far.
  private(set) var bytesRead = 0
  /// Whether reading was ended from outside.
  private(set) var isCancelled = false
  /// Write one byte here to end a read that waits.
  var cancelDescriptor: Int32 { wake.write }

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let wake: (read: Int32, write: Int32)
  private let digest = InputDigest()

  /// Opens the file; a directory is refused.
  init(name: String) throws(WorkloadError) {
    self.name = name
    ownsDescriptor = name != "-"
    descriptor = ownsDescriptor ? open(name, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw .io(SystemError(operation: "open", path: name)) }
    var facts = stat()
    var pipes: [Int32] = [-1, -1]
    var failure: SystemError?
    if fstat(descriptor, &facts) != 0 { failure = SystemError(operation: "stat", path: name) }
    if facts.st_mode & S_IFMT == S_IFDIR {
      failure = SystemError(operation: "read", path: name, code: EISDIR)
    }
    if failure == nil, pipe(&pipes) != 0 { failure = SystemError(operation: "pipe", path: name) }
    size = facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
    wake = (pipes[0], pipes[1])
    if let failure {
      if ownsDescriptor { close(descriptor) }
      throw .io(failure)
    }
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(wake.write, F_SETFL, O_NONBLOCK)
    #if canImport(Glibc)
      if size != nil { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    #endif
  }

  deinit {
    if ownsDescriptor { close(descriptor) }
    close(wake.read)
    close(wake.write)
  }

  /// Reads at most as much as fits; 0 at the end or when reading was cancelled.
  func read(into target: UnsafeMutableRawBufferPointer) throws(WorkloadError) -> Int {
    if size == nil {
      if try isCancelledWhileWaiting() { return 0 }
    }
    let count = systemRead(descriptor, target)
    if count < 0 { throw .io(SystemError(operation: "read", path: name)) }
    bytesRead += count
    digest.update(UnsafeRawBufferPointer(start: target.baseAddress, count: count))
    return count
  }

  /// The XXH3-128 digest of everything read so far.
  var digestDigits: String { digest.hexadecimal }

  /// Waits for data or for the byte that ends reading.
  private func isCancelledWhileWaiting() throws(WorkloadError) -> Bool {
    var sources = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&sources, 2, -1) < 0 {
      if errno != EINTR { throw .io(SystemError(operation: "poll", path: name)) }
    }
    if sources[1].revents != 0 { isCancelled = true }
    return isCancelled
  }
}

/// Ends a waiting read of the file that the descriptor belongs to. Safe in a signal handler.
package func wakeReader(_ cancelDescriptor: Int32) {
  var byte: UInt8 = 1
  _ = write(cancelDescriptor, &byte, 1)
}
