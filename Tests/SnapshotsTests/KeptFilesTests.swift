import Foundation
import HashMaps
import TestSupport
import Testing

@testable import Snapshots

/// Files that were written once and are never written again: whatever changes, every later version reads them, and so do
/// the readers of other languages. What a compressor makes of the same bytes may differ between its versions, so that
/// these say nothing of what is written today.
@Suite struct KeptFilesTests {
  struct Kept: Sendable, CustomTestStringConvertible {
    let name: String
    let compression: SnapshotCompression
    let isSigned: Bool

    var testDescription: String { name }
    var golden: String { "Tests/Goldens/snapshots/kept-\(name).hex" }
  }

  static let all = [
    Kept(name: "gzip", compression: .gzip, isSigned: false),
    Kept(name: "zstd", compression: .zstd, isSigned: false),
    Kept(name: "signed", compression: .none, isSigned: true),
    Kept(name: "gzip-signed", compression: .gzip, isSigned: true),
    Kept(name: "zstd-signed", compression: .zstd, isSigned: true),
  ]

  /// What all of them hold.
  private static let contents: [[UInt8]: [UInt8]] = {
    var contents: [[UInt8]: [UInt8]] = [
      []: Array("empty key".utf8), Array("empty value".utf8): [], [0, 255]: [254],
    ]
    for number in 0..<60 {
      contents[Array("key-\(number)".utf8)] = Array("value \(number * number) of a file that is kept".utf8)
    }
    return contents
  }()
  private static let key = SnapshotSecretKey(seed: Array(1...32))

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The committed bytes as a file. One that is missing is made with `UPDATE_GOLDENS=1`, one that is there never.
  private func file(_ kept: Kept) throws -> String {
    let path = folder.file("\(kept.name).snap")
    if !FileManager.default.fileExists(atPath: Repository.path(kept.golden)) {
      let bytes = try Contents.write(
        Self.contents, to: path, Contents.configuration(seed: 42), kept.compression,
        key: kept.isSigned ? Self.key : nil)
      try #require(try Repository.difference(HexText.of(bytes), from: kept.golden) == nil)
    }
    try Contents.replace(path, HexText.bytes(try Repository.text(kept.golden)))
    return path
  }

  @Test(arguments: all)
  func laterVersionsReadThem(kept: Kept) throws {
    let path = try file(kept)
    #expect(try Contents.of(path) == Self.contents)
    #expect(try SnapshotSurvey(path: path).isSound)
    let reader = try SnapshotReader(path: path, signedBy: kept.isSigned ? Self.key.publicKey : nil)
    #expect(reader.head.compression == kept.compression && reader.entries == 63)
    #expect(reader.signer == (kept.isSigned ? Self.key.publicKey : nil))
    #expect(try reader.value(of: Array("key-7".utf8)) == Array("value 49 of a file that is kept".utf8))
    #expect(try Contents.of(reader.load()) == Self.contents)
  }

  /// Without a decompressor for zstd the reader in Python says what it lacks; with one it reads.
  @Test func pythonReadsThem() throws {
    let reader = Repository.path("Bindings/python")
    for kept in Self.all {
      let path = try file(kept)
      let key = kept.isSigned ? Self.key.publicKey.hexadecimal : ""
      let alone = try Product.bash("python3 '\(reader)/adhash_snapshot.py' '\(path)' \(key)")
      // From 3.14 on Python has a decompressor itself.
      if kept.compression == .zstd, alone.exitCode != 0 {
        #expect(alone.exitCode == 1 && alone.errors.contains("give a decompressor"), "\(kept.name): \(alone)")
      } else {
        #expect(
          Set(alone.output.split(separator: "\n").map(String.init)) == HexText.lines(Self.contents),
          "\(alone)")
      }
      let script = """
        import json, subprocess, sys
        sys.path.insert(0, sys.argv[1])
        from adhash_snapshot import Snapshot
        expand = lambda b: subprocess.run(["zstd", "-dc"], input=b, stdout=subprocess.PIPE, check=True).stdout
        for key, value in Snapshot(sys.argv[2], zstd=expand, signer=sys.argv[3] or None):
            print(json.dumps({"key": key.hex(), "value": value.hex()}))
        """
      let read = try Product.bash("python3 -c '\(script)' '\(reader)' '\(path)' '\(key)'")
      #expect(
        Set(read.output.split(separator: "\n").map(String.init)) == HexText.lines(Self.contents), "\(read)")
    }
  }

  @Test func cReadsThem() throws {
    let program = folder.file("read_snapshot")
    let built = try Product.bash(
      "cd '\(Repository.path("Bindings/c"))' && clang++ -std=c++17 -O1 -o '\(program)' read_snapshot.cpp -lsodium -lz -lzstd"
    )
    try #require(built.exitCode == 0, "\(built.errors)")
    for kept in Self.all {
      let key = kept.isSigned ? Self.key.publicKey.hexadecimal : ""
      let read = try Product.bash("'\(program)' '\(try file(kept))' \(key)")
      #expect(
        Set(read.output.split(separator: "\n").map(String.init)) == HexText.lines(Self.contents), "\(read)")
    }
  }
}
