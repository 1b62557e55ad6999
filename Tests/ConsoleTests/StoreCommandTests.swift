import Base
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Console

/// The store by commands: every one a process of its own to the store.
@Suite struct StoreCommandTests {
  private let folder: TemporaryFolder
  private var store: [String] { ["--store", folder.file("store")] }

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> InProcess { try InProcess(arguments + store) }

  @Test func whatIsPutIsThereTheNextTime() throws {
    #expect(try run("put", "a", "1").output == "OK\n")
    #expect(try run("put", "b,c", "x\"y", "--sync", "never").output == "OK\n")
    let put = try run("--json", "put", "a", "2", "--sync", "interval")
    #expect(
      put.output
        == "{\"ok\":true,\"command\":\"put\",\"key\":\"a\",\"value\":\"2\",\"sequence\":3,\"result\":\"OK\"}\n"
    )
    #expect(try run("get", "a").output == "2\n" && run("get", "z").output == "\n")
    #expect(try run("--json", "get", "z").output.contains("\"found\":false,\"value\":null"))
    #expect(try run("scan", "--prefix", "b").output == "\"b,c\",\"x\"\"y\"\n")
    #expect(try run("compact").exitCode == 0)
    #expect(try run("get", "a").output == "2\n")
    #expect(try run("del", "a").output == "1\n" && run("del", "a").output == "0\n")
    #expect(try run("items").output == "\"b,c\",\"x\"\"y\"\n")
    #expect(
      try run("--json", "items").output
        == "{\"ok\":true,\"command\":\"items\",\"count\":1,\"items\":[{\"key\":\"b,c\",\"value\":\"x\\\"y\"}]}\n"
    )
    let stats = try run("--json", "stats")
    for fact in [
      "\"entries\":1", "\"last_sequence\":4", "\"recovered_records\":1", "\"cut_bytes\":0",
      "\"snapshot_sequence\":3",
    ] {
      #expect(stats.output.contains(fact), "\(stats)")
    }
    // Where the variable names the store, or the user's data directory is its home.
    #expect(
      try InProcess(["items"], environment: ["ADHASH_STORE": store[1]]).output == "\"b,c\",\"x\"\"y\"\n")
    let home = ["HOME": folder.path]
    #expect(try InProcess(["get", "a"], environment: home).output == "\n")
    #expect(try InProcess(["put", "a", "home"], environment: home).exitCode == 0)
    #expect(try InProcess(["get", "a"], environment: home).output == "home\n")
    #expect(FileManager.default.fileExists(atPath: folder.file(".local/share/adhash/store/lock")))
    #expect(try InProcess(["get", "a"], environment: [:]).exitCode == 2)
  }

  @Test func rowsAreImportedAndTakenOut() throws {
    let csv = try folder.write("p.csv", "key,value\n" + (0..<500).map { "k\($0),v\($0)\n" }.joined())
    let imported = try run("--json", "import", "--in", csv)
    #expect(imported.output.contains("\"rows\":500,\"sequence\":500"), "\(imported)")
    #expect(try run("items", "--limit", "7").output.split(separator: "\n").count == 7)
    let bad = try run("import", "--in", try folder.write("bad.csv", "key,value\nnew,1\nx\n"))
    #expect(bad.exitCode == 2 && bad.errors.contains("Line 3: a row of one field"), "\(bad)")
    #expect(try run("get", "new").output == "1\n")
  }

  @Test func linesAreAnsweredOneByOne() throws {
    let lines =
      "put a \"b c\"\nget a\n\nnonsense\nput a\ndel a\ndel a\nput k v\nitems\nscan z\nstats\ncompact\nquit\nput q q\n"
    let run = try Product.run(["repl"] + store, input: lines)
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.hasPrefix("OK\nb c\n1\n0\nOK\nk,v\nlast_sequence 3\n"), "\(run.output)")
    #expect(run.output.hasSuffix("\nOK\n"), "\(run.output)")
    #expect(
      run.errors.contains("unknown command \\\"nonsense\\\"") && run.errors.contains("write put KEY VALUE"))
    let json = try Product.run(["--json", "repl"] + store, input: "get k\nput x y")
    #expect(
      json.output
        == """
        {"ok":true,"command":"get","key":"k","found":true,"value":"v","result":"v"}
        {"ok":true,"command":"put","key":"x","value":"y","sequence":4,"result":"OK"}

        """, "\(json)")
  }

  @Test func aSnapshotIsReadLineByLine() throws {
    let csv = try folder.write("e.csv", "key,value\nuser:1,ann\nuser:2,bob\nother,x\n")
    let (key, path) = (folder.file("k"), folder.file("e.snap"))
    #expect(try InProcess("snapshot-key", "--out", key).exitCode == 0)
    #expect(try InProcess("import-snapshot", "--in", csv, "--out", path, "--sign", key).exitCode == 0)
    let before = try FileBytes.read(path: path, limit: 1 << 20)
    let lines = "get user:2\nput a 1\ndel user:1\ncompact\nget none\nscan oth\nstats\n"
    let read = try Product.run(["repl", "--in", path, "--verify-key", "\(key).pub"], input: lines)
    #expect(read.exitCode == 0 && read.output.hasPrefix("bob\n\nother,x\nentries 3\n"), "\(read)")
    #expect(read.errors.components(separatedBy: "is a snapshot, which").count == 4, "\(read.errors)")
    let json = try Product.run(["--json", "repl", "--in", path], input: "items\n")
    #expect(json.output.hasPrefix("{\"ok\":true,\"command\":\"items\",\"count\":3,"), "\(json)")
    #expect(try FileBytes.read(path: path, limit: 1 << 20) == before)
    // A snapshot that is asked for goes before a store that the environment names.
    let beside = try Product.run(
      ["repl", "--in", path], environment: ["ADHASH_STORE": store[1]], input: "stats\n")
    #expect(beside.exitCode == 0 && beside.output.hasPrefix("entries 3\n"), "\(beside)")
    for (flags, code, words) in [
      (["--in", path] + store, 2, "--store and --in exclude each other"),
      (["--in", path, "--sync", "never"], 2, "--sync and --in exclude each other"),
      (["--verify-key", "\(key).pub"], 2, "--verify-key has no effect"),
      (["--in", csv], 3, "is not a snapshot"),
      (["--in", "/none"], 5, "No such file"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(["repl"] + flags)
      #expect(run.exitCode == code && run.errors.contains(words), "\(flags) \(run)")
    }
  }

  @Test func whatCannotBeIsRefused() throws {
    let none = try run("get", "a")
    #expect(none.exitCode == 5 && none.errors.contains("hashmap-cli put or import makes a store"), "\(none)")
    #expect(try run("compact").exitCode == 5)
    #expect(try run("put", "a", "1").exitCode == 0)
    do {
      let held = try DurableStore(path: store[1], sync: .always, creator: "tests")
      let second = try run("put", "a", "2")
      #expect(second.exitCode == 4 && second.errors.contains("another process"), "\(second)")
      #expect(try run("get", "a").output == "1\n")
      try held.finish()
    }
    let foreign = try InProcess("put", "a", "1", "--store", folder.path)
    #expect(foreign.exitCode == 3 && foreign.errors.contains("other files"), "\(foreign)")
    let log = try FileManager.default.contentsOfDirectory(atPath: store[1]).first { $0.hasPrefix("log-") }
    let path = try #require(log.map { "\(store[1])/\($0)" })
    // A tail that is torn is cut with a word, damage before it ends the command.
    try Data(try FileBytes.read(path: path, limit: 1 << 20) + [1, 2, 3]).write(to: URL(fileURLWithPath: path))
    #expect(try run("--json", "stats").output.contains("\"cut_bytes\":3"))
    let cut = try run("put", "b", "2")
    #expect(cut.exitCode == 0 && cut.errors.contains("3 B of a record"), "\(cut)")
    var bytes = try FileBytes.read(path: path, limit: 1 << 20)
    bytes[60] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let damaged = try run("get", "a")
    #expect(damaged.exitCode == 3 && damaged.errors.contains("the log at byte 40"), "\(damaged)")
    // What the hint says keeps the changes before the damage: of this log, none.
    let hint = "truncate -s 40 '\(path)'"
    #expect(damaged.errors.contains(hint), "\(damaged)")
    #expect(try Product.bash(hint).exitCode == 0)
    #expect(try run("put", "c", "3").exitCode == 0 && run("items").output.contains("c,3"))
  }

  /// The campaign of `make kill-campaign`, a few rounds of it, and its null control.
  @Test func aKilledWriterKeepsWhatItAnswered() throws {
    let script = Repository.path("scripts/kill-campaign")
    let campaign = try Product.bash("python3 '\(script)' --rounds 6 --seed 1", in: folder.path)
    #expect(campaign.exitCode == 0, "\(campaign)")
    let control = try Product.bash("python3 '\(script)' --rounds 6 --seed 1 --null-control", in: folder.path)
    #expect(control.exitCode == 1 && control.output.contains("acknowledged"), "\(control)")
  }
}
