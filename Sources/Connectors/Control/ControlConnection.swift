import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One client of a control socket: at most one command of it is on its way at a time.
struct ControlConnection {
  let descriptor: Int32
  /// Its number, by which answers find it.
  let id: UInt64
  private var input: LineAssembler
  private var output: ArraySlice<UInt8> = []
  /// Whether a command of it waits for its answer.
  private(set) var isWaiting = false
  private var isAtEnd = false
  private var isBroken = false
  /// When it is closed unless a line comes or its answer leaves before.
  private(set) var deadline: UInt64
  private let patience: UInt64

  init(_ descriptor: Int32, id: UInt64, limits: ControlSocket.Limits, now: UInt64) {
    self.descriptor = descriptor
    self.id = id
    input = LineAssembler(limit: limits.lineBytes)
    patience = limits.idleNanoseconds
    deadline = now &+ patience
  }

  /// What poll should look for.
  var events: Int16 {
    if !output.isEmpty { return Int16(POLLOUT) }
    return isWaiting || isAtEnd ? 0 : Int16(POLLIN)
  }

  /// Whether it can be closed.
  func isOver(_ now: UInt64) -> Bool {
    isBroken || (isAtEnd && !isWaiting && output.isEmpty) || (!isWaiting && now >= deadline)
  }

  /// Reads once and gives the next line, if one is complete.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) {
    let got = systemRead(descriptor, buffer)
    if got > 0 {
      input.add(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    } else if got == 0 {
      isAtEnd = true
    } else if errno != EAGAIN {
      isBroken = true
    }
  }

  /// The next line to act on: nil while an answer is owed or nothing has come.
  mutating func next() -> LineAssembler.Piece? {
    guard !isWaiting, output.isEmpty, let piece = input.next(atEnd: isAtEnd) else { return nil }
    if case .line = piece { isWaiting = true }
    return piece
  }

  /// Sends a line, as far as the client takes it now.
  mutating func answer(_ line: [UInt8], now: UInt64) {
    isWaiting = false
    deadline = now &+ patience
    output = output + line[...] + [UInt8(ascii: "\n")]
    write(now)
  }

  /// Sends what is left of the answer.
  mutating func write(_ now: UInt64) {
    while !output.isEmpty {
      let written = output.withUnsafeBytes { UnixSocket.write(descriptor, $0) }
      guard written > 0 else {
        if errno != EAGAIN { isBroken = true }
        return
      }
      output = output.dropFirst(written)
      deadline = now &+ patience
    }
  }

  /// The other end is gone.
  mutating func hangUp() { isBroken = true }
}
