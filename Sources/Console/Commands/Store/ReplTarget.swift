import Base
import Snapshots

/// Entries that can be gone through: those of a store or of a snapshot.
enum EntrySource {
  case content(StoreContent)
  case snapshot(SnapshotReader)

  /// Calls `body` with every entry until it gives false. Throws `damaged` and `io`, and what `body` throws. O(entries).
  func visitAll(
    _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(SnapshotError) -> Bool
  ) throws(SnapshotError) {
    switch self {
    case .content(let content): try content.visitAll(body)
    case .snapshot(let reader): try reader.read(while: body)
    }
  }
}

/// What `repl` works on: a store, or a snapshot that is only read.
enum ReplTarget {
  case store(DurableStore)
  case snapshot(SnapshotReader, path: String)

  /// Entries that Tab looks through for keys, and keys it offers.
  private static let (looked, offered) = (20_000, 50)

  var entries: EntrySource {
    switch self {
    case .store(let store): .content(store.content)
    case .snapshot(let reader, _): .snapshot(reader)
    }
  }

  var facts: StoreFacts {
    switch self {
    case .store(let store): StoreFacts(store.content)
    case .snapshot(let reader, _): StoreFacts(reader)
    }
  }

  func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    switch self {
    case .store(let store): try store.value(of: key)
    case .snapshot(let reader, _): try reader.value(of: key)
    }
  }

  /// The store, for a command that changes it. Throws `policy` for a snapshot.
  func writable(_ verb: String) throws(Failure) -> DurableStore {
    switch self {
    case .store(let store): return store
    case .snapshot(_, let path):
      throw .policy(
        "\(path) is a snapshot, which \(verb) cannot change", hint: "repl --store DIR works on a store")
    }
  }

  /// Words that may stand at the end of a line: commands, then keys that can be typed.
  func completions(_ before: String) -> [String] {
    let words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if words.count <= 1 { return StoreLine.usages.map { String($0.prefix { $0 != " " }) } }
    guard words.count == 2, ["get", "put", "del", "scan"].contains(words[0]) else { return [] }
    let prefix = Array(words[1].utf8)
    var keys: [String] = []
    var seen = 0
    do throws(SnapshotError) {
      try entries.visitAll { key, _ throws(SnapshotError) in
        seen += 1
        if key.starts(with: prefix), key.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
          let text = String(validating: key, as: UTF8.self)
        {
          keys.append(text)
        }
        return keys.count < Self.offered && seen < Self.looked && Interrupt.signal == nil
      }
    } catch {
      // What is damaged is told of when it is asked for; no key of it is offered.
      return []
    }
    return keys.sorted()
  }
}
