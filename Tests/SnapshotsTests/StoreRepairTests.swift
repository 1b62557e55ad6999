import Base
import Foundation
import TestSupport
import Testing

@testable import Snapshots

/// Repairs of stores whose snapshot is damaged too, broken off, or not allowed.
@Suite struct StoreRepairTests {
  typealias Contents = StoreTests.Contents

  private let folder: TemporaryFolder
  private var path: String { folder.file("store") }

  init() throws { folder = try TemporaryFolder() }

  /// A store with a snapshot of several blocks and a log: the contents of both, and of all.
  private func large() throws -> (snapshot: Contents, all: Contents, files: StoreFiles) {
    let store = try DurableStore(path: path, sync: .always, creator: "tests")
    var contents: Contents = [:]
    for number in 0..<3000 {
      let (key, value) = (Array("k\(number)".utf8), [UInt8](repeating: UInt8(number % 251), count: 300))
      try store.put(key, value)
      contents[key] = value
    }
    try store.compact()
    let snapshot = contents
    for number in stride(from: 0, to: 3000, by: 100) {
      try store.put(Array("k\(number)".utf8), [1])
      _ = try store.delete(Array("k\(number + 1)".utf8))
      try store.commit()
      contents[Array("k\(number)".utf8)] = [1]
      contents[Array("k\(number + 1)".utf8)] = nil
    }
    try store.finish()
    return (snapshot, contents, try StoreFiles(folder: path))
  }

  private func damage(_ file: String, at places: [Int]) throws {
    var bytes = try FileBytes.read(path: file, limit: 1 << 24)
    for place in places { bytes[place] ^= 1 }
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }

