/// Cuts a stream of bytes into lines of bounded length; what is too long is skipped to its end.
package struct LineAssembler: Sendable {
  /// What was found.
  package enum Piece: Equatable, Sendable {
    case line([UInt8])
    /// A line longer than the limit; reported once, when it passes it.
    case tooLong
  }

  /// The most bytes of a line.
  package let limit: Int
  private var bytes: [UInt8] = []
  private var isSkipping = false

  /// Nothing yet; a line may have `limit` bytes.
  package init(limit: Int) { self.limit = limit }

  /// Whether nothing of a next line has come yet.
  package var isEmpty: Bool { bytes.isEmpty && !isSkipping }

  /// Adds what has been read. Holds at most the limit and one read more.
  package mutating func add(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

  /// The next line without its line feed, if all of it is there; at the end of the stream, what is left.
  package mutating func next(atEnd: Bool = false) -> Piece? {
    while true {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { break }
      let line = Array(bytes[..<end])
      bytes.removeFirst(end + 1)
      if isSkipping {
        isSkipping = false
        continue
      }
      return line.count > limit ? .tooLong : .line(line)
    }
    if isSkipping {
      bytes.removeAll(keepingCapacity: true)
      return nil
    }
    if bytes.count > limit {
      bytes.removeAll()
      isSkipping = true
      return .tooLong
    }
    guard atEnd, !bytes.isEmpty else { return nil }
    defer { bytes.removeAll() }
    return .line(bytes)
  }
}
