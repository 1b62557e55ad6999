import Base
import Foundation
import TestSupport
import Testing

@testable import Snapshots

/// A store against a model: what is read back is a prefix of what was done, and never less than was promised.
@Suite struct StoreTests {
  typealias Contents = [[UInt8]: [UInt8]]

  private let folder: TemporaryFolder
  private var path: String { folder.file("store") }

  init() throws { folder = try TemporaryFolder() }

  static func contents(_ path: String) throws -> Contents {
    var contents: Contents = [:]
    try StoreContent.open(path: path).visitAll { key, value throws(SnapshotError) in
      contents[[UInt8](key)] = [UInt8](value)
      return true
    }
    return contents
  }

  /// Random changes, several in a commit; returns what the store held after every commit, by its last sequence number.
  static func work(
    _ store: DurableStore, _ random: inout SeededRandom, commits: Int, from contents: Contents = [:],
    after: (UInt64) -> Void = { _ in }
  ) throws -> [UInt64: Contents] {
    var contents = contents
    var history = [store.content.lastSequence: contents]
    for _ in 0..<commits {
      for _ in 0...random.below(3) {
        let key = Array("key \(random.below(40))".utf8)
        if random.below(4) == 0 {
          #expect(try store.delete(key) == (contents.removeValue(forKey: key) != nil))
        } else {
          let value = (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
          try store.put(key, value)
          contents[key] = value
          #expect(try store.value(of: key) == value)
        }
      }
      let sequence = try store.commit()
      history[sequence] = contents
      after(sequence)
      if random.below(25) == 0 { try store.compact() }
    }
    return history
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func whatIsCommittedIsReadBack(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var contents: Contents = [:]
    var last: UInt64 = 0
    for opening in 0..<5 {
      let sync = StoreSync.allCases[Int(random.below(3))]
      let store = try DurableStore(path: path, sync: sync, creator: "tests")
      #expect(store.content.lastSequence == last && store.content.cutBytes == 0)
      let history = try Self.work(store, &random, commits: 60, from: contents)
      last = try store.finish()
      contents = try #require(history[last])
      #expect(try Self.contents(path) == contents, "seed \(seed), opening \(opening)")
      for number in 0..<40 {
        let key = Array("key \(number)".utf8)
        #expect(try StoreContent.open(path: path).value(of: key) == contents[key])
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(names.count == 3, "lock, one snapshot, one log: \(names)")
  }

  /// Every length a crash could leave: whole commits count, nothing else.
  @Test func aTornTailIsCutWhereverItTears() throws {
    let store = try DurableStore(path: path, sync: .never, creator: "tests")
    var ends: [(bytes: UInt64, sequence: UInt64)] = [(40, 0)]
    for number in 0..<4 {
      try store.put([UInt8(number)], Array("value \(number)".utf8))
      if number == 2 { try store.put([9], []) }
      ends.append((store.content.logBytes - 0, try store.commit()))
      ends[ends.count - 1].bytes = store.content.logBytes
    }
    let log = try StoreFiles(folder: path).log(0)
    let whole = try FileBytes.read(path: log, limit: 1 << 20)
    let copy = folder.file("copy")
    for length in 40...whole.count {
      try Self.replace(copy, ["log-\(String(repeating: "0", count: 20)).log": Array(whole[..<length])])
      let expected = try #require(ends.last { $0.bytes <= UInt64(length) })
      let content = try StoreContent.open(path: copy)
      #expect(
        content.lastSequence == expected.sequence && content.cutBytes == UInt64(length) - expected.bytes)
      let writer = try DurableStore(path: copy, sync: .never, creator: "tests")
      #expect(try writer.kept == [] && StoreFiles(folder: copy).others == [], "\(length)")
      try writer.put([7], [7])
      try writer.finish()
      #expect(try StoreContent.open(path: copy).cutBytes == 0)
      #expect(try Self.contents(copy)[[7]] == [7])
    }
    // Less than the header is no log at all.
    try Self.replace(copy, ["log-\(String(repeating: "0", count: 20)).log": Array(whole[..<39])])
    #expect(throws: SnapshotError.self) { try StoreContent.open(path: copy) }
  }

  /// Damage to what was on the disk is no torn tail: it is refused, not cut.
  @Test func damageBeforeTheLastRecordIsRefused() throws {
    let store = try DurableStore(path: path, sync: .always, creator: "tests")
    var last: UInt64 = 0
    for number in 0..<4 {
      last = store.content.logBytes
      try store.put([UInt8(number)], Array("value".utf8))
      try store.commit()
    }
    let whole = try FileBytes.read(path: StoreFiles(folder: path).log(0), limit: 1 << 20)
    let copy = folder.file("copy")
    for offset in whole.indices {
      var damaged = whole
      damaged[offset] ^= 1 << UInt8(offset % 8)
      try Self.replace(copy, ["log-\(String(repeating: "0", count: 20)).log": damaged])
      do {
        let content = try StoreContent.open(path: copy)
        #expect(UInt64(offset) >= last && content.lastSequence == 3, "byte \(offset)")
      } catch {
        #expect(UInt64(offset) < last, "byte \(offset): \(error)")
      }
    }
  }

  /// Power is cut after every commit: of what was not synced each sector may be there or not.
  @Test(arguments: StoreSync.allCases)
  func aPowerCutLosesNoMoreThanPromised(_ sync: StoreSync) throws {
    var lost = 0
    for seed in 0..<UInt64(TestScale.pick(quick: 6, full: 60, deep: 600)) {
      var random = SeededRandom(seed: seed)
      let disk = ForgetfulDisk()
      let store = try DurableStore(path: path, sync: sync, creator: "tests") { disk.flush($0) }
      var promised: UInt64 = 0
      let history = try Self.work(store, &random, commits: 30) { promised = sync == .never ? promised : $0 }
      if sync == .interval { promised = disk.isSynced(store.content.logBytes) ? promised : 0 }
      let after = folder.file("after")
      try disk.cut(path, into: after, &random)
      let content = try StoreContent.open(path: after)
      #expect(content.lastSequence >= promised, "\(sync), seed \(seed)")
      #expect(try Self.contents(after) == history[content.lastSequence], "\(sync), seed \(seed)")
      if content.lastSequence < store.content.lastSequence { lost += 1 }
      try FileManager.default.removeItem(atPath: path)
    }
    // Without syncs the judge must find something lost: it could not fail otherwise.
    #expect((lost > 0) == (sync == .never) || sync == .interval, "\(sync): \(lost)")
  }

  /// A compaction that ends at any moment leaves the old files, the new ones, or both.
  @Test func aCompactionBrokenOffLosesNothing() throws {
    let store = try DurableStore(path: path, sync: .always, creator: "tests")
    var random = SeededRandom(seed: 4)
    _ = try Self.work(store, &random, commits: 20)
    try store.compact()
    let history = try Self.work(store, &random, commits: 20, from: try Self.contents(path))
    let last = store.content.lastSequence
    let before = try Self.files(path)
    try store.compact()
    let after = try Self.files(path)
    let (snapshot, log) = ("snapshot-", "log-")
    let new = after.filter { before[$0.key] == nil }
    #expect(new.keys.contains { $0.hasPrefix(snapshot) } && new.keys.contains { $0.hasPrefix(log) })
    let copy = folder.file("copy")
    for moment in [
      before, before.merging(new.filter { $0.key.hasPrefix(snapshot) }) { $1 }, before.merging(new) { $1 },
      after.merging(before.filter { $0.key.hasPrefix(log) }) { $1 }, after,
    ] {
      try Self.replace(copy, moment)
      #expect(try Self.contents(copy) == history[last])
      // The next writer goes on, and what it writes is found again.
      let writer = try DurableStore(path: copy, sync: .always, creator: "tests")
      try writer.put([1], [2])
      #expect(try writer.finish() == last + 1)
      try writer.compact()
      #expect(try StoreContent.open(path: copy).value(of: [1]) == [2])
    }
  }

  @Test func whatIsNoStoreIsRefused() throws {
    let store = try DurableStore(path: path, sync: .always, creator: "tests")
    #expect(throws: SnapshotError.inUse(path: path)) {
      try DurableStore(path: path, sync: .always, creator: "tests")
    }
    try store.put([1], [1])
    try store.finish()
    let other = folder.file("other")
    try Self.replace(other, ["letter.txt": [1]])
    let refused = #expect(throws: SnapshotError.self) {
      try DurableStore(path: other, sync: .always, creator: "tests")
    }
    #expect(refused?.description.contains("letter.txt") == true)
    #expect(throws: SnapshotError.self) { try StoreContent.open(path: folder.file("none")) }
    #expect(throws: SnapshotError.self) {
      try DurableStore(path: "/proc/none", sync: .always, creator: "tests")
    }
  }

