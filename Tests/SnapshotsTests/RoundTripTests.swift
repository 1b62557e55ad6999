import Base
import HashMaps
import Snapshots
import TestSupport
import Testing

/// What is written is what is read, for every layout, hash and compression, and equal content gives equal bytes.
@Suite struct RoundTripTests {
  static let entries = TestScale.pick(quick: 9000, full: 60_000, deep: 400_000)

  @Test(arguments: Layout.allCases, SnapshotCompression.allCases)
  func everyLayoutComesBack(_ layout: Layout, _ compression: SnapshotCompression) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    for (seed, entries) in [0, 1, 5, Self.entries].enumerated() {
      for hash in HashKind.allCases {
        let what: Comment =
          "\(layout.name) \(compression.name) \(hash.name), \(entries) entries, seed \(seed)"
        let contents = Contents.random(seed: UInt64(seed), entries: entries)
        let configuration = Contents.configuration(layout, seed: 99, hash: hash)
        let bytes = try Contents.write(contents, to: path, configuration, compression)
        #expect(try Contents.of(path) == contents, what)

        let reader = try SnapshotReader(path: path)
        let map = try reader.load()
        #expect(Contents.of(map) == contents, what)
        #expect(map.layout == layout && map.hashSeed == reader.head.seed, what)
        try map.verify()

        // A map that goes on from a snapshot writes the same one.
        let again = folder.file("b.snap")
        let digest = try map.writeSnapshot(
          to: again,
          head: SnapshotHead(
            of: map, try reader.head.configuration(path: path), compression: compression, creator: "tests"))
        #expect(digest == reader.digest, what)
        #expect(try Contents.bytes(again) == bytes, what)

        let survey = try SnapshotSurvey(path: path)
        #expect(survey.isSound && survey.digest == digest && survey.blocks == reader.blocks, what)
        #expect(survey.entries == UInt64(contents.count), what)
      }
    }
    #expect(try folder.names() == ["a.snap", "b.snap"])
  }

  @Test func aLookUpReadsOneBlock() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    let contents = Contents.random(seed: 8, entries: 9000, longest: 400)
    try Contents.write(contents, to: path)
    let reader = try SnapshotReader(path: path)
    #expect(reader.blocks > 4)
    for (key, value) in contents.prefix(300) {
      let before = reader.blocksRead
      let found = try key.withUnsafeBytes { try reader.value(of: $0) }
      #expect(found == value)
      #expect(reader.blocksRead == before + 1)
    }
    let absent = try Array("nobody".utf8).withUnsafeBytes { try reader.value(of: $0) }
    #expect(absent == nil)
  }

  @Test func aReseedHalfDoneIsNoObstacle() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    let contents = Contents.random(seed: 9, entries: 6000)
    for isHeldBack in [false, true] {
      let configuration = Contents.configuration()
      let map = try Contents.map(contents, configuration)
      map.reseed()
      map.performIdleWork(budget: 500)
      let iterator = isHeldBack ? map.makeIterator() : nil
      try map.writeSnapshot(to: path, head: SnapshotHead(of: map, configuration, creator: "tests"))
      #expect(try Contents.of(path) == contents)
      #expect(iterator?.next() != nil || !isHeldBack)
    }
  }

  @Test func anEntryLargerThanABlockIsABlock() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    var contents = Contents.random(seed: 10, entries: 300)
    contents[Array("large".utf8)] = [UInt8](repeating: 5, count: 900_000)
    for compression in SnapshotCompression.allCases {
      try Contents.write(contents, to: path, Contents.configuration(), compression)
      #expect(try Contents.of(path) == contents)
    }
  }

  @Test func theConfigurationComesBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    var configuration = Contents.configuration(.robinhood, seed: 3, hash: .sip)
    configuration.segmentBytes = nil
    configuration.usesTombstones = true
    configuration.isAdaptive = true
    configuration.policy = .thresholds
    configuration.maxTombstoneRatio = 0.31
    configuration.maxGroupLength = 9
    configuration.memoryBudget = 1 << 30
    let map = try ByteMap(configuration)
    try map.writeSnapshot(
      to: path, head: SnapshotHead(of: map, configuration, creator: "tests", stamp: "2026-01-02T03:04:05Z"))
    let head = try SnapshotReader(path: path).head
    #expect(head.fields["stamp"] == "2026-01-02T03:04:05Z")
    let found = try head.configuration(path: path)
    #expect(SnapshotHead(of: map, found, creator: "tests", stamp: head.fields["stamp"]) == head)
    var strange = head
    strange.fields["layout"] = "octagonal"
    #expect(throws: SnapshotError.metadata(path: "p", name: "layout", value: "octagonal")) {
      try strange.configuration(path: "p")
    }
  }
}
