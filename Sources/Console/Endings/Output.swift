import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard output: buffered, and every failed write is noticed.
///
/// A reader that left (`EPIPE`) is no failure of ours: `isClosed` tells so, and the program ends with success.
final class Output {
  private static let bufferBytes = 65_536
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []
  /// Whether the reader at the other end of the pipe has gone.
  private(set) var isClosed = false

  /// Whether the command goes on without anybody who reads.
  private var isUnread = false

  init(_ descriptor: Descriptor = .standardOutput) {
    self.descriptor = descriptor
  }

  /// Whether a person reads it as it comes.
  var isTerminal: Bool { descriptor.isTerminal }

  /// Whether the reader has gone, found out without writing; for commands that may have nothing to write for long.
  var isAbandoned: Bool { descriptor.isAbandoned }

  /// The columns of the terminal, nil where it is none.
  var columns: Int? { descriptor.columns }

  /// Adds text as it stands.
  func write(_ text: String) throws(Failure) { try write(bytes: text.utf8) }

  /// Adds bytes as they stand.
  func write(bytes: some Sequence<UInt8>) throws(Failure) {
    guard !isUnread else { return }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Adds one line.
  func line(_ text: String) throws(Failure) {
    try write(text + "\n")
  }

  /// Goes on without the reader that has left: what is written from now on goes nowhere, and the command ends with the code it
  /// would have had.
  func goOnUnread() {
    isUnread = true
    isClosed = false
    buffer = []
  }

  /// Hands over what is there after a failure: the envelope that follows tells how the command ended.
  func finish() {
    _ = descriptor.write(buffer)
    buffer = []
  }

  /// Hands everything to the system; must be called before the program claims success.
  func flush() throws(Failure) {
    guard !buffer.isEmpty else { return }
    let code = descriptor.write(buffer)
    buffer.removeAll(keepingCapacity: true)
    if code == 0 { return }
    isClosed = code == EPIPE
    throw Failure.io(SystemError(operation: "write", path: "standard output", code: code).description)
  }
}
