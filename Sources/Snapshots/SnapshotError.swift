import Base
import HashMaps

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is wrong with the bytes of a snapshot, and where.
public struct SnapshotDamage: Error, Equatable, Sendable, CustomStringConvertible {
  /// A part of the file.
  public enum Part: Equatable, Sendable {
    /// The first 64 bytes.
    case header
    /// The lines after it.
    case metadata
    /// The block of that number, counted from 0.
    case block(Int)
    /// The list of blocks.
    case index
    /// The 120 bytes before the trailer of a signed file.
    case signature
    /// The last 152 bytes.
    case trailer
    /// The changes of a store.
    case log

    /// The part in words.
    public var name: String {
      switch self {
      case .header: "the header"
      case .metadata: "the metadata"
      case .block(let number): "block \(number)"
      case .index: "the index"
      case .signature: "the signature"
      case .trailer: "the trailer"
      case .log: "the log"
      }
    }
  }

  /// Which part is damaged.
  public let part: Part
  /// Where the part begins in the file, in bytes.
  public let offset: UInt64
  /// What does not hold.
  public let reason: String

  static let metadata = SnapshotDamage(
    part: .metadata, offset: UInt64(SnapshotFormat.headerBytes), reason: "checksum mismatch")

  /// Where and what, in one line.
  public var description: String { "\(part.name) at byte \(offset): \(reason)" }
}

/// Why a snapshot could not be written or read.
public enum SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A system call failed; `reason` is the kernel's.
  case io(path: String, operation: String, code: Int32, reason: String)
  /// The file is something else.
  case foreign(path: String, what: String)
  /// The folder or a file in it is no part of a store.
  case foreignStore(path: String, what: String)
  /// The file is a snapshot of the earlier Python program.
  case ancestor(path: String)
  /// The file is of a later version or asks for something this one cannot do.
  case unsupported(path: String, what: String)
  /// A part of the file is not what was written.
  case damaged(path: String, SnapshotDamage)
  /// A value of the metadata makes no sense.
  case metadata(path: String, name: String, value: String)
  /// An entry is longer than a block may be.
  case tooLong(bytes: Int, limit: Int)
  /// An entry given to a writer does not come after the one before it; counted from 0.
  case outOfOrder(entry: UInt64)
  /// Fields for the metadata that cannot be written as lines.
  case unwritable(name: String, reason: String)
  /// A file is no key of the kind that is wanted.
  case key(path: String, what: String)
  /// A file that would be made is there already.
  case exists(path: String)
  /// A signature was asked for, and there is none.
  case unsigned(path: String)
  /// The signature holds, but it is another's: of the public key `signer`, in hex.
  case signedByAnother(path: String, signer: String)
  /// Another process writes to the store.
  case inUse(path: String)
  /// The map refused an entry.
  case map(MapError)
  /// Whoever takes the entries wants no more of them; thrown by callers' bodies alone.
  case stopped

  /// A failed system call as this room's error.
  package init(_ error: SystemError) {
    self = .io(path: error.path, operation: error.operation, code: error.code, reason: error.reason)
  }

  /// Runs `body`; a system call that fails in it is an `io`.
  package static func wrapping<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
  ) throws(SnapshotError) -> Result {
    do throws(SystemError) { return try body() } catch { throw SnapshotError(error) }
  }

  /// Whether a file or folder is not there.
  public var isMissing: Bool { if case .io(_, _, ENOENT, _) = self { true } else { false } }

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .io(let path, let operation, _, let reason): "\(operation) \(path): \(reason)"
    case .foreign(let path, let what): "\(path) is not a snapshot: \(what)"
    case .foreignStore(let path, let what): "\(path) is not a store: \(what)"
    case .ancestor(let path):
      """
      \(path) is a snapshot of the earlier Python program (ADHSNAP1): its content is a pickle, which only running code \
      can read. Load it there, write its entries as CSV rows key,value and import them with import-snapshot
      """
    case .unsupported(let path, let what): "\(path) needs a later version of this program: \(what)"
    case .damaged(let path, let damage): "\(path) is damaged: \(damage)"
    case .metadata(let path, let name, let value): "\(path): the metadata's \(name) cannot be \(value)"
    case .tooLong(let bytes, let limit): "an entry of \(bytes) bytes is more than a block may hold (\(limit))"
    case .outOfOrder(let entry): "entry \(entry) does not come after the one before it"
    case .unwritable(let name, let reason): "the metadata's \(name) cannot be written: \(reason)"
    case .key(let path, let what): "\(path) is not the key that is wanted: \(what)"
    case .exists(let path): "\(path) exists already and is not replaced"
    case .unsigned(let path): "\(path) is not signed"
    case .signedByAnother(let path, let signer): "\(path) is signed by another key: \(signer)"
    case .inUse(let path): "\(path) is in use: another process writes to this store"
    case .map(let error): error.description
    case .stopped: "stopped before the end"
    }
  }
}
