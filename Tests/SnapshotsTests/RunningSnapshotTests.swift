import Base
import HashMaps
import TestSupport
import Testing

@testable import Snapshots

/// Snapshots of maps that go on meanwhile: the same bytes as those written standing still.
@Suite struct RunningSnapshotTests {
  @Test(arguments: Layout.allCases, SnapshotCompression.allCases)
  func theSameBytesAsStandingStill(_ layout: Layout, _ compression: SnapshotCompression) throws {
    let folder = try TemporaryFolder()
    for (seed, size) in [(1, 0), (2, 40), (3, TestScale.pick(quick: 7000, full: 60_000, deep: 400_000))] {
      let what: Comment = "\(layout.name) \(compression.name), \(size) entries"
      let configuration = Contents.configuration(layout, seed: UInt64(seed))
      let contents = Contents.random(seed: UInt64(seed), entries: size)
      let map = try Contents.map(contents, configuration)
      let head = SnapshotHead(of: map, configuration, compression: compression, creator: "tests")
      let still = folder.file("still.snap")
      let expected = try map.writeSnapshot(to: still, head: head)
      let path = folder.file("running.snap")
      let running = try #require(try RunningSnapshot(of: map, to: path, head: { head }))
      // Every key changes or goes, others come, while it is written.
      var random = SeededRandom(seed: UInt64(seed))
      var changes = Changes()
      for key in contents.keys {
        changes.add(random.below(2) == 0 ? 2 : 0, key, [UInt8](repeating: 7, count: Int(random.below(50))))
        changes.add(0, key + [1, 2, 3], Array("new".utf8))
      }
      try changes.apply(to: map, beside: running)
      #expect(try running.finish() == expected, what)
      #expect(try Contents.bytes(path) == Contents.bytes(still), what)
      #expect(running.entries == contents.count && running.longestPause <= running.paused)
      try map.verify()
    }
    #expect(try folder.names() == ["running.snap", "still.snap"])
  }

  /// A flat map has one segment, which is too much to look through for every piece; its snapshot is what it was.
  @Test func aFlatMapIsWrittenStandingStill() throws {
    let folder = try TemporaryFolder()
    var configuration = Contents.configuration()
    configuration.segmentBytes = nil
    let contents = Contents.random(seed: 4, entries: 20_000)
    let map = try Contents.map(contents, configuration)
    let head = SnapshotHead(of: map, configuration, creator: "tests")
    #expect(try RunningSnapshot(of: map, to: folder.file("a.snap"), head: { head }) == nil)
    try map.writeSnapshot(to: folder.file("b.snap"), head: head)
    #expect(try Contents.of(folder.file("b.snap")) == contents)
    #expect(try folder.names() == ["b.snap"])
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let configuration = Contents.configuration()
    let map = try Contents.map(Contents.random(seed: 1, entries: 30_000), configuration)
    let head = SnapshotHead(of: map, configuration, creator: "tests")
    #expect(throws: SnapshotError.self) {
      _ = try RunningSnapshot(of: map, to: folder.file("none/a.snap"), head: { head })
    }
    // The device that is always full.
    let full = try #require(try RunningSnapshot(of: map, to: "/dev/full", head: { head }))
    do throws(SnapshotError) {
      _ = try full.finish()
      Issue.record("written to a full device")
    } catch {
      #expect(error.description == "write /dev/full: No space left on device")
    }
    // One given up goes without a trace.
    do {
      let left = try #require(try RunningSnapshot(of: map, to: folder.file("b.snap"), head: { head }))
      left.proceed(at: .max)
    }
    #expect(try folder.names() == [])
    map.reseed()
    map.finishWork()
    #expect(!map.isWorking, "nothing holds the map back any more")
  }

  /// Operations as columns, applied as a replay applies them.
  private struct Changes {
    private var bytes: [UInt8] = []
    private var kinds: [UInt8] = []
    private var columns: [[UInt32]] = [[], [], [], []]

    mutating func add(_ kind: UInt8, _ key: [UInt8], _ value: [UInt8]) {
      kinds.append(kind)
      for (index, part) in [key, value].enumerated() {
        columns[2 * index].append(UInt32(bytes.count))
        columns[2 * index + 1].append(UInt32(part.count))
        bytes += part
      }
    }

    func apply(to map: ByteMap, beside running: RunningSnapshot) throws {
      try (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        try kinds.withUnsafeBufferPointer { kinds in
          try columns[0].withUnsafeBufferPointer { keyOffsets in
            try columns[1].withUnsafeBufferPointer { keyLengths in
              try columns[2].withUnsafeBufferPointer { valueOffsets in
                try columns[3].withUnsafeBufferPointer { valueLengths in
                  guard let kindsBase = kinds.baseAddress, let first = keyOffsets.baseAddress,
                    let second = keyLengths.baseAddress, let third = valueOffsets.baseAddress,
                    let fourth = valueLengths.baseAddress
                  else { return }
                  let columns = OperationColumns(
                    base: base, kinds: kindsBase, keyOffsets: first, keyLengths: second, valueOffsets: third,
                    valueLengths: fourth)
                  var row = 0
                  while row < kinds.count {
                    running.proceed(at: MonotonicClock.nanoseconds())
                    let stop = running.admit(columns, from: row, to: min(kinds.count, row + 1024))
                    if stop == row { running.waitForRoom() }
                    _ = try map.apply(columns, from: row, to: stop)
                    row = stop
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
