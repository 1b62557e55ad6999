import Base
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Console

/// Snapshots by commands: made, looked at, compared, damaged, repaired.
@Suite struct SnapshotCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A snapshot of so many entries whose values have `width` bytes.
  private func snapshot(
    _ name: String, entries: Int, width: Int = 40, _ flags: String..., seed: String = "7"
  ) throws -> String {
    let rows = (0..<entries).map { "key\($0),\(String(repeating: "v", count: width))\($0)\n" }
    let csv = try folder.write("\(name).csv", "key,value\n" + rows.joined())
    let path = folder.file(name)
    let run = try InProcess(["import-snapshot", "--in", csv, "--out", path, "--seed", seed] + flags)
    try #require(run.exitCode == 0, "\(run)")
    return path
  }

  private func json(_ arguments: String...) throws -> (code: Int32, members: [String: Any]) {
    let run = try InProcess(arguments + ["--json"])
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return (run.exitCode, try #require(object as? [String: Any], "\(run)"))
  }

  @Test(arguments: [[], ["--compress"], ["--compress=gzip"], ["--compress=zstd"]])
  func whatIsImportedIsExported(_ flags: [String]) throws {
    let csv = try folder.write("in.csv", "key,value\na,1\n\"b,c\",\"x\"\"y\"\n,e\na,2\n")
    let snap = folder.file("odd.suffix.csv.gz")
    let made = try InProcess(["import-snapshot", "--in", csv, "--out", snap, "--seed", "3"] + flags)
    #expect(made.exitCode == 0 && made.output == "\(snap): 3 entries of \(csv), 1 of 4 replaced\n", "\(made)")
    let first = try FileBytes.read(path: snap, limit: 1 << 20)
    _ = try InProcess(["import-snapshot", "--in", csv, "--out", snap, "--seed", "3"] + flags)
    #expect(try FileBytes.read(path: snap, limit: 1 << 20) == first)
    for format in ["csv", "ndjson"] {
      let out = folder.file("out.\(format)")
      let exported = try InProcess("export-snapshot", "--in", snap, "--out", out, "--format", format)
      #expect(exported.exitCode == 0, "\(exported)")
      let again = folder.file("again.snap")
      let back = try InProcess(["import-snapshot", "--in", out, "--out", again, "--seed", "3"] + flags)
      #expect(back.exitCode == 0, "\(back)")
      #expect(try FileBytes.read(path: again, limit: 1 << 20) == first)
    }
    #expect(try folder.read("out.csv").hasPrefix("key,value\n"))
    let verified = try json("verify-snapshot", "--in", snap)
    #expect(verified.code == 0 && verified.members["ok"] as? Bool == true)
    #expect(verified.members["entries"] as? Int == 3)
  }

  @Test func signedByOneKeyAndNoOther() throws {
    let (key, other) = (folder.file("k"), folder.file("other"))
    for name in [key, other] {
      let made = try InProcess("snapshot-key", "--out", name)
      #expect(
        made.exitCode == 0 && made.output.hasPrefix("secret key \(name), public key \(name).pub: "), "\(made)"
      )
    }
    #expect(try InProcess("snapshot-key", "--show", key).output == folder.read("k.pub"))
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let signed = try snapshot("a.snap", entries: 100, "--sign", key)
    let plain = try snapshot("plain.snap", entries: 100)
    let foreign = try folder.write("foreign", "no key\n")
    let copy = folder.file("copy.snap")
    for (line, code, words) in [
      (["verify-snapshot", "--in", signed, "--verify-key", "\(key).pub", "--verbose"], 0, "signed by "),
      (["verify-snapshot", "--in", signed, "--verbose"], 0, "signed by "),
      (["verify-snapshot", "--in", signed, "--verify-key", "\(other).pub"], 4, "is signed by another key"),
      (["verify-snapshot", "--in", plain, "--verify-key", "\(key).pub"], 4, "is not signed"),
      (["verify-snapshot", "--in", plain, "--verify-key", key], 2, "it is a secret key"),
      (["verify-snapshot", "--in", plain, "--verify-key", foreign], 2, "is not the key that is wanted"),
      (["verify-snapshot", "--in", plain, "--verify-key", "/none"], 5, "No such file"),
      (["inspect-snapshot", "--in", signed, "--verify-key", "\(key).pub"], 0, "Signed by: "),
      (["inspect-snapshot", "--in", plain, "--verify-key", "\(key).pub"], 4, "is not signed"),
      (["export-snapshot", "--in", signed, "--out", copy, "--verify-key", "\(other).pub"], 4, "another key"),
      (
        ["compact-snapshot", "--in", signed, "--out", copy, "--verify-key", "\(other).pub"], 4, "another key"
      ),
      (
        ["compact-snapshot", "--in", signed, "--out", copy, "--sign", "\(key).pub"], 2,
        "only the secret one signs"
      ),
      (["compact-snapshot", "--in", signed, "--out", copy, "--sign", other], 0, "100 entries"),
      (["verify-snapshot", "--in", copy, "--verify-key", "\(other).pub"], 0, "OK"),
      (["diff-snapshot", signed, signed, "--verify-key", "\(key).pub"], 0, "hold the same"),
      (["diff-snapshot", signed, plain, "--verify-key", "\(key).pub"], 4, "plain.snap is not signed"),
      (["diff-snapshot", copy, signed, "--verify-key", "\(key).pub"], 4, "copy.snap is signed by another"),
      (["verify-snapshot", "--in", signed, "--sign", key], 2, "--sign has no effect without --repair"),
      (["snapshot-key"], 2, "either --out FILE or --show FILE"),
      (["snapshot-key", "--out", key], 4, "exists already"),
      (["snapshot-key", "--out", "/proc/no/where"], 5, "No such file"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(line)
      #expect(run.exitCode == code && (run.output + run.errors).contains(words), "\(line) \(run)")
    }
    for (path, words) in [(signed, "another key signed"), (plain, "is not signed")] {
      let verified = try InProcess(
        "verify-snapshot", "--in", path, "--verify-key", path == signed ? "\(other).pub" : "\(key).pub",
        "--json")
      #expect(!verified.output.contains("OK"), "nobody has to read on to learn that it is not: \(verified)")
      #expect(verified.output.contains("\"ok\":false") && verified.output.contains(words), "\(verified)")
    }
    var bytes = try FileBytes.read(path: signed, limit: 1 << 20)
    bytes[bytes.count - 200] ^= 1
    try AtomicFileWriter.replace(path: signed, with: bytes)
    let damaged = try InProcess("verify-snapshot", "--in", signed, "--verify-key", "\(key).pub")
    #expect(damaged.exitCode == 3 && damaged.output.contains("the signature at byte"), "\(damaged)")
  }

  /// What a key has signed is repaired for who asks for that key alone, and the copy is whose `--sign` names.
  @Test func repairsAskWhoSigned() throws {
    let (key, other) = (folder.file("k"), folder.file("other"))
    for name in [key, other] { #expect(try InProcess("snapshot-key", "--out", name).exitCode == 0) }
    let path = try snapshot("big.snap", entries: 12_000, "--sign", key)
    var bytes = try FileBytes.read(path: path, limit: 1 << 24)
    let sound = bytes
    bytes[300_000] ^= 1
    try AtomicFileWriter.replace(path: path, with: bytes)
    let out = folder.file("saved.snap")
    func repair(_ words: String...) throws -> InProcess {
      try InProcess(["verify-snapshot", "--in", path, "--repair", "--out", out] + words)
    }
    let refused = try repair("--verify-key", "\(other).pub")
    #expect(refused.exitCode == 4 && refused.errors.contains("another key"), "\(refused)")
    #expect(try !folder.names().contains("saved.snap"), "nothing is written")
    #expect(try repair("--verify-key", "\(key).pub", "--sign", other).exitCode == 3)
    let copy = try InProcess("verify-snapshot", "--in", out, "--verify-key", "\(other).pub")
    #expect(copy.exitCode == 0, "\(copy)")
    #expect(try repair("--verify-key", "\(key).pub").exitCode == 3)
    #expect(try InProcess("verify-snapshot", "--in", out, "--verify-key", "\(key).pub").exitCode == 4)
    // Without its trailer nobody can tell who signed.
    try AtomicFileWriter.replace(path: path, with: Array(sound.dropLast(100)))
    let unknown = try repair("--verify-key", "\(key).pub")
    #expect(unknown.exitCode == 4 && unknown.errors.contains("is not signed"), "\(unknown)")
    #expect(try repair().exitCode == 3)
  }

  @Test func damageIsNamedAndRepaired() throws {
    let path = try snapshot("a.snap", entries: 12_000)
    let sound = try json("verify-snapshot", "--in", path)
    #expect(sound.code == 0 && sound.members["bad_blocks"] as? [String] == [])
    #expect(try #require(sound.members["blocks"] as? Int) > 2)
    let text = try InProcess("verify-snapshot", "--in", path, "--repair")
    #expect(text.output.contains("OK: snapshot verified") && text.output.contains("nothing to repair"))

    var bytes = try FileBytes.read(path: path, limit: 1 << 24)
    bytes[300_000] ^= 1
    try AtomicFileWriter.replace(path: path, with: bytes)
    let found = try json("verify-snapshot", "--in", path)
    #expect(found.code == 3 && found.members["ok"] as? Bool == false)
    let bad = try #require((found.members["bad_blocks"] as? [[String: Any]])?.first)
    #expect(bad["index"] as? Int == 1 && bad["reason"] as? String == "checksum mismatch")
    #expect((bad["first_key"] as? String)?.hasPrefix("key") == true)
    #expect((bad["last_key"] as? String)?.hasPrefix("key") == true)
    let out = folder.file("b.snap")
    let repaired = try json("verify-snapshot", "--in", path, "--repair", "--out", out)
    #expect(repaired.code == 3 && repaired.members["repaired"] as? Bool == true)
    let lost = try #require((repaired.members["lost"] as? [[String: Any]])?.first?["entries"] as? Int)
    let rest = try json("verify-snapshot", "--in", out)
    #expect(rest.code == 0 && rest.members["entries"] as? Int == 12_000 - lost)
    #expect(rest.members["content_digest"] as? String == repaired.members["content_digest"] as? String)
    // What is damaged is neither exported nor compacted.
    for command in ["export-snapshot", "compact-snapshot"] {
      let run = try InProcess(command, "--in", path, "--out", folder.file("none"))
      #expect(run.exitCode == 3 && run.errors.contains("block 1"), "\(run)")
    }
    #expect(try !folder.names().contains("none"))
    // In place, the file itself is made sound.
    let inPlace = try InProcess("verify-snapshot", "--in", path, "--repair")
    #expect(inPlace.exitCode == 3 && inPlace.output.contains("entries saved and verified"), "\(inPlace)")
    #expect(!inPlace.output.contains("\(path): \(path)"), "\(inPlace)")
    #expect(try InProcess("verify-snapshot", "--in", path).exitCode == 0)
  }

  @Test func oneKeyIsFoundInOneBlock() throws {
    let path = try snapshot("a.snap", entries: 12_000, "--compress=zstd")
    let found = try json("inspect-snapshot", "--in", path, "--key", "key777", "--limit", "3")
    let key = try #require(found.members["key"] as? [String: Any])
    #expect(key["found"] as? Bool == true && key["blocks_read"] as? Int == 1)
    #expect((key["value"] as? String)?.hasSuffix("v777") == true)
    #expect((found.members["preview"] as? [Any])?.count == 3)
    let header = try #require(found.members["header"] as? [String: Any])
    #expect(header["compressed"] as? Bool == true && header["compression"] as? String == "zstd")
    let text = try InProcess("inspect-snapshot", "--in", path, "--key", "nobody", "--contains", "KEY1199")
    #expect(text.output.contains("Key nobody is not in this snapshot"), "\(text)")
    #expect(text.output.contains("key11990 -> ") && !text.output.contains("key777"), "\(text)")
  }

  @Test func differencesAreCountedAndShown() throws {
    let a = try snapshot("a.snap", entries: 50)
    let b = try snapshot("b.snap", entries: 50, "--compress", "--mode", "robinhood", seed: "8")
    let same = try InProcess("diff-snapshot", a, b, "--require-equal")
    #expect(same.exitCode == 0 && same.output.contains("hold the same, 50 entries"), "\(same)")
    let csv = try folder.write("c.csv", "key,value\nkey1,other\nfresh,1\n")
    let c = folder.file("c.snap")
    _ = try InProcess("import-snapshot", "--in", csv, "--out", c)
    let run = try InProcess("diff-snapshot", a, c, "--require-equal", "--limit", "1000")
    #expect(run.exitCode == 4, "\(run)")
    #expect(run.output.hasPrefix("1 added, 49 removed, 1 changed, 0 unchanged\n"), "\(run)")
    #expect(run.output.contains("+ fresh 1\n") && run.output.contains("-> other\n"), "\(run)")
    let found = try json("diff-snapshot", a, c)
    #expect(found.code == 0 && (found.members["changes"] as? [Any])?.count == 20)
    let small = try json("compact-snapshot", "--in", b, "--out", folder.file("d.snap"))
    #expect(small.members["compression"] as? String == "none")
    #expect(try InProcess("diff-snapshot", a, folder.file("d.snap"), "--require-equal").exitCode == 0)
  }

  @Test func foreignFilesAreRefusedByEveryCommand() throws {
    let old = try folder.write("old.pkl.gz", "ADHSNAP1\u{0}\u{1}")
    let csv = try folder.write("p.csv", "key,value\na,1\n")
    for command in [
      ["verify-snapshot", "--in"], ["inspect-snapshot", "--in"], ["export-snapshot", "--out", "x", "--in"],
      ["compact-snapshot", "--out", "x", "--in"], ["diff-snapshot", old],
    ] {
      let refused = try InProcess(command + [old])
      #expect(refused.exitCode == 4 && refused.errors.contains("import-snapshot"), "\(command) \(refused)")
      if command[0] == "diff-snapshot" { continue }
      let foreign = try InProcess(command + [csv])
      #expect(foreign.exitCode == 3 && foreign.errors.contains("does not begin with ADHSNAP2"), "\(foreign)")
      let missing = try InProcess(command + [folder.file("none")])
      #expect(missing.exitCode == 5 && missing.errors.contains("No such file"), "\(missing)")
    }
    for (arguments, words) in [
      (["verify-snapshot", "--in", csv, "--out", "x"], "--out has no effect without --repair"),
      (["import-snapshot", "--in", csv, "--out", csv], "--out names the input itself"),
      (["export-snapshot", "--in", csv, "--out", csv], "--out names the snapshot itself"),
      (["import-snapshot", "--in", csv, "--out", "x", "--compress=lz4"], "is not one of none, gzip, zstd"),
      (
        ["import-snapshot", "--in", csv, "--out", "x", "--compress", "zstd"], "does not know what to do with"
      ),
    ] {
      let run = try InProcess(arguments)
      #expect(run.exitCode == 2 && run.errors.contains(words), "\(run)")
    }
    let nowhere = try InProcess("import-snapshot", "--in", csv, "--out", "/proc/no/where.snap")
    #expect(nowhere.exitCode == 5, "\(nowhere)")
  }
}
