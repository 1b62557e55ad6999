import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads a file or a descriptor line by line, and follows a file as it grows, is truncated or replaced.
///
/// Not synchronised; belongs to one node or reader.
package final class LineFollower {
  /// What the next look brought.
  package enum Step: Equatable {
    /// A line without its line feed.
    case line(String)
    /// A line longer than allowed was left out.
    case tooLong
    /// Nothing now; more may come.
    case nothingYet
    case end
  }

  private static let chunk = 65_536
  private let path: String
  private let follows: Bool
  private let startsAtEnd: Bool
  private let longest: Int
  /// Whether to ask first whether a read would wait.
  private let neverWaits: Bool
  private var descriptor: Int32
  private let ownsDescriptor: Bool
  private var buffer: [UInt8] = []
  /// Where the bytes begin that are not lines yet, and where to look for the next line feed.
  private var start = 0
  private var looked = 0
  private var isAtEnd = false
  /// Whether the rest of an overlong line is being left out.
  private var skips = false

  /// A reader of the file at `path`.
  package init(path: String, follows: Bool, startsAtEnd: Bool, longest: Int) {
    self.path = path
    self.follows = follows
    self.startsAtEnd = startsAtEnd
    self.longest = longest
    neverWaits = false
    descriptor = -1
    ownsDescriptor = true
  }

  /// A reader of an open descriptor, which it does not close.
  package init(descriptor: Int32, neverWaits: Bool, longest: Int) {
    path = "standard input"
    follows = false
    startsAtEnd = false
    self.longest = longest
    self.neverWaits = neverWaits
    self.descriptor = descriptor
    ownsDescriptor = false
  }

  deinit { close() }

  /// Opens the file; a descriptor is open already.
  package func open() throws(SystemError) {
    guard ownsDescriptor else { return }
    try openPath()
    if startsAtEnd { _ = lseek(descriptor, 0, SEEK_END) }
  }

  private func openPath() throws(SystemError) {
    let fresh = systemOpen(path)
    guard fresh >= 0 else { throw SystemError(operation: "open", path: path) }
    if ownsDescriptor, descriptor >= 0 { _ = systemClose(descriptor) }
    descriptor = fresh
  }

  /// Closes the file.
  package func close() {
    if ownsDescriptor, descriptor >= 0 { _ = systemClose(descriptor) }
    descriptor = -1
  }

  /// The next line without its line feed and a carriage return before it. The last line of a file that is not followed
  /// need not end with one; of a file that is followed it is kept until it does.
  package func next() throws(SystemError) -> Step {
    while true {
      if let step = lineFromBuffer() { return step }
      if isAtEnd { return .end }
      guard descriptor >= 0 else { return .end }
      if neverWaits, !isReadable { return .nothingYet }
      switch try fill() {
      case .some(0):
        guard follows else {
          isAtEnd = true
          if let step = rest() { return step }
          continue
        }
        if try !reopenIfChanged() { return .nothingYet }
        if let step = rest(ifMarked: true) { return step }
      case .some: continue
      case nil: return .nothingYet
      }
    }
  }

  // MARK: The buffer

  private func lineFromBuffer() -> Step? {
    while let feed = buffer[looked...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = buffer[start..<feed]
      start = feed + 1
      looked = start
      if skips {
        skips = false
        continue
      }
      return line.count > longest ? .tooLong : .line(text(line))
    }
    looked = buffer.count
    if buffer.count - start > longest {
      let isFirst = !skips
      skips = true
      buffer.removeAll(keepingCapacity: true)
      start = 0
      looked = 0
      if isFirst { return .tooLong }
    }
    return nil
  }

  /// What stands behind the last line feed.
  private func rest(ifMarked: Bool = false) -> Step? {
    if ifMarked, !isReplaced { return nil }
    isReplaced = false
    let line = buffer[start...]
    buffer.removeAll(keepingCapacity: true)
    defer {
      start = 0
      looked = 0
      skips = false
    }
    return line.isEmpty || skips ? nil : .line(text(line))
  }

  private func text(_ line: ArraySlice<UInt8>) -> String {
    String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
  }

  /// Reads more bytes; how many there were, or nil when a signal came first.
  private func fill() throws(SystemError) -> Int? {
    if start > 0 {
      buffer.removeFirst(start)
      looked -= start
      start = 0
    }
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunk) { space, count in
      let got = read(descriptor, space.baseAddress, Self.chunk)
      failure = got < 0 ? errno : 0
      count = max(0, got)
    }
    if failure == EINTR || failure == EAGAIN { return nil }
    if failure != 0 { throw SystemError(operation: "read", path: path, code: failure) }
    buffer += chunk
    return chunk.count
  }

  private var isReadable: Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) != 0
  }

  // MARK: Following

  /// Whether the file behind the path was replaced, so that what is left of the old one is its last line.
  private var isReplaced = false

  /// At the end of what there is: whether another file stands at the path by now, or this one was cut; then there may be
  /// more to read.
  private func reopenIfChanged() throws(SystemError) -> Bool {
    var here = stat()
    var there = stat()
    guard fstat(descriptor, &here) == 0 else { throw SystemError(operation: "stat", path: path) }
    if Int(here.st_size) < Int(lseek(descriptor, 0, SEEK_CUR)) {
      _ = lseek(descriptor, 0, SEEK_SET)
      buffer.removeAll(keepingCapacity: true)
      start = 0
      looked = 0
      skips = false
      return true
    }
    // Between a rename and the new file there is none for a moment.
    guard stat(path, &there) == 0, there.st_ino != here.st_ino || there.st_dev != here.st_dev else {
      return false
    }
    try openPath()
    isReplaced = true
    return true
  }
}

private func systemOpen(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
