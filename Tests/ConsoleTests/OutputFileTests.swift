import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Governance

/// What all commands that write files have in common, and how they count.
@Suite struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.file(name)) }

  /// What is read is not written over, however its path is spelt.
  @Test func whatIsReadIsNotWrittenOver() throws {
    let text = "op,key,value\n" + (0..<40).map { "put,k\($0),v\n" }.joined()
    let csv = try folder.write("w.csv", text)
    let secret = try folder.write("secret", "a secret of more than sixteen bytes")
    try FileManager.default.createSymbolicLink(atPath: folder.file("link.csv"), withDestinationPath: csv)
    try FileManager.default.linkItem(atPath: csv, toPath: folder.file("hard.csv"))
    #expect(
      try InProcess("-q", "run-csv", "--csv", csv, "--snapshot-out", folder.file("w.snap")).exitCode == 0)
    let snapshot = try Data(contentsOf: URL(fileURLWithPath: folder.file("w.snap")))
    let spellings = [folder.file("./w.csv"), folder.file("link.csv"), folder.file("hard.csv")]
    for other in spellings {
      for words in [
        ["run-csv", "--csv", csv, "--json-summary-out", other],
        ["run-csv", "--csv", csv, "--rate", "50k", "--hgrm-out", other],
        ["scrub-csv", "--csv", csv, "--key", "drop", "--out", other],
        ["scrub-csv", "--csv", csv, "--key-file", secret, "--out", folder.file("./secret")],
        ["convert-trace", "--in", csv, "--out", other], ["workload-dna", "--csv", csv, "--fit", other],
        ["ab-compare", "--csv", csv, "--json-out", other],
        ["probe-visualize", "--operation", "get", "--key", "k1", "--csv", csv, "--export-svg", other],
        ["probe-visualize", "--operation", "get", "--key", "k1", "--csv", csv, "--export-json", other],
        [
          "probe-visualize", "--operation", "get", "--key", "k1", "--snapshot", folder.file("w.snap"),
          "--export-svg",
          folder.file("./w.snap"),
        ],
        ["export-snapshot", "--in", folder.file("w.snap"), "--out", folder.file("./w.snap")],
        ["import-snapshot", "--in", csv, "--out", other],
      ] {
        let run = try InProcess(words)
        #expect(run.exitCode == 2 && run.errors.contains("names") && run.output.isEmpty, "\(words): \(run)")
      }
    }
    #expect(try folder.read("w.csv") == text && folder.read("secret").hasPrefix("a secret"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("w.snap"))) == snapshot)
    let job = "[[batch.jobs]]\ncommand = \"run-csv\"\ncsv = \"./w.csv\"\n"
    let suite = try folder.write("suite.toml", "[batch]\n" + job)
    let lab = try folder.write(
      "lab.toml",
      "[suite]\nworkloads = [\"w.csv\"]\nheld_out = \"secret\"\nreport = \"./lab.toml\"\n"
        + "[[suite.policies]]\nname = \"a\"\nbaseline = true\n")
    for (words, detail) in [
      (["batch", "--spec", suite, "--report", folder.file("./suite.toml")], "the report names"),
      (["batch", "--spec", suite, "--pdf-report", folder.file("link.csv")], "the PDF report names"),
      (
        ["batch", "--spec", suite, "--report", folder.file("r"), "--html-report", folder.file("r")],
        "the same file"
      ),
      (["policy-lab", "--suite", lab], "report names \(lab), which is read"),
      (["profile", "--csv", csv, "--recommendation-out", folder.file("hard.csv")], "which is read"),
      (
        ["ab-compare", "--csv", csv, "--json-out", folder.file("a"), "--markdown-out", folder.file("a")],
        "the same file"
      ),
    ] {
      let run = try InProcess(words)
      #expect(run.exitCode == 2 && run.errors.contains(detail) && run.output.isEmpty, "\(words): \(run)")
    }
    #expect(
      try folder.read("suite.toml").hasPrefix("[batch]") && folder.read("lab.toml").hasPrefix("[suite]"))
    #expect(try folder.read("w.csv") == text && !exists("r") && !exists("a"))
    let spelt = folder.file("../\(folder.path.split(separator: "/").last ?? "")/./shown")
    try folder.write("shown", "")
    #expect(OutputFile.shown(spelt) == folder.file("shown"))
    #expect(OutputFile.shown("no/where/../file") == "no/where/../file", "not known to be the same")
    // A device may be both, and so may standard input and output.
    #expect(OutputFile.isSame("-", "-") == false && OutputFile.isSame("/dev/null", "/dev/null") == false)
  }

  /// Folders that an output lacks are made, whichever command it is.
  @Test func missingFoldersAreMade() throws {
    for program in MetricsProgram.allCases {
      let text = try Repository.text(program.specification)
      let path = folder.file("repository/\(program.specification)")
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    try folder.write("w.csv", "op,key,value\nput,a,1\n")
    let lines: [([String], Program, [String])] = [
      (["metrics-spec", "--root", folder.file("repository")], .hashmapCLI, ["repository/docs/metrics.md"]),
      (
        ["snapshot-key", "--out", folder.file("keys/of/build")], .hashmapCLI,
        ["keys/of/build", "keys/of/build.pub"]
      ),
      (
        ["docs", "--out", folder.file("pages/new")], .hashmapCLI,
        ["pages/new/cli.md", "pages/new/options/error_routes.md"]
      ),
      (
        [
          "workload-dna", "--csv", folder.file("w.csv"), "--json-out", folder.file("dna/a.json"), "--fit",
          folder.file("m/b.json"),
        ],
        .hashmapCLI, ["dna/a.json", "m/b.json"]
      ),
      (
        [
          "retention", "scan", "--root", folder.file("keys"), "--metrics-out", folder.file("prom/g6.prom"),
          "--plan-out",
          folder.file("plans/of/today.json"),
        ], .g6, ["prom/g6.prom", "plans/of/today.json"]
      ),
    ]
    for (words, program, files) in lines {
      let run = try InProcess(words, program: program)
      #expect(run.exitCode == 0, "\(words): \(run)")
      for file in files { #expect(exists(file), "\(words): \(file)") }
    }
    // Where a file stands in the way, that is said.
    for words in [
      ["snapshot-key", "--out"], ["docs", "--out"],
      ["metrics-spec", "--root", folder.file("repository"), "--specification"],
    ] {
      let run = try InProcess(words + [folder.file("w.csv/below/it")])
      #expect(run.exitCode == 5 && run.errors.contains("Not a directory"), "\(words): \(run)")
    }
  }

  /// One is told as one.
  @Test func oneIsNotMany() throws {
    let csv = try folder.write("w.csv", "op,key,value\nput,a,1\n")
    let snapshot = folder.file("one.snap")
    let lines: [([String], String)] = [
      (["run-csv", "--csv", csv, "--dry-run"], "w.csv: 1 row, "),
      (["run-csv", "--csv", csv, "--snapshot-out", snapshot], "one.snap, 1 entry\n"),
      (["verify-snapshot", "--in", snapshot, "--verbose"], "1 of 1 blocks hold, 1 entry\n"),
      (["inspect-snapshot", "--in", snapshot], "Entries: 1 in 1 block\n"),
      (["compact-snapshot", "--in", snapshot, "--out", folder.file("two.snap")], "two.snap: 1 entry, "),
      (["diff-snapshot", snapshot, folder.file("two.snap")], "hold the same, 1 entry\n"),
      (["export-snapshot", "--in", snapshot, "--out", folder.file("one.csv")], "one.csv: 1 entry of "),
      (
        ["import-snapshot", "--in", folder.file("one.csv"), "--out", folder.file("three.snap")],
        "three.snap: 1 entry of "
      ),
      (["workload-dna", "--csv", csv], "1 key takes some"), (["workload-dna", "--csv", csv], "— 1 row ("),
    ]
    for (words, part) in lines {
      let run = try Product.run(words)
      #expect(run.exitCode == 0 && run.output.contains(part), "\(words): \(run)")
      #expect(
        !run.output.contains(" 1 entries") && !run.output.contains(" 1 keys"), "\(words): \(run.output)")
    }
  }
}
