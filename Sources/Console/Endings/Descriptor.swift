#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open file descriptor that somebody else closes.
struct Descriptor: Sendable {
  let number: Int32

  static let standardOutput = Descriptor(number: 1)
  static let standardError = Descriptor(number: 2)

  var isTerminal: Bool { isatty(number) == 1 }

  /// The width of the terminal in columns, or nil when it is none.
  var columns: Int? {
    var size = winsize()
    guard ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether it is a pipe or socket whose other end nobody reads any more.
  var isAbandoned: Bool {
    var place = pollfd(fd: number, events: 0, revents: 0)
    return poll(&place, 1, 0) > 0 && Int32(place.revents) & (POLLERR | POLLHUP) != 0
  }

  /// Writes all bytes, going on after signals and short writes; gives back 0 or the `errno` of the failure.
  func write(_ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = systemWrite(number, buffer.baseAddress! + done, buffer.count - done)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN || errno == EWOULDBLOCK {
          var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
          _ = poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Makes sure descriptors 0 to 2 exist, so that no file opened later takes their place. A closed standard output
  /// stays unwritable, and writing to it fails as it should.
  static func reserveStandard() {
    for (number, flags) in [(Int32(0), O_RDONLY), (1, O_RDONLY), (2, O_WRONLY)] {
      if fcntl(number, F_GETFD) == -1, errno == EBADF { _ = open("/dev/null", flags) }
    }
  }

  /// Writing to a closed pipe becomes an error of the write instead of the end of the process.
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
    // So does writing beyond the limit for files (ulimit -f).
    signal(SIGXFSZ, SIG_IGN)
  }
}

private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, start, count)
}
