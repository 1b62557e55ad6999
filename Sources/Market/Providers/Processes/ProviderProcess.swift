import Base
import Connectors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A process that answers questions on its standard streams, one line each. Holds one line and the end of what it says on
/// standard error.
final class ProviderProcess {
  /// What reading from it gave.
  enum Reading: Equatable {
    case line([UInt8])
    case tooLong
    /// Nothing until the deadline.
    case late
    /// It has closed its standard output.
    case ended
  }

  private static let keptErrors = 300
  private let pid: pid_t
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private var lines: LineAssembler
  private var said: [UInt8] = []
  private var block = [UInt8](repeating: 0, count: 65_536)
  private var hasEnded = false

  /// Starts a command by the shell, in a process group of its own; it has this process's environment and what is added.
  init(_ command: String, adding environment: [String: String], lineLimit: Int) throws(SystemError) {
    Self.starting.acquire()
    defer { Self.starting.release() }
    lines = LineAssembler(limit: lineLimit)
    var asked: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    // A socket, so that writing to a process that is gone raises no signal.
    guard socketpair(AF_UNIX, stream, 0, &asked) == 0 else {
      throw SystemError(operation: "socketpair", path: command)
    }
    let answers: (Int32, Int32)
    let complaints: (Int32, Int32)
    do throws(SystemError) {
      answers = try Self.pipe()
      do throws(SystemError) {
        complaints = try Self.pipe()
      } catch {
        close(answers.0)
        close(answers.1)
        throw error
      }
    } catch {
      close(asked[0])
      close(asked[1])
      throw error
    }
    for descriptor in asked { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let started = Self.spawn(command, environment, asked[1], answers.1, complaints.1)
    close(asked[1])
    close(answers.1)
    close(complaints.1)
    guard started.code == 0 else {
      for descriptor in [asked[0], answers.0, complaints.0] { close(descriptor) }
      throw SystemError(operation: "start", path: "/bin/sh", code: started.code)
    }
    (pid, input, output, errors) = (started.pid, asked[0], answers.0, complaints.0)
    for descriptor in [input, output, errors] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(input)
    close(output)
    close(errors)
  }

  /// The end of what it said on standard error.
  var complaint: String {
    let text = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline).last
    return ForeignText.printable(text ?? "", limit: said.count)
  }

  /// Writes a line; whether all of it was taken before the deadline and the process is still there.
  func write(_ line: [UInt8], until deadline: UInt64) -> Bool {
    var rest = line[...]
    while !rest.isEmpty {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let sent = rest.withUnsafeBytes { send(input, $0.baseAddress, $0.count, flags) }
      if sent > 0 {
        rest = rest.dropFirst(sent)
      } else if errno == EINTR {
        continue
      } else if errno == EAGAIN {
        guard wait(for: [pollfd(fd: input, events: Int16(POLLOUT), revents: 0)], until: deadline) != nil
        else {
          return false
        }
      } else {
        return false
      }
    }
    return true
  }

  /// The next line of its standard output, or why there is none.
  func read(until deadline: UInt64) -> Reading {
    while true {
      switch lines.next(atEnd: hasEnded) {
      case .line(let line): return .line(line)
      case .tooLong: return .tooLong
      case nil: if hasEnded { return .ended }
      }
      var watched = [pollfd(fd: output, events: Int16(POLLIN), revents: 0)]
      if errors >= 0 { watched.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0)) }
      guard let ready = wait(for: watched, until: deadline) else { return .late }
      if ready.count > 1, ready[1].revents != 0 { listen() }
      guard ready[0].revents != 0 else { continue }
      let got = block.withUnsafeMutableBytes { systemRead(output, $0) }
      if got > 0 {
        block.withUnsafeBytes { lines.add(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      } else if got == 0 || errno != EAGAIN {
        hasEnded = true
      }
    }
  }

  /// Ends it and everything it has started, gently at first; its exit code (128 + the signal that ended it).
  func end(gently: Bool) -> Int32 {
    shutdown(input, Int32(SHUT_WR))
    if gently {
      for attempt in 0..<50 {
        if let code = exitCode() { return finish(code) }
        if attempt == 10 { _ = kill(-pid, SIGTERM) }
        Pause.sleep(until: MonotonicClock.nanoseconds() + 10_000_000)
      }
    }
    _ = kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return finish(Self.code(status))
  }

  private func finish(_ code: Int32) -> Int32 {
    listen()
    _ = kill(-pid, SIGKILL)
    return code
  }

  private func exitCode() -> Int32? {
    var status: Int32 = 0
    return waitpid(pid, &status, WNOHANG) == pid ? Self.code(status) : nil
  }

  private static func code(_ status: Int32) -> Int32 {
    status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  /// Takes what it says on standard error and keeps the end.
  private func listen() {
    for _ in 0..<64 {
      let got = block.withUnsafeMutableBytes { systemRead(errors, $0) }
      guard got > 0 else { return }
      said = (said + block[..<got]).suffix(4 * Self.keptErrors)
      if got < block.count { return }
    }
  }

  /// Descriptors of which one is ready; nil at the deadline.
  private func wait(for descriptors: [pollfd], until deadline: UInt64) -> [pollfd]? {
    var watched = descriptors
    while true {
      let now = MonotonicClock.nanoseconds()
      guard now < deadline else { return nil }
      let milliseconds = Int32(clamping: min(60_000, (deadline - now) / 1_000_000 + 1))
      let ready = poll(&watched, nfds_t(watched.count), milliseconds)
      if ready > 0 { return watched }
    }
  }
}
