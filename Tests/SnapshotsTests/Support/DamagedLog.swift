import Base
import Foundation
import TestSupport

@testable import Snapshots

/// A store whose log is known record by record, and what must be left of it when that log is damaged.
struct DamagedLog {
  typealias Contents = StoreTests.Contents

  /// A commit: where its record lies, and what it does.
  struct Commit {
    let bytes: Range<Int>
    let sequence: UInt64
    let changes: [StoreChange]
  }

  let store: String
  /// The content before the first record, and the number of the last change in it.
  private(set) var base: Contents = [:]
  private(set) var baseSequence: UInt64 = 0
  private(set) var commits: [Commit] = []
  private(set) var whole: [UInt8] = []
  private(set) var log = ""
  /// Bytes to put where they do not belong: those of a log of another store.
  private let foreign: [UInt8]

  /// Fills a new store with random commits, some of them compacted away.
  init(
    _ store: String, foreign: [UInt8], sync: StoreSync? = nil, _ random: inout SeededRandom
  ) throws {
    self.store = store
    self.foreign = foreign
    let sync = sync ?? StoreSync.allCases[Int(random.below(3))]
    let writer = try DurableStore(path: store, sync: sync, creator: "tests")
    if random.below(2) == 0 {
      base = try Self.fill(writer, &random, commits: 20) { _ in }
      try writer.compact()
      baseSequence = writer.content.lastSequence
    }
    var commits: [Commit] = []
    _ = try Self.fill(writer, &random, commits: 30) { commits.append($0) }
    self.commits = commits
    try writer.finish()
    log = try StoreFiles(folder: store).log(baseSequence)
    whole = try FileBytes.read(path: log, limit: 1 << 24)
  }

  private static func fill(
    _ writer: DurableStore, _ random: inout SeededRandom, commits: Int, _ after: (Commit) -> Void
  ) throws -> Contents {
    var contents: Contents = [:]
    for _ in 0..<commits {
      var changes: [StoreChange] = []
      for _ in 0...random.below(3) {
        let key = Array("key \(random.below(30))".utf8)
        if random.below(4) > 0 {
          let value = (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
          try writer.put(key, value)
          changes.append(StoreChange(key: key, value: value))
        } else if try writer.delete(key) {
          changes.append(StoreChange(key: key, value: nil))
        }
      }
      for change in changes { contents[change.key] = change.value }
      let (start, sequence) = (Int(writer.content.logBytes), writer.content.lastSequence + 1)
      try writer.commit()
      if changes.isEmpty { continue }
      after(Commit(bytes: start..<Int(writer.content.logBytes), sequence: sequence, changes: changes))
    }
    return contents
  }

  /// The log with something wrong behind its header: a bit, a page of zeros, a stretch missing, a stretch too many.
  func damaged(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = whole
    for _ in 0...random.below(3) where bytes.count > 41 {
      let start = 40 + Int(random.below(UInt64(bytes.count - 40)))
      let end = min(bytes.count, start + 1 + Int(random.below(300)))
      switch random.below(7) {
      case 0, 1: bytes[start] ^= 1 << UInt8(random.below(8))
      case 2:
        for place in (start & ~255)..<min(bytes.count, start | 255) where place >= 40 { bytes[place] = 0 }
      case 3: bytes.removeSubrange(start..<end)
      case 4: bytes.insert(contentsOf: (start..<end).map { _ in UInt8(random.below(256)) }, at: start)
      case 5:
        let from = Int(random.below(UInt64(foreign.count)))
        bytes.insert(contentsOf: foreign[from..<min(foreign.count, from + 400)], at: start)
      default:
        let target = 40 + Int(random.below(UInt64(bytes.count - 40)))
        bytes.insert(contentsOf: Array(bytes[start..<end]), at: target)
      }
    }
    return bytes
  }

  /// The log with a write broken off at its end.
  func torn(_ random: inout SeededRandom) -> [UInt8] {
    Array(whole[..<(40 + Int(random.below(UInt64(whole.count - 40))))])
  }

  /// Where the records that follow one another end, and how many whole ones stand behind that.
  func end(in damaged: [UInt8]) -> (bytes: Int, recordsBehind: Int) {
    var end = 40
    for commit in commits {
      guard damaged[end...].starts(with: whole[commit.bytes]) else { break }
      end += commit.bytes.count
    }
    let behind = Data(damaged[end...])
    var count = 0
    for commit in commits {
      let record = Data(whole[commit.bytes])
      var place = behind.startIndex
      while let found = behind.range(of: record, in: place..<behind.endIndex) {
        count += 1
        place = found.upperBound
      }
    }
    return (end, count)
  }

  /// What must be left: the commits whose bytes still stand somewhere, in order.
  func left(in damaged: [UInt8]) -> (contents: Contents, lost: Set<UInt64>, commits: Int) {
    let file = Data(damaged)
    var contents = base
    var lost: Set<UInt64> = []
    var gap: Set<UInt64> = []
    var count = 0
    for commit in commits {
      let numbers = commit.sequence..<commit.sequence + UInt64(commit.changes.count)
      guard file.range(of: Data(whole[commit.bytes])) != nil else {
        gap.formUnion(numbers)
        continue
      }
      // What is missing behind the last record nothing speaks of any more.
      lost.formUnion(gap)
      gap = []
      count += 1
      for change in commit.changes { contents[change.key] = change.value }
    }
    return (contents, lost, count)
  }
}
