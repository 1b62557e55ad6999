import Base
import HTTP
import Telemetry

/// Answers that hold as long as their run has no new frame: made once, however often they are asked for.
final class AnswerCache: @unchecked Sendable {
  /// Bytes it keeps at most.
  static let limit = 16 << 20

  /// What is asked.
  struct Key: Hashable {
    let label: RouteLabel
    var limit = 0
    var since: UInt64 = 0
    var isCompressed = false
    var run: String?
  }

  /// How far a run has come.
  struct Version: Equatable {
    let runID: String?
    let feed: ObjectIdentifier?
    let frame: UInt64
    let hasEnded: Bool

    init(_ feed: FrameFeed?) {
      runID = feed?.runID
      self.feed = feed.map { ObjectIdentifier($0) }
      // In this order: an end that comes in between leads to another version later, not to a lasting mistake.
      hasEnded = feed?.hasEnded ?? false
      frame = feed?.latest?.frame.frame ?? 0
    }

    static func == (one: Version, other: Version) -> Bool {
      one.feed == other.feed && one.frame == other.frame && one.hasEnded == other.hasEnded
    }

    /// What tells an answer of this version from others.
    func tag(_ key: Key) -> String {
      let name =
        "\(runID ?? "") \(frame) \(hasEnded) \(key.label.rawValue) \(key.limit) \(key.since) \(key.isCompressed)"
      return "W/\"\(hexadecimalDigits(fingerprint(name.utf8)))\""
    }
  }

  private struct Entry {
    let version: Version
    let tag: String
    let response: Response
  }

  private let lock = Lock()
  private var entries: [Key: Entry] = [:]
  private var bytes = 0

  /// The kept answer with its tag, if it still holds.
  func find(_ key: Key, _ version: Version) -> (tag: String, response: Response)? {
    lock.withLock {
      guard let entry = entries[key], entry.version == version else { return nil }
      return (entry.tag, entry.response)
    }
  }

  /// Keeps an answer; when all of them have become too many, they begin anew.
  func keep(_ key: Key, _ version: Version, tag: String, _ response: Response) {
    let size = response.bytes?.count ?? 0
    guard size < Self.limit / 4 else { return }
    lock.withLock {
      bytes -= entries[key]?.response.bytes?.count ?? 0
      if bytes + size > Self.limit || entries.count >= 512 {
        entries.removeAll(keepingCapacity: true)
        bytes = 0
      }
      entries[key] = Entry(version: version, tag: tag, response: response)
      bytes += size
    }
  }
}
