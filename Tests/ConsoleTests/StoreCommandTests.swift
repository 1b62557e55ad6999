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
    #expect(bad.errors.contains("imported before it: 1 row"), "\(bad)")
    #expect(try run("get", "new").output == "1\n")
    let none = try run("import", "--in", try folder.write("none.csv", "key,value\nx\n"))
    #expect(none.exitCode == 2 && none.errors.contains("nothing was imported"), "\(none)")
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
    #expect(
      damaged.errors.contains(
        "hashmap-cli verify-store --store '\(store[1])' --repair --out DIR saves what is not damaged"),
      "\(damaged)")
  }

  /// A store of three changes, the second of which is damaged: it is told, saved around, and kept.
  @Test func aDamagedStoreIsRepaired() throws {
    for (key, value) in [("a", "1"), ("a", "2"), ("b", "3")] {
      #expect(try run("put", key, value).exitCode == 0)
    }
    let sound = try run("verify-store", "--repair", "--verbose")
    #expect(sound.exitCode == 0 && sound.output.contains("OK: store verified"), "\(sound)")
    #expect(sound.output.contains("nothing to repair") && sound.output.contains("last change 3"), "\(sound)")
    let log = "\(store[1])/log-\(String(repeating: "0", count: 20)).log"
    var bytes = try FileBytes.read(path: log, limit: 1 << 20)
    bytes[40 + 51 + 45] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: log))
    let found = try run("--json", "verify-store")
    #expect(found.exitCode == 3 && found.output.contains("\"ok\":false"), "\(found)")
    for member in [
      "\"bad_ranges\":[{\"file\":\"\(log)\",\"offset\":91,\"length\":51,\"reason\":\"there is no whole record here\"}]",
      "\"lost_changes\":[{\"first_sequence\":2,\"last_sequence\":2}]", "\"records\":2", "\"entries\":2",
      "\"repaired\":false,\"outdir\":null,\"kept\":null",
    ] {
      #expect(found.output.contains(member), "\(found)")
    }
    #expect(
      found.errors.contains("51 B at byte 91") && found.errors.contains("--repair --out DIR"), "\(found)")
    let saved = folder.file("new/saved")
    let aside = try run("verify-store", "--repair", "--out", saved)
    #expect(aside.exitCode == 3 && aside.output.contains("change 2 is lost"), "\(aside)")
    #expect(aside.output.contains("may build on what is lost") && aside.output.contains("2 entries saved"))
    #expect(
      try InProcess("items", "--store", saved).output.split(separator: "\n").sorted() == ["a,1", "b,3"])
    #expect(try FileBytes.read(path: log, limit: 1 << 20) == bytes)
    let again = try run("verify-store", "--repair", "--out", saved)
    #expect(again.exitCode == 4 && again.errors.contains("exists already"), "\(again)")
    do {
      let held = open("\(store[1])/lock", O_RDWR)
      #expect(flock(held, LOCK_EX) == 0)
      let second = try run("verify-store", "--repair")
      #expect(second.exitCode == 4 && second.errors.contains("another process"), "\(second)")
      close(held)
    }
    let repaired = try run("--json", "verify-store", "--repair")
    #expect(repaired.exitCode == 3, "\(repaired)")
    #expect(repaired.output.contains("\"kept\":\"\(store[1])/damaged-1\""), "\(repaired)")
    #expect(repaired.errors.contains("what could be saved stands in \(store[1]): 2 entries"), "\(repaired)")
    #expect(try run("get", "a").output == "1\n" && run("put", "c", "4").exitCode == 0)
    #expect(try run("verify-store").exitCode == 0)
    #expect(try FileBytes.read(path: "\(store[1])/damaged-1/\(log.suffix(28))", limit: 1 << 20) == bytes)
    // A tail that is torn is told and no damage.
    let next = "\(store[1])/log-00000000000000000004.log"
    try Data(try FileBytes.read(path: next, limit: 1 << 20) + [1, 2, 3]).write(to: URL(fileURLWithPath: next))
    let torn = try run("verify-store")
    #expect(torn.exitCode == 0 && torn.output.contains("3 B behind the last record"), "\(torn)")
    // A snapshot in the store, damaged: the hint of every command names the store.
    #expect(try run("compact").exitCode == 0)
    let snapshot = "\(store[1])/snapshot-00000000000000000005.snap"
    var block = try FileBytes.read(path: snapshot, limit: 1 << 20)
    block[block.count - 10] ^= 1
    try Data(block).write(to: URL(fileURLWithPath: snapshot))
    let broken = try run("get", "a")
    #expect(broken.exitCode == 3 && broken.errors.contains("verify-store --store '\(store[1])'"), "\(broken)")
    #expect(try run("verify-store", "--repair").output.contains("the trailer at byte"))
    #expect(try run("get", "c").output == "4\n")
  }

  /// Under `--sync never` a writer cuts the log at the damage: what stood behind it is kept, told of and can be saved.
  @Test func aLogCutAtDamageIsKept() throws {
    for key in ["a", "b", "c"] { #expect(try run("put", key, "1", "--sync", "never").exitCode == 0) }
    let log = "\(store[1])/log-\(String(repeating: "0", count: 20)).log"
    var bytes = try FileBytes.read(path: log, limit: 1 << 20)
    bytes[40 + 51 + 45] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: log))
    let put = try run("put", "d", "1", "--sync", "never")
    let kept = "\(store[1])/damaged-1"
    #expect(put.exitCode == 0 && put.errors.contains("1 whole record among them"), "\(put)")
    #expect(put.errors.contains("verify-store --store '\(kept)' --repair --out DIR"), "\(put)")
    #expect(!put.errors.contains("never complete"), "\(put)")
    #expect(try FileBytes.read(path: "\(kept)/\(log.suffix(28))", limit: 1 << 20) == bytes)
    let verified = try run("--json", "verify-store")
    #expect(verified.exitCode == 0 && verified.output.contains("\"aside\":[\"\(kept)\"]"), "\(verified)")
    #expect(verified.output.contains("damaged-1 holds what was put aside earlier"), "\(verified)")
    let saved = folder.file("saved")
    let repair = try InProcess("verify-store", "--store", kept, "--repair", "--out", saved)
    #expect(repair.exitCode == 3 && repair.output.contains("2 entries saved"), "\(repair)")
    #expect(try InProcess("get", "c", "--store", saved).output == "1\n")
    #expect(try run("put", "e", "1", "--sync", "never").errors == "")
  }

  @Test func whatIsNoStoreIsNotVerified() throws {
    let letters = folder.file("letters")
    try FileManager.default.createDirectory(atPath: letters, withIntermediateDirectories: false)
    _ = try folder.write("letters/a.txt", "x")
    for (words, code, text) in [
      (["--store", folder.file("none")], 5, "there is no store"),
      (["--store", folder.file("none"), "--out", "x"], 2, "--out has no effect without --repair"),
      (["--store", letters], 3, "other files"),
      (["--store", try folder.write("file", "x")], 5, "Not a directory"),
    ] as [([String], Int32, String)] {
      let run = try InProcess(["verify-store"] + words)
      #expect(run.exitCode == code && run.errors.contains(text), "\(words) \(run)")
    }
    #expect(try InProcess(["verify-store"], environment: ["HOME": folder.path]).exitCode == 5)
  }

  /// The campaign of `make kill-campaign`, a few rounds of it, and its null control.
  @Test func aKilledWriterKeepsWhatItAnswered() throws {
    let script = Repository.path("scripts/kill-campaign")
    let campaign = try Product.bash("python3 '\(script)' --rounds 6 --seed 1", in: folder.path)
    #expect(campaign.exitCode == 0, "\(campaign)")
    let control = try Product.bash("python3 '\(script)' --rounds 6 --seed 1 --null-control", in: folder.path)
    #expect(control.exitCode == 1 && control.output.contains("acknowledged"), "\(control)")
    let repairs = try Product.bash("python3 '\(script)' --repair --rounds 4 --seed 1", in: folder.path)
    #expect(repairs.exitCode == 0 && repairs.output.contains("nothing lost"), "\(repairs)")
    let lost = try Product.bash(
      "python3 '\(script)' --repair --rounds 1 --seed 1 --null-control", in: folder.path)
    #expect(lost.exitCode == 1 && lost.output.contains("is gone"), "\(lost)")
    let cuts = try Product.bash("python3 '\(script)' --cut --rounds 6 --seed 1", in: folder.path)
    #expect(cuts.exitCode == 0 && cuts.output.contains("nothing lost"), "\(cuts)")
    let cut = try Product.bash(
      "python3 '\(script)' --cut --rounds 1 --seed 1 --null-control", in: folder.path)
    #expect(cut.exitCode == 1 && cut.output.contains("is gone"), "\(cut)")
  }
}
