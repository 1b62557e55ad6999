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

/// What the commands of the store work on, in a command line of their own or in a line of `repl`.
enum StoreTarget {
  /// A store open for writing; it `staysOpen` for further commands, or this one is the last.
  case store(DurableStore, staysOpen: Bool)
  /// A store that is only read; nil where there is none.
  case content(StoreContent?)
  /// A snapshot, which is only read.
  case snapshot(SnapshotReader, path: String)

  /// Entries that Tab looks through for keys, and keys it offers.
  private static let (looked, offered) = (20_000, 50)

  /// The entries; nil where there is no store.
  var entries: EntrySource? {
    switch self {
    case .store(let store, _): .content(store.content)
    case .content(let content): content.map { .content($0) }
    case .snapshot(let reader, _): .snapshot(reader)
    }
  }

  /// The figures at hand.
  var facts: StoreFacts {
    switch self {
    case .store(let store, _): StoreFacts(store.content)
    case .content(let content): content.map { StoreFacts($0) } ?? StoreFacts()
    case .snapshot(let reader, _): StoreFacts(reader)
    }
  }

  func value(of key: [UInt8]) throws(SnapshotError) -> [UInt8]? {
    switch self {
    case .store(let store, _): try store.value(of: key)
    case .content(let content): try content?.value(of: key)
    case .snapshot(let reader, _): try reader.value(of: key)
    }
  }

  /// The store, for a command that changes it. Throws `policy` for what is only read.
  func writable(_ verb: String) throws(Failure) -> DurableStore {
    switch self {
    case .store(let store, _): return store
    case .content: throw .policy("\(verb) cannot change a store that is only read")
    case .snapshot(_, let path):
      throw .policy(
        "\(path) is a snapshot, which \(verb) cannot change", hint: "repl --store DIR works on a store")
    }
  }

  /// Makes the changes of a command as safe as `--sync` promises; gives the number of the last one.
  func settle() throws(SnapshotError) -> UInt64 {
    guard case .store(let store, let staysOpen) = self else { return 0 }
    return try staysOpen ? store.commit() : store.finish()
  }

  /// Whether no line can change it.
  private var isReadOnly: Bool { if case .store = self { false } else { true } }

  /// Words that may stand at the end of a line: commands, then keys that can be typed as they are.
  func completions(_ before: String) -> [String] {
    let words = before.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if words.count <= 1 {
      return isReadOnly ? StoreLine.names.filter { !StoreLine.changing.contains($0) } : StoreLine.names
    }
    guard words.count == 2, ["get", "put", "del", "scan"].contains(words[0]) else { return [] }
    let prefix = Array(words[1].utf8)
    var keys: [String] = []
    var seen = 0
    do throws(SnapshotError) {
      try entries?.visitAll { key, _ throws(SnapshotError) in
        seen += 1
        if key.starts(with: prefix), key.allSatisfy(LineWords.isPlain), key.first != UInt8(ascii: "-"),
          let text = String(validating: key, as: UTF8.self), !text.isEmpty
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
