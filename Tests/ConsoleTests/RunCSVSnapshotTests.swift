import Base
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Console

/// Replays that begin with snapshots and end with them.
@Suite struct RunCSVSnapshotTests {
  private let folder: TemporaryFolder
  private let csv: String

  init() throws {
    folder = try TemporaryFolder()
    csv = folder.file("w.csv")
    let made = try InProcess(
      "generate-csv", "--outfile", csv, "--ops", "6000", "--key-space", "900", "--seed", "4", "-q")
    try #require(made.exitCode == 0, "\(made)")
  }

  private func run(_ arguments: String...) throws -> InProcess {
    let run = try InProcess(["run-csv", "--csv", csv, "-q", "--json", "--digest"] + arguments)
    try #require(run.exitCode == 0, "\(run)")
    return run
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try FileBytes.read(path: folder.file(name), limit: 1 << 24)
  }

  @Test(arguments: ["adaptive", "chaining", "robinhood", "grouped", "compact"], ["direct", "graph"])
  func aRunBrokenOffEndsAsAnUninterruptedOne(_ mode: String, _ engine: String) throws {
    let common = ["--engine", engine, "--snapshot-out", folder.file("end.snap")]
    let whole = try InProcess(
      ["run-csv", "--csv", csv, "-q", "--json", "--digest", "--mode", mode, "--seed", "5"] + common
        + ["--at", "2345=snapshot:\(folder.file("half.snap"))"])
    try #require(whole.exitCode == 0, "\(whole)")
    let end = try bytes("end.snap")
    let rest = try InProcess(
      ["run-csv", "--csv", csv, "-q", "--json", "--digest", "--snapshot-in", folder.file("half.snap")]
        + common
        + ["--skip-ops", "recorded"])
    try #require(rest.exitCode == 0, "\(rest)")
    #expect(try bytes("end.snap") == end)
    let digests = try [whole, rest].map { run in
      let members = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      let snapshot = members?["snapshot"] as? [String: Any]
      #expect(snapshot?["operations"] as? Int == 6000)
      #expect(members?["mode"] as? String == mode)
      return try #require(members?["content_digest"] as? String)
    }
    #expect(digests[0] == digests[1])
    #expect(rest.output.contains("\"total_ops\":3655,"), "\(rest)")
    #expect(try SnapshotReader(path: folder.file("half.snap")).head.operations == 2345)
  }

  @Test func flagsOfTheMapSetItUpAnew() throws {
    _ = try run("--mode", "robinhood", "--seed", "5", "--snapshot-out", folder.file("a.snap"), "--compress")
    let none = try folder.write("none.csv", "op,key,value\n")
    for (flags, layout, keepsSeed) in [
      ([], "robinhood", true), (["--mode", "chaining"], "chaining", true),
      (["--mode", "compact", "--seed", "6"], "compact", false),
    ] {
      let out = folder.file("b.snap")
      let again = try InProcess(
        ["run-csv", "--csv", none, "-q", "--snapshot-in", folder.file("a.snap"), "--snapshot-out", out]
          + flags)
      try #require(again.exitCode == 0, "\(again)")
      let (before, after) = (try SnapshotReader(path: folder.file("a.snap")), try SnapshotReader(path: out))
      #expect(after.head.fields["layout"] == layout && before.entries == after.entries)
      #expect((before.head.seed == after.head.seed) == keepsSeed, "\(flags)")
      #expect(after.head.operations == 6000)
    }
  }

  @Test func aRunSignsAndAcceptsWhatIsSigned() throws {
    let (key, path) = (folder.file("k"), folder.file("signed.snap"))
    #expect(try InProcess("snapshot-key", "--out", key).exitCode == 0)
    _ = try run("--snapshot-out", path, "--sign", key, "--at", "3000=snapshot:\(folder.file("half.snap"))")
    for name in ["signed.snap", "half.snap"] {
      let resumed = try InProcess(
        "run-csv", "--csv", csv, "-q", "--snapshot-in", folder.file(name), "--verify-key", "\(key).pub")
      #expect(resumed.exitCode == 0, "\(name) \(resumed)")
    }
    _ = try run("--snapshot-out", path)
    let refused = try InProcess(
      "run-csv", "--csv", csv, "-q", "--snapshot-in", path, "--verify-key", "\(key).pub")
    #expect(refused.exitCode == 4 && refused.errors.contains("is not signed"), "\(refused)")
    let vain = try InProcess("run-csv", "--csv", csv, "-q", "--sign", key)
    #expect(vain.exitCode == 2 && vain.errors.contains("--sign has no effect without a snapshot"), "\(vain)")
    let alone = try InProcess("run-csv", "--csv", csv, "-q", "--verify-key", "\(key).pub")
    #expect(alone.exitCode == 2 && alone.errors.contains("--verify-key has no effect"), "\(alone)")
  }

  @Test func snapshotsComeAtEveryInterval() throws {
    let path = folder.file("p.snap")
    let run = try run(
      "--at", "3000=pause:300ms", "--snapshot-interval", "0.01", "--snapshot-out", path, "--stamp")
    #expect(run.output.contains("\"command\":\"snapshot:\(path)\",\"status\":\"applied\""), "\(run)")
    let reader = try SnapshotReader(path: path)
    #expect(reader.head.fields["stamp"]?.hasSuffix("Z") == true && reader.head.operations == 6000)
    #expect(try folder.names() == ["p.snap", "w.csv"])
  }

  @Test func whatCannotBeIsRefusedBeforeTheRun() throws {
    let old = try folder.write("old.pkl", "ADHSNAP1")
    for (flags, code, words) in [
      (["--snapshot-interval", "3"], 2, "--snapshot-interval needs --snapshot-out"),
      (["--compress=zstd"], 2, "--compress has no effect"), (["--stamp"], 2, "--stamp has no effect"),
      (["--skip-ops", "recorded"], 2, "needs --snapshot-in"),
      (["--snapshot-out", csv], 2, "names the workload itself"),
      (["--snapshot-out", "x", "--decisions-out", "x"], 2, "name the same file"),
      (["--sign", "k"], 5, "No such file"), (["--verify-key", old], 2, "is not the key that is wanted"),
      (["--snapshot-in", folder.file("none")], 5, "No such file"),
      (["--snapshot-in", csv], 3, "does not begin with ADHSNAP2"),
      (["--snapshot-in", old], 4, "import-snapshot"),
      (["--snapshot-out", "/proc/no/where"], 5, "No such file"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(["run-csv", "--csv", csv, "-q"] + flags)
      #expect(run.exitCode == code && run.errors.contains(words), "\(flags) \(run)")
    }
    // A damaged snapshot is no beginning, and a failed run leaves the old end alone.
    let good = folder.file("good.snap")
    _ = try self.run("--snapshot-out", good)
    var damaged = try bytes("good.snap")
    damaged[700] ^= 4
    try AtomicFileWriter.replace(path: folder.file("bad.snap"), with: damaged)
    let refused = try InProcess("run-csv", "--csv", csv, "-q", "--snapshot-in", folder.file("bad.snap"))
    #expect(refused.exitCode == 3 && refused.errors.contains("is damaged: "), "\(refused)")
    let before = try bytes("good.snap")
    let bad = try folder.write("bad.csv", "op,key,value\nput,a,1\nfly,b,2\n")
    #expect(try InProcess("run-csv", "--csv", bad, "-q", "--snapshot-out", good).exitCode == 2)
    #expect(try bytes("good.snap") == before)
  }
}
