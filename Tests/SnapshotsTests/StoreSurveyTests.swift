import Base
import Foundation
import TestSupport
import Testing

@testable import Snapshots

/// What holds of a damaged store is found, all of it and nothing else.
@Suite struct StoreSurveyTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("store") }

  init() throws { folder = try TemporaryFolder() }

  /// Everything a survey gives out.
  static func found(_ path: String) throws -> (survey: StoreSurvey, contents: StoreTests.Contents) {
    var contents: StoreTests.Contents = [:]
    let survey = try StoreSurvey(path: path) { key, value throws(SnapshotError) in
      contents[[UInt8](key)] = [UInt8](value)
    }
    #expect(Int(survey.entries) == contents.count)
    return (survey, contents)
  }

  /// Random damage to the log of random changes, against a model: exactly the records whose bytes are still there count.
  @Test func whatIsNotDamagedIsSaved() throws {
    let other = try DurableStore(path: folder.file("other"), sync: .never, creator: "tests")
    for number in 0..<40 {
      try other.put(Array("key \(number)".utf8), Array("false".utf8))
      try other.commit()
    }
    let foreign = try FileBytes.read(path: StoreFiles(folder: folder.file("other")).log(0), limit: 1 << 20)
    var (saved, refused, behind) = (0, 0, 0)
    for seed in 0..<UInt64(TestScale.pick(quick: 60, full: 1000, deep: 20_000)) {
      var random = SeededRandom(seed: seed)
      let model = try DamagedLog(path, foreign: foreign, &random)
      let damaged = model.damaged(&random)
      try Data(damaged).write(to: URL(fileURLWithPath: model.log))
      let expected = model.left(in: damaged)
      let (survey, contents) = try Self.found(path)
      #expect(contents == expected.contents, "seed \(seed)")
      #expect(Set(survey.lost.joined()) == expected.lost, "seed \(seed): \(survey.lost)")
      #expect(Int(survey.records) == expected.commits, "seed \(seed)")
      // Where commands go on, nothing but the end is missing or the survey tells more than they.
      do throws(SnapshotError) {
        let content = try StoreContent.open(path: path)
        if survey.isSound { #expect(content.lastSequence == survey.lastSequence, "seed \(seed)") }
        if content.lastSequence < survey.lastSequence { behind += 1 }
      } catch {
        #expect(!survey.isSound, "seed \(seed): \(error)")
        refused += 1
      }
      let target = seed % 2 == 0 ? folder.file("saved") : path
      let repair = try StoreSurvey.repair(
        path: path, to: target == path ? nil : target, creator: "tests")
      #expect(repair.survey == survey, "seed \(seed)")
      #expect((repair.folder == nil) == survey.isSound, "seed \(seed)")
      if let made = repair.folder {
        #expect(made == target)
        let (after, rest) = try Self.found(made)
        #expect(after.isSound && after.isOfRepair && rest == expected.contents, "seed \(seed)")
        #expect(after.lastSequence == survey.lastSequence + 1 && after.cutBytes == 0, "seed \(seed)")
        let kept = (repair.kept ?? path) + "/" + URL(fileURLWithPath: model.log).lastPathComponent
        #expect(try FileBytes.read(path: kept, limit: 1 << 24) == damaged, "seed \(seed)")
        saved += 1
      }
      // The store goes on: with what was saved, or with the prefix where nothing was wrong.
      let writer = try DurableStore(path: repair.folder ?? path, sync: .always, creator: "tests")
      try writer.put([1], [2])
      #expect(try writer.finish() > survey.lastSequence, "seed \(seed)")
      #expect(try writer.value(of: [1]) == [2])
      for used in [path, folder.file("saved")] where FileManager.default.fileExists(atPath: used) {
        try FileManager.default.removeItem(atPath: used)
      }
    }
    #expect(
      saved > 40 && refused > 10 && behind > 5,
      "\(saved) saved, \(refused) refused, \(behind) cut by commands")
  }

  /// One wrong bit of the header costs nothing, a header that is gone costs the log, and both are told.
  @Test func aDamagedHeader() throws {
    var random = SeededRandom(seed: 5)
    let model = try DamagedLog(path, foreign: [1], &random)
    let (sound, contents) = try Self.found(path)
    #expect(sound.isSound && sound.records == model.commits.count)
    for bit in 0..<320 {
      var damaged = model.whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      try Data(damaged).write(to: URL(fileURLWithPath: model.log))
      #expect(throws: SnapshotError.self) { try StoreContent.open(path: path) }
      let (survey, rest) = try Self.found(path)
      #expect(!survey.isSound && survey.lost.isEmpty && rest == contents, "bit \(bit)")
    }
    // The salt still stands there.
    try Data([UInt8](repeating: 0, count: 24) + model.whole[24...]).write(to: URL(fileURLWithPath: model.log))
    #expect(try Self.found(path).contents == contents)
    for length in [0, 10, 40] {
      let damaged = [UInt8](repeating: 0, count: length) + model.whole[40...]
      try Data(damaged).write(to: URL(fileURLWithPath: model.log))
      let (survey, rest) = try Self.found(path)
      #expect(survey.records == 0 && rest == model.base, "\(length)")
      #expect(survey.damages.contains { $0.damage.reason.contains("salt") }, "\(survey.damages)")
    }
    var later = Array(model.whole[..<32])
    later.set(little: UInt32(2), at: 8)
    later.append(little: later.withUnsafeBytes { checksum($0) })
    try Data(later + model.whole[40...]).write(to: URL(fileURLWithPath: model.log))
    let refused = SnapshotError.unsupported(path: model.log, what: "a log of version 2")
    #expect(throws: refused) { try StoreSurvey(path: path) }
    #expect(throws: refused) { try StoreContent.open(path: path) }
    #expect(throws: refused) { try StoreSurvey.repair(path: path, creator: "tests") }
  }

  /// Frames that lie about their length cost a bounded time, and what was not tried is told.
  @Test func framesThatLieAreGivenUp() throws {
    let store = try DurableStore(path: path, sync: .never, creator: "tests")
    try store.put([1], [1])
    let start = try Int((store.commit(), store.content.logBytes).1)
    try store.put([2], [2])
    try store.finish()
    let log = try StoreFiles(folder: path).log(0)
    let whole = try FileBytes.read(path: log, limit: 1 << 20)
    var lies: [UInt8] = []
    for _ in 0..<2000 {
      lies += [UInt8](repeating: 7, count: 8) + StoreRecord.magic
      lies.append(little: UInt32(60_000))
      lies += [UInt8](repeating: 0, count: 24)
    }
    try Data(whole[..<start] + lies + whole[start...]).write(to: URL(fileURLWithPath: log))
    let (survey, contents) = try Self.found(path)
    #expect(contents == [[1]: [1], [2]: [2]] && survey.badRanges.map(\.length) == [UInt64(lies.count)])
    #expect(survey.damages.contains { $0.damage.reason.contains("were not tried") }, "\(survey.damages)")
  }

  /// Names and numbers that do not follow one another.
  @Test func filesThatAreMissing() throws {
    let store = try DurableStore(path: path, sync: .always, creator: "tests")
    for number in 0..<5 {
      try store.put([UInt8(number)], [1])
      try store.commit()
    }
    try store.compact()
    try store.put([9], [9])
    try store.finish()
    let files = try StoreFiles(folder: path)
    try FileManager.default.removeItem(atPath: files.snapshot(5))
    let (survey, contents) = try Self.found(path)
    #expect(survey.lost == [1...5] && contents == [[9]: [9]] && survey.snapshot == nil)
    #expect(throws: SnapshotError.self) { try StoreContent.open(path: path) }
    // A log under another name.
    try FileManager.default.moveItem(atPath: files.log(5), toPath: files.log(2))
    let renamed = try Self.found(path)
    #expect(renamed.contents == [[9]: [9]] && renamed.survey.lost == [1...5])
    #expect(renamed.survey.damages.map(\.damage.reason) == ["it begins after change 5, its name says 2"])
    try FileManager.default.removeItem(atPath: files.log(2))
    #expect(try Self.found(path).survey.isSound)
    try Data().write(to: URL(fileURLWithPath: path + "/letter.txt"))
    #expect(throws: SnapshotError.self) { try StoreSurvey(path: path) }
    #expect(throws: SnapshotError.self) { try StoreSurvey(path: folder.file("none")) }
  }
}