  /// A disk that is full refuses the commit; what was acknowledged stays, and the store goes on when there is room.
  @Test func aFullDiskLosesNothing() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let store = try DurableStore(path: folder.file("s"), sync: .always, creator: "tests")
      var kept: UInt64 = 0
      let code = withFileSizeLimit(3000) { () -> Int32 in
        for number in 0..<100 {
          do throws(SnapshotError) {
            try store.put([UInt8(number)], [UInt8](repeating: 1, count: 100))
            kept = try store.commit()
          } catch {
            if case .io(_, _, let code, _) = error { return code }
            return -1
          }
        }
        return 0
      }
      guard code == EFBIG, kept > 10 else { exit(3) }
      guard try StoreContent.open(path: folder.file("s")).cutBytes == 0 else { exit(4) }
      try store.put([200], [2])
      guard try store.finish() == kept + 1, try StoreTests.contents(folder.file("s")).count == Int(kept) + 1
      else { exit(5) }
    }
  }

  private static func files(_ path: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      files[name] = try FileBytes.read(path: "\(path)/\(name)", limit: 1 << 24)
    }
    return files
  }

  static func replace(_ path: String, _ files: [String: [UInt8]]) throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
  }
}

/// Knows of every file how much of it was synced, and forgets the rest at a power cut.
final class ForgetfulDisk {
  private static let sector = 64
  private var synced: [UInt64: Int] = [:]

