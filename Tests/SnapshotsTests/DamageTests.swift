import Base
import HashMaps
import Snapshots
import TestSupport
import Testing

/// Every flip and every cut is noticed; what is not damaged is saved, and nothing else.
@Suite(.serialized) struct DamageTests {
  @Test(arguments: [false, true])
  func everyFlipAndEveryCutIsDetected(isSigned: Bool) throws {
    let folder = try TemporaryFolder()
    var campaign = try Campaign(
      Contents.random(seed: 3, entries: 6, longest: 12), folder: folder.path,
      key: isSigned ? .random() : nil)
    // What a signature adds lies at the end.
    let start = isSigned ? campaign.sound.count - 272 : 0
    try campaign.flipEveryBit(from: start)
    try campaign.cutEverywhere(from: start)
    #expect(campaign.failures == [])
    #expect(campaign.attempts == (campaign.sound.count - start) * 9)
    #expect(campaign.surveyed > campaign.attempts / 2 && campaign.saved > 0)
    try campaign.spare()
    #expect(
      campaign.failures.map { $0.prefix(24) } == ["untouched: read as sound", "untouched: surveyed as s"])
  }

  @Test(arguments: SnapshotCompression.allCases)
  func mutationsNeitherCrashNorMislead(_ compression: SnapshotCompression) throws {
    let folder = try TemporaryFolder()
    var small = try Campaign(
      Contents.random(seed: 4, entries: 12, longest: 20), folder: folder.path, compression)
    try small.mutate(seed: 11, count: TestScale.pick(quick: 1500, full: 40_000, deep: 400_000))
    #expect(small.failures == [])
    var large = try Campaign(
      Contents.random(seed: 5, entries: 6000, longest: 200), folder: folder.path, compression)
    try large.mutate(seed: 12, count: TestScale.pick(quick: 30, full: 500, deep: 5000))
    #expect(large.failures == [] && large.saved > 0)
  }

  /// A file of several blocks, one of them damaged; then the index, the trailer, the header as well.
  @Test func goodBlocksAreSaved() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    let out = folder.file("b.snap")
    let contents = Contents.random(seed: 6, entries: 9000, longest: 300)
    let sound = try Contents.write(contents, to: path)
    let whole = try SnapshotSurvey(path: path)
    #expect(whole.blocks > 4)

    var damaged = sound
    damaged[600_000] ^= 0x10
    try Contents.replace(path, damaged)
    let named = try SnapshotSurvey.repair(path: path, to: out)
    let bad = try #require(named.badBlocks.first)
    #expect(named.badBlocks.count == 1 && named.damages == [] && bad.reason == "checksum mismatch")
    #expect(bad.offset < 600_000 && bad.offset + bad.length > 600_000 && bad.index == 2)
    #expect(bad.firstKey != nil && bad.lastKey != nil)
    let lost = try #require(bad.entries)
    #expect(try Contents.of(out).count == contents.count - lost)
    #expect(throws: SnapshotError.self) { try SnapshotReader(path: path).load() }

    // The same without the index: found from frame to frame.
    for part in [sound.count - 160, sound.count - 100, 70, 3] {
      var worse = damaged
      worse[part] ^= 0x01
      try Contents.replace(path, worse)
      let survey = try SnapshotSurvey.repair(path: path, to: out)
      #expect(survey.damages.count >= 1 && survey.goodBlocks == whole.blocks - 1, "byte \(part)")
      #expect(survey.badBlocks.map(\.offset) == [bad.offset], "byte \(part)")
      let rest = try Contents.of(out)
      #expect(rest.count == contents.count - lost && rest.allSatisfy { contents[$0.key] == $0.value })
      #expect(try SnapshotReader(path: out).head.fields["repaired"] == "true")
    }
    // Cut within the last block.
    try Contents.replace(path, Array(sound[..<(sound.count - 2000)]))
    let cut = try SnapshotSurvey.repair(path: path, to: path)
    #expect(cut.goodBlocks == whole.blocks - 1 && cut.damages.map(\.part) == [.trailer])
    #expect(try SnapshotSurvey(path: path).isSound)
  }
}
