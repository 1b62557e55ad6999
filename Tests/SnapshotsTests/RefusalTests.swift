import Base
import HashMaps
import Snapshots
import TestSupport
import Testing

/// Files that are something else, writers that are misused, and the bytes of the format themselves.
@Suite struct RefusalTests {
  @Test(arguments: [
    (Array("ADHSNAP1".utf8) + [0, 1, 1, 0, 0, 32], "snapshot of the earlier Python program"),
    ([], "it is empty"),
    ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "it is gzip data"),
    ([0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0], "it is Zstandard data"),
    ([0x80, 4, 0x95, 0, 0, 0, 0, 0], "it looks like a Python pickle"),
    (Array("op,key,value\nput,a,1\n".utf8), "it does not begin with ADHSNAP2"),
    (Array("ADHSNAP2\u{2}".utf8), "is damaged: the header at byte 0: the file ends after 9 bytes"),
  ])
  func foreignFilesAreNamed(_ bytes: [UInt8], _ words: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.pkl")
    try Contents.replace(path, bytes)
    let strict = #expect(throws: SnapshotError.self) { try SnapshotReader(path: path) }
    let survey = #expect(throws: SnapshotError.self) { try SnapshotSurvey(path: path) }
    #expect(strict?.description.contains(words) == true, "\(strict?.description ?? "")")
    #expect(strict == survey)
  }

  @Test func pathsThatCannotBeReadAreNamed() throws {
    let folder = try TemporaryFolder()
    for (path, words) in [
      (folder.file("none"), "No such file"), (folder.path, "Is a directory"),
      ("/dev/null", "save this stream"),
    ] {
      let error = #expect(throws: SnapshotError.self) { try SnapshotReader(path: path) }
      #expect(error?.description.contains(words) == true)
    }
    let map = try ByteMap(Contents.configuration())
    let head = SnapshotHead(of: map, Contents.configuration(), creator: "tests")
    #expect(throws: SnapshotError.self) { try map.writeSnapshot(to: folder.file("no/where"), head: head) }
  }

  @Test func aLaterVersionIsRefusedAsSuch() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    var bytes = try Contents.write([:], to: path)
    for offset in [8, bytes.count - 152 + 8] { bytes[offset] = 3 }
    try Contents.replace(path, bytes)
    // The trailer is of another shape for all this version knows: the version is what counts.
    #expect(throws: SnapshotError.unsupported(path: path, what: "format version 3")) {
      try SnapshotReader(path: path)
    }
  }

  @Test func aWriterKeepsToTheOrderAndLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    try Contents.write([[1]: [2]], to: path)
    let before = try Contents.bytes(path)
    let head = SnapshotHead(seed: HashSeed(1))
    #expect(throws: SnapshotError.outOfOrder(entry: 1)) { try Self.writeTwice([1, 1, 1], to: path, head) }
    for (name, value) in [
      ("Big", "x"), ("", "x"), ("lines", "a\nb"), ("long", String(repeating: "x", count: 70_000)),
    ] {
      var strange = head
      strange.fields[name] = value
      #expect(throws: SnapshotError.self) { _ = try SnapshotWriter(path: path, head: strange) }
    }
    #expect(try Contents.bytes(path) == before)
    #expect(try folder.names() == ["a.snap"])
  }

  private static func writeTwice(_ key: [UInt8], to path: String, _ head: SnapshotHead) throws {
    var writer = try SnapshotWriter(path: path, head: head)
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: key.count, alignment: 1)
    defer { bytes.deallocate() }
    bytes.copyBytes(from: key)
    try writer.append(UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(bytes))
    try writer.append(UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(bytes))
  }

  /// The bytes of a small file, as they were when the format was fixed; any change of them is a new version.
  @Test func theBytesStayAsTheyAre() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.snap")
    let contents: [[UInt8]: [UInt8]] = [
      Array("apple".utf8): Array("red".utf8), []: Array("empty key".utf8), Array("empty value".utf8): [],
      Array("a key of more than fifteen bytes".utf8): Array("and a value of more than fifteen".utf8),
    ]
    for hash in HashKind.allCases {
      let bytes = try Contents.write(contents, to: path, Contents.configuration(seed: 42, hash: hash))
      let golden = "Tests/Goldens/snapshots/\(hash.name).hex"
      #expect(try Repository.difference(HexText.of(bytes), from: golden) == nil)
      // And the committed bytes are still read.
      try Contents.replace(path, HexText.bytes(try Repository.text(golden)))
      #expect(try Contents.of(path) == contents)
    }
  }
}