  /// Stands in for `fsync`.
  func flush(_ descriptor: Int32) -> Int32 {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return -1 }
    synced[UInt64(facts.st_ino)] = Int(facts.st_size)
    return 0
  }

  /// Whether a log of so many bytes has been synced to its end.
  func isSynced(_ bytes: UInt64) -> Bool { synced.values.contains(Int(bytes)) }

  /// Copies a store as the disk has it when power is back.
  func cut(_ path: String, into target: String, _ random: inout SeededRandom) throws {
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
      var facts = stat()
      guard stat("\(path)/\(name)", &facts) == 0 else { throw CocoaError(.fileReadUnknown) }
      var bytes = try FileBytes.read(path: "\(path)/\(name)", limit: 1 << 24)
      if name.hasPrefix("log-") {
        // The header was synced by whoever made the file.
        let safe = min(max(synced[UInt64(facts.st_ino)] ?? 0, 40), bytes.count)
        for start in stride(from: safe, to: bytes.count, by: Self.sector) where random.below(3) == 0 {
          for place in start..<min(start + Self.sector, bytes.count) { bytes[place] = 0 }
        }
        bytes.removeLast(Int(random.below(UInt64(bytes.count - safe + 1))))
      }
      files[name] = bytes
    }
    try StoreTests.replace(target, files)
  }
}