  @Test func aDamagedSnapshotGivesItsGoodBlocks() throws {
    let (snapshot, all, files) = try large()
    let number = try #require(files.snapshots.first)
    let sound = try FileBytes.read(path: files.snapshot(number), limit: 1 << 24)
    // A block; the block and the index; the whole file.
    for (places, lostParts) in [([400_000], 0), ([400_000, sound.count - 100], 1)] {
      try Data(sound).write(to: URL(fileURLWithPath: files.snapshot(number)))
      try damage(files.snapshot(number), at: places)
      let target = folder.file("saved \(lostParts)")
      let repair = try StoreSurvey.repair(path: path, to: target, creator: "tests")
      #expect(repair.survey.badBlocks.count == 1 && repair.survey.damages.count == lostParts)
      #expect(repair.survey.lost == [] && repair.survey.records == 30)
      let rest = try StoreTests.contents(target)
      #expect(rest.count > 1500 && rest.count < all.count)
      // What a log tells is there in any case, and what it removed is not.
      #expect(rest.allSatisfy { all[$0.key] == $0.value })
      for (key, value) in all where snapshot[key] != value { #expect(rest[key] == value) }
    }
    try Data([UInt8](repeating: 0, count: sound.count)).write(
      to: URL(fileURLWithPath: files.snapshot(number)))
    let repair = try StoreSurvey.repair(path: path, creator: "tests")
    #expect(repair.survey.damages.map(\.damage.part) == [.header] && repair.survey.entries == 30)
    #expect(try StoreTests.contents(path) == all.filter { snapshot[$0.key] != $0.value })
    // The new store is one snapshot; what was damaged lies in a folder of its own.
    let after = try StoreFiles(folder: path)
    #expect(after.logs == [] && after.snapshots == [repair.survey.lastSequence + 1])
    let kept = try StoreFiles(folder: try #require(repair.kept))
    #expect(
      kept.snapshots == files.snapshots && kept.logs == files.logs && kept.folder == path + "/damaged-1")
  }

  /// A compaction that was broken off has left the log the snapshot was made of: that tells everything.
  @Test func anOlderStateServesWhereItIsComplete() throws {
    let (snapshot, _, compacted) = try large()
    let number = try #require(compacted.snapshots.first)
    let again = folder.file("again")
    let store = try DurableStore(path: again, sync: .always, creator: "tests")
    for (key, value) in snapshot { try store.put(key, value) }
    try store.finish()
    let files = try StoreFiles(folder: again)
    try FileManager.default.copyItem(atPath: compacted.snapshot(number), toPath: files.snapshot(number))
    try damage(files.snapshot(number), at: [400_000])
    withExtendedLifetime(store) {}
    let (survey, contents) = try StoreSurveyTests.found(again)
    #expect(contents == snapshot && survey.snapshot == nil && survey.lost == [] && !survey.isSound)
    #expect(survey.damages.map(\.file) == [files.snapshot(number)])
    // Where that log has a gap the good blocks of the snapshot are more.
    try damage(files.log(0), at: [100])
    let (worse, rest) = try StoreSurveyTests.found(again)
    #expect(worse.snapshot == files.snapshot(number) && worse.badBlocks.count == 1 && worse.lost == [])
    #expect(rest.count > 1500 && rest.allSatisfy { snapshot[$0.key] == $0.value })
  }

  /// A repair that ends at any moment leaves every file that was there, here or aside, and the next one gives the same.
  @Test func aRepairBrokenOffLosesNothing() throws {
    let (_, _, files) = try large()
    try damage(files.log(files.logs[0]), at: [500])
    let names = [files.snapshot(files.snapshots[0]), files.log(files.logs[0])].map {
      URL(fileURLWithPath: $0).lastPathComponent
    }
    let before = try names.map { try FileBytes.read(path: "\(path)/\($0)", limit: 1 << 24) }
    let (survey, contents) = try StoreSurveyTests.found(path)
    #expect(survey.lost.count == 1)
    let whole = folder.file("whole")
    try FileManager.default.copyItem(atPath: path, toPath: whole)
    try StoreSurvey.repair(path: whole, creator: "tests")
    let made = StoreFiles.snapshotName(survey.lastSequence + 1)
    // After the new snapshot, after the new folder, after each of the moves.
    for moment in 0..<4 {
      let copy = folder.file("moment \(moment)")
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      try FileManager.default.copyItem(atPath: "\(whole)/\(made)", toPath: "\(copy)/\(made)")
      if moment > 0 {
        try FileManager.default.createDirectory(
          atPath: "\(copy)/damaged-1", withIntermediateDirectories: false)
      }
      for name in names.prefix(max(0, moment - 1)) {
        try FileManager.default.moveItem(atPath: "\(copy)/\(name)", toPath: "\(copy)/damaged-1/\(name)")
      }
      let repair = try StoreSurvey.repair(path: copy, creator: "tests")
      #expect(try StoreTests.contents(copy) == contents, "moment \(moment)")
      #expect(try StoreSurvey(path: copy).isSound && repair.survey.isOfRepair, "moment \(moment)")
      let aside = try FileManager.default.subpathsOfDirectory(atPath: copy).filter { !$0.hasSuffix(made) }
      for (name, bytes) in zip(names, before) {
        let places = aside.filter { $0.hasSuffix(name) }
        #expect(places.count == 1, "\(moment): \(aside)")
        #expect(try FileBytes.read(path: "\(copy)/\(places[0])", limit: 1 << 24) == bytes)
      }
    }
  }

  @Test func whatMustNotBeIsRefused() throws {
    let (_, all, files) = try large()
    let target = folder.file("target")
    // Nothing is written where nothing is wrong, and nobody may write meanwhile.
    #expect(try StoreSurvey.repair(path: path, to: target, creator: "tests").folder == nil)
    #expect(!FileManager.default.fileExists(atPath: target))
    try damage(files.log(files.logs[0]), at: [500])
    do {
      let lock = try StoreLock(writing: path)
      for place in [nil, target] {
        #expect(throws: SnapshotError.inUse(path: path)) {
          try StoreSurvey.repair(path: path, to: place, creator: "tests")
        }
      }
      withExtendedLifetime(lock) {}
    }
    #expect(throws: SnapshotError.exists(path: path)) {
      try StoreSurvey.repair(path: path, to: path, creator: "tests")
    }
    // Broken off by whoever takes the entries: nothing is there.
    let listed = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    #expect(throws: SnapshotError.stopped) {
      try StoreSurvey.repair(path: path, creator: "tests") { _, _ throws(SnapshotError) in throw .stopped }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == listed)
    // A store that cannot be written to is read all the same, also one without a lock.
    try FileManager.default.removeItem(atPath: path + "/lock")
    let repair = try StoreSurvey.repair(path: path, to: folder.file("deep/er"), creator: "tests")
    #expect(repair.folder == folder.file("deep/er") && repair.kept == nil)
    #expect(try StoreTests.contents(folder.file("deep/er")).count >= all.count - 2)
    #expect(!FileManager.default.fileExists(atPath: path + "/lock"))
  }
}
