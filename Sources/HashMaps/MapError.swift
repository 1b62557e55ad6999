/// Why a map refused an operation. The map is unchanged when one of these is thrown.
public enum MapError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system gave no memory for a block of `bytes` bytes.
  case outOfMemory(bytes: Int)
  /// A key or value of `bytes` bytes is longer than `limit`.
  case tooLong(bytes: Int, limit: Int)
  /// The 32-bit references of a pool or arena are used up.
  case full(what: String, limit: Int)

  /// What happened, with the numbers that matter.
  public var description: String {
    switch self {
    case .outOfMemory(let bytes): "out of memory: a block of \(bytes) bytes was refused by the system"
    case .tooLong(let bytes, let limit): "\(bytes) bytes are more than a key or value may have (\(limit))"
    case .full(let what, let limit): "\(what) is full: it holds at most \(limit)"
    }
  }
}
