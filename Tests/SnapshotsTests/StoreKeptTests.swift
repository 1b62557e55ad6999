import Base
import Foundation
import TestSupport
import Testing

@testable import Snapshots

/// A writer that cuts a log throws no whole record away.
@Suite struct StoreKeptTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("store") }

  init() throws { folder = try TemporaryFolder() }

  private static func bytes(_ file: String) throws -> [UInt8] {
    try FileBytes.read(path: file, limit: 1 << 24)
  }

  private static func write(_ bytes: [UInt8], _ file: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  /// A store whose log has so many records, one change each, under `never`; the log, and where each record begins.
  private static func filled(_ path: String, _ count: Int) throws -> (log: String, starts: [Int]) {
    let store = try DurableStore(path: path, sync: .never, creator: "tests")
    var starts: [Int] = []
    for number in 0..<count {
      starts.append(Int(store.content.logBytes))
      try store.put([UInt8(number)], Array("value".utf8))
      try store.commit()
    }
    return (try StoreFiles(folder: path).log(0), starts)
  }

  /// Random damage under `never`, then a writer: what the log and what was kept hold together is every record whose bytes
  /// still stood somewhere; where nothing whole stands behind the first wrong byte nothing is kept.
  @Test func noWholeRecordIsCutAway() throws {
    _ = try Self.filled(folder.file("other"), 40)
    let foreign = try Self.bytes(StoreFiles(folder: folder.file("other")).log(0))
    var (kept, plain) = (0, 0)
    for seed in 0..<UInt64(TestScale.pick(quick: 80, full: 1000, deep: 20_000)) {
      var random = SeededRandom(seed: seed)
      let model = try DamagedLog(path, foreign: foreign, sync: .never, &random)
      let damaged = random.below(3) == 0 ? model.torn(&random) : model.damaged(&random)
      try Self.write(damaged, model.log)
      let expected = model.left(in: damaged)
      let (end, behind) = model.end(in: damaged)
      let sync = StoreSync.allCases[Int(random.below(3))]
      let (all, prefix) = try {
        let writer = try DurableStore(path: path, sync: sync, creator: "tests")
        let prefix = try StoreTests.contents(path)
        try writer.put([1], [2])
        try writer.commit()
        if random.below(2) == 0 { try writer.compact() }
        try writer.finish()
        return (writer.kept, prefix)
      }()
      let aside = try StoreFiles(folder: path).aside
      #expect(all.map(\.folder) == aside, "seed \(seed)")
      if behind == 0 {
        #expect(aside == [], "seed \(seed)")
        // What is before the end is all there is.
        #expect(prefix == expected.contents, "seed \(seed)")
        plain += 1
      } else {
        let found = try #require(all.first, "seed \(seed)")
        #expect(
          found.offset == UInt64(end) && found.records == UInt64(behind), "seed \(seed): \(found), \(behind)")
        #expect(found.bytes == UInt64(damaged.count - end) && aside == [path + "/damaged-1"], "seed \(seed)")
        let copy = "\(found.folder)/\(URL(fileURLWithPath: model.log).lastPathComponent)"
        #expect(try Self.bytes(copy) == damaged, "seed \(seed)")
        // The hint works: the copy is a store that can be repaired.
        let saved = folder.file("saved")
        let repair = try StoreSurvey.repair(path: found.folder, to: saved, creator: "tests")
        #expect(Int(repair.survey.records) == expected.commits, "seed \(seed)")
        let rest = try StoreTests.contents(saved)
        for (key, value) in rest { #expect(expected.contents[key] == value, "seed \(seed)") }
        for (key, value) in expected.contents where model.base[key] != value {
          #expect(rest[key] == value, "seed \(seed)")
        }
        try FileManager.default.removeItem(atPath: saved)
        kept += 1
      }
      // The store is sound then, tells what it has put aside, and the next writer keeps nothing more.
      let survey = try StoreSurvey(path: path)
      #expect(survey.isSound && survey.aside == aside && survey.cutBytes == 0, "seed \(seed)")
      let next = try DurableStore(path: path, sync: sync, creator: "tests")
      #expect(try next.kept == [] && next.value(of: [1]) == [2], "seed \(seed)")
      try FileManager.default.removeItem(atPath: path)
    }
    #expect(kept > 20 && plain > 20, "\(kept) kept, \(plain) plain")
  }

  /// A writer that ends at any moment leaves the log as it was or the copy; the next one makes no second copy.
  @Test func keepingThatIsBrokenOffLosesNothing() throws {
    let (log, starts) = try Self.filled(path, 6)
    var damaged = try Self.bytes(log)
    damaged[starts[2] + 45] ^= 1
    let name = URL(fileURLWithPath: log).lastPathComponent
    let half = Array(damaged[..<(damaged.count / 2)])
    let other = damaged.map { $0 ^ 1 }
    for (moment, files, target) in [
      ("before", [:], "damaged-1"), ("an empty folder", ["damaged-1": [:]], "damaged-1"),
      ("a part of the copy", ["damaged-1": [".\(name).12.34.tmp": half]], "damaged-1"),
      ("the copy", ["damaged-1": [name: damaged]], "damaged-1"),
      ("a copy of something else", ["damaged-1": [name: other], "damaged-2": ["x": []]], "damaged-3"),
      ("shorter", ["damaged-1": [name: half]], "damaged-2"),
    ] as [(String, [String: [String: [UInt8]]], String)] {
      let copy = folder.file("copy")
      try StoreTests.replace(copy, [name: damaged])
      for (folder, content) in files { try StoreTests.replace("\(copy)/\(folder)", content) }
      let writer = try DurableStore(path: copy, sync: .always, creator: "tests")
      #expect(writer.kept.map(\.folder) == ["\(copy)/\(target)"], "\(moment)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(copy)/\(target)") == [name], "\(moment)")
      #expect(try Self.bytes("\(copy)/\(target)/\(name)") == damaged, "\(moment)")
      #expect(try Self.bytes("\(copy)/\(name)") == Array(damaged[..<starts[2]]), "\(moment)")
      #expect(try StoreTests.contents(copy).count == 2, "\(moment)")
      for (folder, content) in files where folder != target {
        for (file, bytes) in content { #expect(try Self.bytes("\(copy)/\(folder)/\(file)") == bytes) }
      }
    }
    // A file of that name is none of ours.
    let copy = folder.file("file")
    try StoreTests.replace(copy, [name: damaged, "damaged-1": [1]])
    let writer = try DurableStore(path: copy, sync: .always, creator: "tests")
    #expect(writer.kept.map(\.folder) == ["\(copy)/damaged-2"])
  }

  /// Where there is no room for the copy nothing is cut, wherever it ends.
  @Test func withoutRoomNothingIsCut() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = folder.file("s")
      let (log, starts) = try StoreKeptTests.filled(path, 100)
      var damaged = try StoreKeptTests.bytes(log)
      damaged[starts[20] + 45] ^= 1
      try StoreKeptTests.write(damaged, log)
      for limit in stride(from: 0, to: damaged.count, by: 499) {
        let code = withFileSizeLimit(UInt(limit)) { () -> Int32 in
          do throws(SnapshotError) {
            _ = try DurableStore(path: path, sync: .always, creator: "tests")
            return 0
          } catch {
            if case .io(_, _, let code, _) = error { return code }
            return -1
          }
        }
        guard code == EFBIG, try StoreKeptTests.bytes(log) == damaged else { exit(3) }
        guard try StoreFiles(folder: path).aside == [] else { exit(4) }
      }
      guard try DurableStore(path: path, sync: .always, creator: "tests").kept.count == 1 else { exit(5) }
    }
  }

  /// A log that a snapshot has overtaken, after a compaction that was broken off: what it alone tells is kept, once.
  @Test func aLogThatIsNotGoneOnWithIsKeptToo() throws {
    let (log, starts) = try Self.filled(path, 4)
    let before = try Self.bytes(log)
    do {
      let store = try DurableStore(path: path, sync: .never, creator: "tests")
      try store.compact()
    }
    let files = try StoreFiles(folder: path)
    try FileManager.default.removeItem(atPath: files.log(4))
    var damaged = before
    damaged[starts[1] + 45] ^= 1
    try Self.write(damaged, log)
    // The snapshot has it all: nothing is lost with that log.
    #expect(try DurableStore(path: path, sync: .never, creator: "tests").kept == [])
    try FileManager.default.removeItem(atPath: files.log(4))
    try Self.write(before, log)
    do {
      let store = try DurableStore(path: path, sync: .never, creator: "tests")
      try store.put([9], [9])
      #expect(try store.finish() == 5)
    }
    damaged = try Self.bytes(log)
    damaged[starts[1] + 45] ^= 1
    try Self.write(damaged, log)
    do {
      let store = try DurableStore(path: path, sync: .never, creator: "tests")
      #expect(store.kept.map(\.log) == [log] && store.content.lastSequence == 4)
    }
    let store = try DurableStore(path: path, sync: .never, creator: "tests")
    #expect(store.kept == [])
    try store.put([8], [8])
    try store.compact()
    #expect(!FileManager.default.fileExists(atPath: log))
    let kept = try StoreSurveyTests.found(path + "/damaged-1")
    #expect(kept.contents[[9]] == [9] && kept.survey.records == 4 && kept.survey.lost == [2...2])
  }

  /// Where too much looks like records to try it all, there may be some.
  @Test func whatCannotBeTriedIsKept() throws {
    let (log, _) = try Self.filled(path, 2)
    var bytes = try Self.bytes(log)
    for _ in 0..<2000 {
      bytes += [UInt8](repeating: 7, count: 8) + StoreRecord.magic
      bytes.append(little: UInt32(30_000))
      bytes += [UInt8](repeating: 0, count: 24)
    }
    try Self.write(bytes, log)
    let store = try DurableStore(path: path, sync: .never, creator: "tests")
    #expect(store.kept.map(\.records) == [0])
    #expect(try Self.bytes("\(path)/damaged-1/\(URL(fileURLWithPath: log).lastPathComponent)") == bytes)
  }
}
