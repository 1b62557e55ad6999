import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

/// Batches in a catalogue: history, baselines, gates, budgets, and what becomes of catalogues that cannot be used.
///
/// The jobs are a script whose figures are chosen, so that verdicts do not depend on the machine.
@Suite struct CatalogueCommandTests {
  /// A folder with a program that prints figures around those in the file `rate`, another with every run.
  private func laboratory(rate: Int = 1000) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    // A shell reads it: whoever executes a file that another test's fork holds open for a moment finds it busy.
    try folder.write(
      "program",
      """
      #!/bin/sh
      cd "\(folder.path)"
      case "$*" in *slow*) while [ ! -e stop ]; do touch slow-runs; sleep 0.05; done; exit 1;; esac
      n=$(cat count); echo $((n + 1)) >count
      rate=$(($(cat rate) * (1000 + n % 7)))
      echo "{\\"ops_per_second\\":$rate,\\"bytes_per_entry\\":40.0$((n % 7)),\\"mean_probe\\":1.5,\\"seed\\":$n,\
      \\"puts\\":1,\\"gets\\":9,\\"dels\\":0,\\"input_digest\\":\\"$(cat digest)\\"$(cat more)}"
      """)
    try folder.write("count", "0")
    try folder.write("rate", "\(rate)")
    try folder.write("digest", "d1")
    try folder.write("more", "")
    try suite(in: folder)
    return folder
  }

  private func suite(in folder: TemporaryFolder, head: String = "", batch: String = "", jobs: String = "")
    throws
  {
    try folder.write(
      "suite.toml",
      """
      \(head)
      [batch]
      hashmap_cli = "/bin/sh \(folder.file("program"))"
      report = "out.md"
      html_report = "out.html"
      repeats = 8
      \(batch)
      [[batch.jobs]]
      name = "job"
      command = "run-csv"
      csv = "w.csv"
      \(jobs)
      """)
  }

  @discardableResult
  private func batch(
    _ folder: TemporaryFolder, _ words: [String] = [], exits code: Int32 = 0,
    line: SourceLocation = #_sourceLocation
  ) throws -> (result: DocumentTable?, errors: String) {
    let ended = try Product.run(
      ["--json", "-q", "batch", "--spec", folder.file("suite.toml"), "--catalogue", folder.file("c.db")]
        + words)
    #expect(ended.exitCode == code, "\(ended.errors)", sourceLocation: line)
    let result = ended.output.isEmpty ? nil : try JSON.parse(Array(ended.output.utf8), file: "result").table
    return (result, ended.errors)
  }

  private func catalogue(_ folder: TemporaryFolder, _ words: [String]) throws -> InProcess {
    try InProcess(["--json", "catalogue"] + words + ["--catalogue", folder.file("c.db")])
  }

  /// A job that has another name now is a job that is gone: the gate has compared nothing.
  @Test func aRenamedJobDoesNotPassTheGate() throws {
    let folder = try laboratory()
    try batch(folder)
    try folder.write(
      "suite.toml",
      folder.read("suite.toml").replacingOccurrences(of: "name = \"job\"", with: "name = \"other\""))
    let (result, errors) = try batch(folder, ["--baseline", "1", "--gate", "80%"], exits: 3)
    #expect(result?["comparison"]?.table?["gate"]?.string == "undecided")
    #expect(errors.contains("job: a job of the baseline that is gone; no job was compared"), "\(errors)")
    let compare = ["catalogue", "compare", "1", "2", "--catalogue", folder.file("c.db")]
    let text = try InProcess(compare + ["--gate", "1"])
    #expect(text.exitCode == 3, "\(text)")
    #expect(
      text.output == "no job stands in both\nOnly in one of them: other (new), job (gone).\n", "\(text)")
    #expect(try InProcess(compare).exitCode == 0, "no gate")
    // The specification takes a sign of percent as the flag does.
    try suite(in: folder, batch: "baseline = \"1\"\ngate = \"80%\"")
    #expect(try batch(folder).result?["comparison"]?.table?["gate"]?.string == "passed")
  }

  @Test func regressionsAgainstABaseline() throws {
    let folder = try laboratory()
    #expect(try batch(folder, ["--baseline", "previous", "--gate", "5"]).errors.contains("no earlier run"))
    #expect(
      try catalogue(folder, ["baseline", "main", "previous"]).output.contains("\"name\":\"main\",\"run\":1"))

    let passed = try batch(folder, ["--baseline", "main", "--gate", "5"]).result
    #expect(passed?["verdict"]?.string == "ok" && passed?["catalogue"]?.table?["run"]?.integer == 2)
    #expect(passed?["comparison"]?.table?["gate"]?.string == "passed")

    try folder.write("rate", "800")
    let (slower, errors) = try batch(folder, ["--baseline", "main", "--gate", "5"], exits: 4)
    #expect(slower?["verdict"]?.string == "regression" && slower?["ok"]?.bool == false)
    #expect(errors.contains("\"Policy\"") && errors.contains("job: ops_per_second -20.00 %, slower"))
    #expect(try folder.read("out.md").contains("❌ slower"))
    #expect(try folder.read("out.html").contains("<svg") && folder.read("out.html").contains("run 3"))
    #expect(try batch(folder, ["--baseline", "main", "--gate", "30"]).result?["verdict"]?.string == "ok")
    #expect(try batch(folder, ["--baseline", "main"]).result?["verdict"]?.string == "ok", "no gate")

    // The specification can say it, too; another workload leaves the gate undecided.
    try suite(in: folder, batch: "baseline = \"main\"\ngate = 5")
    try batch(folder, exits: 4)
    try folder.write("digest", "d2")
    #expect(try batch(folder, exits: 3).errors.contains("the workload has changed"))
    #expect(try batch(folder, ["--baseline", "nobody"], exits: 2).errors.contains("nobody"))
    try suite(in: folder, batch: "gate = 5")
    #expect(try batch(folder, exits: 2).errors.contains("a gate needs a baseline"))

    let compared = try catalogue(folder, ["compare", "main", "3", "--gate", "5"])
    #expect(compared.exitCode == 4 && compared.output.contains("\"gate\":\"regression\""))
    #expect(try catalogue(folder, ["compare", "1", "2", "--gate", "5"]).exitCode == 0)
    #expect(
      try catalogue(folder, ["compare", "1", "1", "--gate", "5"]).exitCode == 3, "the same measurement")
    #expect(try catalogue(folder, ["compare", "1", "99"]).exitCode == 2)

    // The same with a sign of percent.
    #expect(try catalogue(folder, ["compare", "1", "2", "--gate", "5%"]).exitCode == 0)
    #expect(try catalogue(folder, ["compare", "main", "3", "--gate", "5%"]).exitCode == 4)

    let history = try catalogue(folder, ["history", "--suite", "suite"])
    let table = try #require(try JSON.parse(Array(history.output.utf8), file: "history").table)
    let runs = try #require(table["runs"]?.array).compactMap(\.table)
    #expect(runs.compactMap { $0["run"]?.integer } == [7, 6, 5, 4, 3, 2, 1])
    let job = runs[6]["jobs"]?.array?.first?.table
    #expect(job?["class"]?.string == "read-heavy" && job?["seeds"]?.array?.count == 8)
    #expect(job?["samples"]?.table?["ops_per_second"]?.array?.count == 8)
    let text = try InProcess([
      "catalogue", "history", "--suite", "suite", "--job", "job", "--catalogue", folder.file("c.db"),
    ])
    #expect(text.output.contains("██▁▁▁▁▁") && text.output.contains("main"), "\(text.output)")

    #expect(try catalogue(folder, ["prune", "--keep", "2"]).output.contains("\"removed\":4"))
    #expect(try catalogue(folder, ["compare", "main", "7"]).exitCode == 0, "a baseline stays")
    #expect(try catalogue(folder, ["baseline", "main", "--remove"]).output.contains("\"baselines\":[]"))
  }

  @Test func budgetsOfClasses() throws {
    let folder = try laboratory()
    let cases: [(head: String, job: String, code: Int32, words: String)] = [
      ("[budgets.read-heavy]\nmin_ops_per_second = 900000\nmax_mean_probe = 1.5", "", 0, "kept"),
      ("[budgets.read-heavy]\nmax_mean_probe = 1.4", "", 4, "over budget: job: max_mean_probe"),
      ("[budgets.read-heavy]\nmax_p99_ms = 1", "", 3, "max_p99_ms"),
      ("[budgets.churn]\nmax_mean_probe = 1.4", "", 0, ""),
      ("[budgets.churn]\nmax_mean_probe = 1.4", "class = \"churn\"", 4, "max_mean_probe"),
      ("[budgets.own]\nmax_bytes_per_entry = 30", "class = \"own\"", 4, "max_bytes_per_entry"),
      ("[budgets.own]\nmax_slowdown_percent = 5", "class = \"own\"", 0, "unjudged"),
      ("", "class = \"own\"", 2, "no class is called"), ("[budgets.own]\nmax_frobs = 1", "", 2, "max_frobs"),
      ("[budgets.own]", "", 2, "has no limit"), ("[budgets.own]\nmax_mean_probe = 0", "", 2, "above 0"),
      ("budgets = 1", "", 2, "budgets"),
    ]
    for (head, job, code, words) in cases {
      try suite(in: folder, head: head, jobs: job)
      let (result, errors) = try batch(folder, exits: code)
      let said = errors + (result?["budgets"].map { "\($0)" } ?? "")
      #expect(said.contains(words) || words.isEmpty, "\(head): \(said)")
    }
    try suite(in: folder, head: "[budgets.read-heavy]\nmax_slowdown_percent = 5")
    try folder.write("rate", "900")
    #expect(try batch(folder, ["--baseline", "1"], exits: 4).errors.contains("max_slowdown_percent"))
    #expect(try folder.read("out.md").contains("| max\\_slowdown\\_percent | 5.00 % | 10.00 % | ❌ broken |"))
  }

  /// A batch that is killed leaves no run; taken up again it is entered as a whole, once.
  @Test func aKilledBatchIsTakenUpAgain() throws {
    let folder = try laboratory()
    defer { _ = FileManager.default.createFile(atPath: folder.file("stop"), contents: nil) }
    try suite(
      in: folder,
      jobs: "[[batch.jobs]]\nname = \"slow\"\ncommand = \"run-csv\"\ncsv = \"slow.csv\"\nrepeats = 1")
    let words = ["-q", "batch", "--spec", folder.file("suite.toml"), "--catalogue", folder.file("c.db")]
    let running = try RunningProduct(words)
    let deadline = Date(timeIntervalSinceNow: 120)
    while !FileManager.default.fileExists(atPath: folder.file("slow-runs")), Date() < deadline {
      usleep(10_000)
    }
    running.signal(SIGKILL)
    // What the batch had started holds the pipe that tells of its end: it is let go first.
    try folder.write("stop", "")
    running.wait()
    #expect(try catalogue(folder, ["history"]).output.contains("\"runs\":[]"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out.md")))
    try folder.write("stop", "")
    let program = try folder.read("program")
    try folder.write("program", program.replacingOccurrences(of: "exit 1;;", with: ";;"))
    let result = try batch(folder, ["--resume"]).result
    let jobs = (result?["jobs"]?.array ?? []).compactMap(\.table)
    #expect(jobs.compactMap { $0["status"]?.string } == ["resumed", "ok"])
    #expect(try folder.read("count") == "9\n", "the first job was not run again")
    // A measurement that was taken over is one point of the course, not two.
    try batch(folder, ["--resume"])
    let text = try InProcess(["catalogue", "history", "--suite", "suite", "--catalogue", folder.file("c.db")])
    #expect(text.output.contains("2  ") && !text.output.contains("course of the medians"), "\(text.output)")
  }

  @Test func writersTakeTurns() throws {
    let folder = try laboratory()
    let words = ["--json", "-q", "batch", "--catalogue", folder.file("c.db"), "--spec"]
    let batches = try (0..<3).map { index in
      let copy = try laboratory()
      return (try RunningProduct(words + [copy.file("suite.toml")]), copy, index)
    }
    for (running, _, index) in batches { #expect(running.wait() == 0, "\(index): \(running.errors)") }
    #expect(
      try catalogue(folder, ["history"]).output.components(separatedBy: "\"kind\":\"batch\"").count == 4)
  }

  /// Trouble with a catalogue that was named is told before anything is measured.
  @Test func cataloguesThatCannotBeUsed() throws {
    let folder = try laboratory()
    try batch(folder)
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("c.db")))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.file("half.db")))
    var newer = whole
    newer[63] = 9  // The last byte of user_version in the header.
    try newer.write(to: URL(fileURLWithPath: folder.file("newer.db")))
    try folder.write("notes.txt", String(repeating: "notes\n", count: 1000))
    let count = try folder.read("count")
    let cases: [(String, Int32, String)] = [
      (folder.file("half.db"), 3, "damaged"), (folder.file("newer.db"), 2, "version 9"),
      (folder.file("notes.txt"), 2, "no catalogue"), (folder.path, 5, ""), ("/proc/c.db", 5, ""),
      (folder.file("notes.txt/c.db"), 5, "notes.txt"),
    ]
    for (path, code, words) in cases {
      for line in [["batch", "--spec", folder.file("suite.toml")], ["catalogue", "history"]] {
        let ended = try InProcess(line + ["--catalogue", path])
        #expect(ended.exitCode == code, "\(line[0]) \(path): \(ended.errors)")
        let isTold = words.isEmpty || ended.errors.contains(words)
        #expect(isTold && ended.output.isEmpty, "\(line[0]) \(path): \(ended.errors)")
      }
    }
    #expect(try folder.read("count") == count, "nothing was run")
    for (words, code) in [
      (["history", "--job", "x"], 2), (["history", "--suite", "suite", "--job", "x"], 2),
      (["baseline", "a"], 2),
      (["baseline", "17", "1"], 2), (["baseline", "a", "99"], 2), (["baseline", "a", "--remove"], 2),
      (["prune"], 2), (["compare", "1"], 2),
    ] as [([String], Int32)] {
      #expect(try catalogue(folder, words).exitCode == code, "\(words)")
    }
    for words in [["history"], ["prune", "--keep", "1"], ["compare", "1", "2"], ["baseline"]] {
      #expect(try InProcess(["catalogue"] + words + ["--catalogue", folder.file("none.db")]).exitCode == 5)
      #expect(try InProcess(["catalogue"] + words + ["--catalogue", "none"]).exitCode == 2)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.file("none.db")))
  }

  /// Where nobody named a catalogue, the user's own is used, and a batch does without where that cannot be.
  @Test func theUsersOwnCatalogue() throws {
    let folder = try laboratory()
    let words = ["--json", "batch", "--spec", folder.file("suite.toml")]
    let environment = ["XDG_DATA_HOME": folder.file("data"), "HOME": "/nowhere"]
    #expect(
      try InProcess(["catalogue", "history"], environment: environment).output == "no runs\n")
    let entered = try InProcess(words, environment: environment)
    #expect(entered.exitCode == 0 && entered.output.contains(folder.file("data/adhash/catalogue.db")))
    try folder.write("data/adhash/catalogue.db", String(repeating: "notes\n", count: 1000))
    let without = try InProcess(words, environment: environment)
    #expect(without.exitCode == 0 && !without.output.contains("\"catalogue\""))
    #expect(without.errors.contains("this run is not entered"), "\(without.errors)")
    let none = try InProcess(words + ["--catalogue", "none"], environment: environment)
    #expect(none.exitCode == 0 && !none.errors.contains("not entered"))
    #expect(try InProcess(words + ["--catalogue", "none", "--baseline", "1"]).exitCode == 2)
  }

  @Test func aFullDiskAndATargetThatCannotBeWritten() throws {
    let folder = try laboratory()
    let line = "hashmap-cli -q batch --spec '\(folder.file("suite.toml"))'"
    let full = try Product.bash(
      "\(Product.limitingFiles(toKiB: 8))\(line) --catalogue '\(folder.file("full.db"))'")
    #expect(full.exitCode == 5 && full.errors.contains("full.db"), "\(full.exitCode) \(full.errors)")
    let target = try Product.bash("\(line) --catalogue none --pdf-report /proc/report.pdf")
    #expect(target.exitCode == 5 && target.errors.contains("/proc/report.pdf"))
    #expect(try folder.read("count") == "0", "nothing was run")
    let pdf = try Product.bash("\(line) --catalogue none --pdf-report '\(folder.file("deep/r.pdf"))'")
    #expect(try pdf.exitCode == 0 && folder.read("deep/r.pdf").hasPrefix("%PDF"), "\(pdf.errors)")
  }
}
