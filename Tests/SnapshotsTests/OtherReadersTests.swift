import Base
import Foundation
import HashMaps
import TestSupport
import Testing

@testable import Snapshots

/// The readers of other languages give what ours gives, and refuse what ours refuses.
@Suite(.serialized) struct OtherReadersTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func check(_ reader: String, _ compressions: [SnapshotCompression]) throws {
    for compression in compressions {
      let path = folder.file("\(compression.name).snap")
      let contents = Contents.random(seed: 21, entries: 3000, longest: 200)
      try Contents.write(contents, to: path, Contents.configuration(), compression)
      let read = try Product.bash("\(reader) '\(path)'")
      #expect(read.exitCode == 0, "\(compression.name): \(read.errors)")
      let found = read.output.split(separator: "\n").map(String.init)
      #expect(Set(found) == HexText.lines(contents) && found.count == contents.count)
    }
    for hash in HashKind.allCases {
      let golden = try Repository.text("Tests/Goldens/snapshots/\(hash.name).hex")
      let bytes = HexText.bytes(golden)
      let path = folder.file("golden.snap")
      try Contents.replace(path, bytes)
      let read = try Product.bash("\(reader) '\(path)'")
      #expect(
        Set(read.output.split(separator: "\n").map(String.init)) == HexText.lines(try Contents.of(path)))
      for (offset, words) in [(100, "header"), (bytes.count - 170, "index"), (bytes.count - 100, "trailer")] {
        var damaged = bytes
        damaged[offset] ^= 1
        try Contents.replace(path, damaged)
        let refused = try Product.bash("\(reader) '\(path)'")
        #expect(refused.exitCode == 1 && refused.errors.contains(words), "\(offset): \(refused)")
      }
    }
    try checkSignatures(reader)
    try checkStrangers(reader)
  }

  /// Files that are no snapshots, or not all of one, and command lines that ask for nothing.
  private func checkStrangers(_ reader: String) throws {
    let bytes = try Contents.write(Contents.random(seed: 23, entries: 40), to: folder.file("whole.snap"))
    var cases: [(path: String, words: String)] = [
      (try folder.write("old.pkl", "ADHSNAP1"), "earlier Python program"),
      (try folder.write("empty", ""), "does not begin with ADHSNAP2"),
      (try folder.write("w.csv", String(repeating: "put,k,v\n", count: 100)), "does not begin with ADHSNAP2"),
      (folder.file("none"), "none"), (folder.path, ""),
    ]
    for count in [8, 64, 200, bytes.count / 2, bytes.count - 1] {
      try Contents.replace(folder.file("cut-\(count)"), Array(bytes[..<count]))
      cases.append((folder.file("cut-\(count)"), ""))
    }
    for (path, words) in cases {
      let refused = try Product.bash("\(reader) '\(path)'")
      #expect(refused.exitCode == 1 && refused.output.isEmpty, "\(path): \(refused)")
      #expect(words.isEmpty || refused.errors.contains(words), "\(path): \(refused)")
      #expect(refused.errors.split(separator: "\n").count == 1, "\(path): \(refused)")
    }
    for words in ["", "a b c"] {
      let refused = try Product.bash("\(reader) \(words)")
      #expect(refused.exitCode == 2 && refused.errors.hasPrefix("usage:"), "\(refused)")
    }
    let first = try Product.bash("\(reader) '\(folder.file("whole.snap"))' | head -n 1")
    #expect(first.errors.isEmpty && first.output.hasPrefix("{\"key\": "), "\(first)")
  }

  private func checkSignatures(_ reader: String) throws {
    let path = folder.file("signed.snap")
    let contents = Contents.random(seed: 22, entries: 50)
    let key = SnapshotSecretKey(seed: Array(1...32))
    let bytes = try Contents.write(contents, to: path, key: key)
    let (right, other) = (key.publicKey.hexadecimal, SnapshotSecretKey.random().publicKey.hexadecimal)
    let read = try Product.bash("\(reader) '\(path)' \(right)")
    #expect(Set(read.output.split(separator: "\n").map(String.init)) == HexText.lines(contents), "\(read)")
    // The line of a key's file, as it stands there.
    let line = try Product.bash("\(reader) '\(path)' 'adhash-public-key ed25519 \(right.uppercased())\n'")
    #expect(line.exitCode == 0 && line.output == read.output, "\(line)")
    let wrong = try Product.bash("\(reader) '\(path)' \(other)")
    #expect(wrong.exitCode == 1 && wrong.errors.contains("not signed by that key"), "\(wrong)")
    try Contents.write(contents, to: path)
    let unsigned = try Product.bash("\(reader) '\(path)' \(right)")
    #expect(unsigned.exitCode == 1 && unsigned.errors.contains("not signed by that key"), "\(unsigned)")
    // One flipped bit, with the section's sum as it was and made to fit.
    for isSealed in [false, true] {
      var damaged = bytes
      let section = bytes.count - 272
      damaged[section + 70] ^= 4
      if isSealed {
        damaged.set(little: damaged.withUnsafeBytes { checksum($0.part(section, 112)) }, at: section + 112)
      }
      try Contents.replace(path, damaged)
      let refused = try Product.bash("\(reader) '\(path)'")
      #expect(refused.exitCode == 1 && refused.errors.contains("the signature"), "\(refused)")
    }
  }

  @Test func thePythonReader() throws {
    try check("python3 '\(Repository.path("Bindings/python/adhash_snapshot.py"))'", [.none, .gzip])
  }

  @Test func theCReader() throws {
    let program = folder.file("read_snapshot")
    let built = try Product.bash(
      """
      cd '\(Repository.path("Bindings/c"))'
      clang++ -std=c++17 -Wall -Wextra -Werror -O1 -o '\(program)' read_snapshot.cpp -lsodium -lz -lzstd
      echo '#include "adhash_snapshot.h"' | clang -std=c99 -pedantic -Wall -Wextra -Werror -I. -fsyntax-only -x c -
      """)
    try #require(built.exitCode == 0, "\(built.errors)")
    try check("'\(program)'", SnapshotCompression.allCases)
  }
}
