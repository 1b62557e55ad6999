import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Workloads

@Suite struct ScrubCSVTests {
  private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [[String]] {
    try folder.read(name).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// RFC 4231, test cases 1, 2, 3 and 6 (a secret longer than a block).
  @Test func theKeyedHashIsThatOfItsStandard() {
    let cases: [(secret: [UInt8], data: [UInt8], digest: String)] = [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ]
    for one in cases {
      let hash = KeyedHash(secret: one.secret)
      for _ in 0..<2 { #expect(one.data.withUnsafeBytes { hash.hexadecimal(of: $0) } == one.digest) }
    }
  }

  @Test func whatMattersStaysAndWhatIsSecretGoes() throws {
    let folder = try TemporaryFolder()
    let text = (0..<500).map { index in
      let key = "user-\(index * index % 61)"
      return index % 3 == 0 ? "get,\(key),\n" : "put,\(key),private\(index)\n"
    }
    let path = try folder.write("w.csv", "op,key,value\n" + text.joined())
    let secret = try folder.write("secret", "0123456789abcdef")
    let other = try folder.write("other", "fedcba9876543210")
    let before = try rows(folder, "w.csv")
    var results: [String: [[String]]] = [:]
    for (name, words) in [
      ("a", ["--key-file", secret]), ("b", ["--key-file", secret]), ("c", ["--key-file", other]),
      ("d", ["--key", "drop", "--value", "drop"]),
    ] {
      let run = try InProcess(["scrub-csv", "--csv", path, "--out", folder.file(name)] + words)
      #expect(run.exitCode == 0, "\(run)")
      let text = try folder.read(name)
      #expect(!text.contains("user") && !text.contains("private"))
      let after = try rows(folder, name)
      results[name] = after
      #expect(after.map { $0[0] } == before.map { $0[0] })
      // The same key exactly where it was.
      let pairs = Set(zip(before, after).map { [$0[1], $1[1]] })
      #expect(pairs.count == Set(before.map { $0[1] }).count && pairs.count == Set(after.map { $0[1] }).count)
      for (old, new) in zip(before, after) where old[0] == "put" {
        #expect(new[2] == (name == "d" ? "0" : String(repeating: "x", count: old[2].utf8.count)))
      }
    }
    #expect(results["a"] == results["b"] && results["a"] != results["c"])
    #expect(results["d"]?.first?[1] == "k0" && results["a"]?.first?[1].count == 32)
  }

  @Test func wrongLines() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\nput,a,1\nfrob,a,\n")
    let short = try folder.write("short", "0123")
    let secret = try folder.write("secret", "0123456789abcdef")
    let out = folder.file("out.csv")
    for (words, exit, detail) in [
      (["--out", out], 2, "needs --key-file"), (["--out", out, "--key-file", short], 2, "has 4 bytes"),
      (["--out", out, "--key-file", folder.file("none")], 5, "No such file"),
      (["--out", out, "--key", "drop", "--key-file", secret], 2, "no effect"),
      (["--out", path, "--key", "drop"], 2, "names a file that is read"),
      (["--out", secret, "--key-file", secret], 2, "names a file that is read"),
      (["--out", out, "--key", "drop"], 2, "line 3"),
      (["--out", secret + "/out.csv", "--key", "drop"], 5, "Not a directory"),
      (["--out", out, "--key", "md5"], 2, "md5"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(["scrub-csv", "--csv", path] + words)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(words): \(run)")
    }
    #expect(try folder.names() == ["secret", "short", "w.csv"], "nothing is left behind")
  }
}
