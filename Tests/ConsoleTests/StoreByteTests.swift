import Base
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import Console

/// Keys and values that are not text, and words that are empty: what was typed is what is stored.
@Suite struct StoreByteTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bash(_ script: String) throws -> Product.Finished { try Product.bash(script, in: folder.path) }

  @Test func twoKeysThatAreNoTextStayTwo() throws {
    let made = try bash(
      """
      export LC_ALL=C
      hashmap-cli put --store s $'b\\xffk' $'v\\xfe1' && hashmap-cli put --store s $'b\\xfek' two
      hashmap-cli get --store s $'b\\xffk' | od -An -tx1
      hashmap-cli scan --store s --prefix $'b\\xff' | od -An -tx1
      hashmap-cli --json get --store s $'b\\xffk'
      hashmap-cli --json scan --store s $'b\\xfe'
      hashmap-cli --json stats --store s
      hashmap-cli --json put --store s $'\\xff' ''
      """)
    #expect(made.exitCode == 0, "\(made)")
    let base64 = { (bytes: [UInt8]) in Data(bytes).base64EncodedString() }
    let (key, value) = (base64([0x62, 0xFF, 0x6B]), base64([0x76, 0xFE, 0x31]))
    for part in [
      "OK\nOK\n 76 fe 31 0a\n 62 ff 6b 2c 76 fe 31 0a\n",
      "\"key_base64\":\"\(key)\",\"found\":true,\"value_base64\":\"\(value)\",\"result_base64\":\"\(value)\"}",
      "\"items\":[{\"key_base64\":\"\(base64([0x62, 0xFE, 0x6B]))\",\"value\":\"two\"}]", "\"entries\":2",
      "\"key_base64\":\"/w==\",\"value\":\"\",\"sequence\":3",
    ] {
      #expect(made.output.contains(part), "\(part) in \(made.output)")
    }
    let looked = try bash(
      """
      export LC_ALL=C
      hashmap-cli compact --store s >/dev/null
      hashmap-cli --json inspect-snapshot --in s/*.snap --key $'b\\xfek'
      hashmap-cli --json inspect-snapshot --in s/*.snap --contains=$'\\xffK'
      hashmap-cli del --store s $'b\\xffk'
      printf 'get b\\xffk\\nget b\\xfek\\nput q\\xff 1\\nscan q\\n' | hashmap-cli repl --store s | od -An -c
      """)
    #expect(looked.exitCode == 0, "\(looked)")
    for part in [
      "\"parsed_base64\":\"\(base64([0x62, 0xFE, 0x6B]))\",\"found\":true,\"value\":\"two\"",
      "\"preview\":[{\"key_base64\":\"\(key)\",", "\n1\n",
      "\\n   t   w   o  \\n   O   K  \\n   q 377   ,   1  \\n",
    ] {
      #expect(looked.output.contains(part), "\(part) in \(looked.output)")
    }
  }

  @Test func whatHasToBeTextIsRefused() throws {
    for words in [
      "put --store $'s\\xff' a 1", "put --sync=$'\\xff' a 1", "$'p\\xff'", "put -$'\\xff' a", "--$'\\xff'",
      "config show $'\\xff'", "get --limit $'\\xff'",
    ] {
      let run = try bash("export LC_ALL=C; hashmap-cli \(words)")
      #expect(run.exitCode == 2 && run.errors.contains("BadInput"), "\(words): \(run)")
    }
    let path = try bash("export LC_ALL=C; hashmap-cli put --store $'s\\xff' a 1")
    #expect(path.errors.contains("is not UTF-8 text"), "\(path)")
    #expect(try folder.names() == [], "no folder under another name")
    let variable = try bash("export ADHASH_STORE=$'s\\xff'; hashmap-cli items")
    #expect(variable.exitCode == 2 && variable.errors.contains("ADHASH_STORE is not UTF-8"), "\(variable)")
    let g6 = try bash("export LC_ALL=C; g6 $'\\xff'")
    #expect(g6.exitCode == 2, "\(g6)")
  }

  @Test func emptyKeysAndValuesAreEntries() throws {
    let store = ["--store", folder.file("s")]
    #expect(try InProcess(["put", "e", ""] + store).output == "OK\n")
    #expect(try InProcess(["put", "", "x"] + store).output == "OK\n")
    let empty = try InProcess(["--json", "get", "e"] + store)
    #expect(empty.output.contains("\"found\":true,\"value\":\"\""), "\(empty)")
    #expect(try InProcess(["get", ""] + store).output == "x\n")
    #expect(try InProcess(["del", ""] + store).output == "1\n")
    #expect(try InProcess(["items"] + store).output == "e,\n")
    let path = try InProcess("put", "a", "1", "--store", "")
    #expect(path.exitCode == 2 && path.errors.contains("--store: the value is empty"), "\(path)")
  }

  /// The lines of `repl` are command lines: the same words, flags and quotes.
  @Test func linesAreQuotedAsInAShell() throws {
    try folder.write("r.csv", "key,value\nk1,v1\nk2,v2\n")
    let lines = #"""
      put "sp ace" 'two  words'
      get sp\ ace
      put a"b"'c' "say \"it\" \ here"
      items --limit 1
      scan --prefix a
      import --in r.csv
      scan k --limit 1
      put 'open x
      put a b c
      get
      scan --prefixx a
      put "" ''
      get ""
      put trailing \
      import --in -
      quit
      """#
    let run = try bash("cat <<'E' | hashmap-cli repl --store s\n\(lines)\nE")
    #expect(run.exitCode == 0, "\(run)")
    #expect(
      run.output.hasPrefix("OK\ntwo  words\nOK\n"), "\(run.output)")
    for part in [
      "abc,\"say \"\"it\"\" \\ here\"\n", "2 rows of r.csv imported\nk", "OK\n\n",
    ] {
      #expect(run.output.contains(part), "\(part) in \(run.output)")
    }
    for part in [
      "a quote ' does not end", "put does not know what to do with", "write put KEY VALUE", "get needs KEY",
      "unknown flag --prefixx", "behind the last backslash", "holds the lines of repl",
    ] {
      #expect(run.errors.contains(part), "\(part) in \(run.errors)")
    }
    #expect(try bash("hashmap-cli items --store s").output.contains("'") == false)
  }

  /// What a killed writer left is gone when the store is opened for writing the next time; nothing else is.
  @Test func leftoversAreSwept() throws {
    let store = ["--store", folder.file("s")]
    #expect(try InProcess(["put", "a", "1"] + store).exitCode == 0)
    let stale = ".log-00000000000000000000.log.4711.99.tmp"
    for name in [stale, ".snapshot-00000000000000000001.snap.1.2.tmp", ".mine.tmp"] {
      try folder.write("s/\(name)", "x")
    }
    #expect(try InProcess(["get", "a"] + store).output == "1\n")
    let names = {
      try FileManager.default.contentsOfDirectory(atPath: folder.file("s")).filter { $0.hasPrefix(".") }
    }
    #expect(try names().count == 3, "readers leave everything alone")
    #expect(try InProcess(["put", "a", "2"] + store).exitCode == 0)
    #expect(try names() == [".mine.tmp"])
  }
}
