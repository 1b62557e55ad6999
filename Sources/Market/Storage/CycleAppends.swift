import Base

/// What one cycle adds to files: bytes at the end of each of them.
struct CycleAppends {
  /// One file's share.
  struct Entry: Equatable {
    /// Below the output folder, such as `NIFTY/2026-11-24/24800/2026-11-20.csv`; without blanks.
    let path: String
    /// How long the file was before.
    let offset: Int
    /// Where the bytes stand in `bytes`.
    let range: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private(set) var bytes: [UInt8] = []

  init() {}

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Adds what `write` appends for a file that is `offset` bytes long; its count.
  @discardableResult
  mutating func add(_ path: String, offset: Int, _ write: (inout [UInt8]) -> Void) -> Int {
    let start = bytes.count
    write(&bytes)
    entries.append(Entry(path: path, offset: offset, range: start..<bytes.count))
    return bytes.count - start
  }

  /// Appends a line `path offset count` for every file, an empty line, and the bytes of all files.
  func encode(to payload: inout [UInt8]) {
    let blank = UInt8(ascii: " ")
    let feed = UInt8(ascii: "\n")
    for entry in entries {
      payload.append(contentsOf: entry.path.utf8)
      payload.append(blank)
      Numerals.append(entry.offset, to: &payload)
      payload.append(blank)
      Numerals.append(entry.range.count, to: &payload)
      payload.append(feed)
    }
    payload.append(feed)
    payload.append(contentsOf: bytes)
  }

  /// What was encoded; nil for anything else, and for paths that leave the folder.
  init?(decoding payload: ArraySlice<UInt8>) {
    var rest = payload
    var total = 0
    while true {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 3, let offset = Int(words[1]), let count = Int(words[2]), offset >= 0, count >= 0,
        count <= payload.count, !words[0].hasPrefix("/"), !words[0].split(separator: "/").contains("..")
      else { return nil }
      entries.append(Entry(path: words[0], offset: offset, range: total..<total + count))
      total += count
    }
    guard rest.count == total else { return nil }
    bytes = Array(rest)
  }
}
