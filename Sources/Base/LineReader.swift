/// Lines of a file, read in blocks; memory is bounded by the longest line.
package struct LineReader {
  /// What a read gives.
  package enum Line: Equatable, Sendable {
    /// A line without its line feed.
    case whole([UInt8])
    /// The end of a file whose last line has no line feed.
    case torn([UInt8])
    case tooLong
  }

  private static let blockBytes = 262_144
  private let descriptor: Int32
  private let limit: Int
  private var block = [UInt8](repeating: 0, count: blockBytes)
  private var filled = 0
  private var next = 0

  /// Reads from an open descriptor, which stays its owner's; a line of more than `limit` bytes is passed over.
  package init(descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// The next line, or nil at the end.
  package mutating func next(path: String) throws(SystemError) -> Line? {
    var line: [UInt8] = []
    var isTooLong = false
    while true {
      if next == filled {
        filled = block.withUnsafeMutableBytes { systemRead(descriptor, $0) }
        next = 0
        if filled < 0 {
          filled = 0
          throw SystemError(operation: "read", path: path)
        }
        if filled == 0 {
          if isTooLong { return .tooLong }
          return line.isEmpty ? nil : .torn(line)
        }
      }
      let end = block[next..<filled].firstIndex(of: UInt8(ascii: "\n"))
      let part = block[next..<(end ?? filled)]
      next = end.map { $0 + 1 } ?? filled
      if isTooLong || line.count + part.count > limit {
        isTooLong = true
        line = []
      } else {
        line += part
      }
      if end != nil { return isTooLong ? .tooLong : .whole(line) }
    }
  }
}
