import Documents
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct BatchTests {
  private let demo = Repository.path("data/workloads/demo.csv")

  private func run(_ words: [String]) throws -> Product.Finished {
    try Product.run(["--json", "--quiet", "batch"] + words)
  }

  private func jobs(_ ended: Product.Finished) throws -> [DocumentTable] {
    let result = try #require(try JSON.parse(Array(ended.output.utf8), file: "result").table)
    return try #require(result["jobs"]?.array).compactMap(\.table)
  }

  @Test func jobsThatFailFailTheBatchAndAreReported() throws {
    let folder = try TemporaryFolder()
    let spec = try folder.write(
      "suite.toml",
      """
      [batch]
      report = "rep/out.md"
      html_report = "rep/out.html"
      [[batch.jobs]]
      name = "rh|pipe<b>"
      command = "run-csv"
      csv = "\(demo)"
      mode = "fast-lookup"
      json_summary = "rh.json"
      latency_sample_k = 10
      latency_sample_every = 1
      repeats = 2
      [[batch.jobs]]
      name = "fails"
      command = "run-csv"
      csv = "</script>nope.csv"
      repeats = 3
      [[batch.jobs]]
      name = "many"
      command = "run-csv"
      csv = "\(demo)"
      env = { ADHASH_MODE = "chaining" }
      matrix = { mode = ["compact", "grouped"], seed = [1, 2] }
      """)
    let ended = try run(["--spec", spec, "--parallel", "2"])
    #expect(ended.exitCode == 4, "\(ended.errors)")
    #expect(
      ended.errors.contains("\"error\":\"Policy\"") && ended.errors.contains("1 of 6 jobs failed: fails"))
    let jobs = try jobs(ended)
    let names = jobs.compactMap { $0["name"]?.string }
    #expect(
      names == [
        "rh|pipe<b>", "fails", "many / compact / seed 1", "many / compact / seed 2",
        "many / grouped / seed 1",
        "many / grouped / seed 2",
      ])
    #expect(jobs.compactMap { $0["status"]?.string } == ["ok", "failed", "ok", "ok", "ok", "ok"])
    #expect(jobs.compactMap { $0["exit"]?.integer } == [0, 5, 0, 0, 0, 0])
    #expect(jobs[0]["runs"]?.array?.count == 2 && jobs[0]["p99_ms"]?.number ?? 0 > 0)
    #expect(jobs.allSatisfy { $0["seconds"]?.number ?? 0 > 0 })
    #expect(try folder.read("rh.json").contains("\"mode\": \"fast-lookup\""))
    let markdown = try folder.read("rep/out.md")
    #expect(markdown.contains("| rh\\|pipe&lt;b&gt; | run-csv | ✅ ok | 2 |"), "\(markdown)")
    #expect(markdown.contains("| fails | run-csv | ❌ failed | ") && markdown.contains("\"IO\""))
    let html = try folder.read("rep/out.html")
    #expect(html.contains("rh|pipe&lt;b&gt;") && !html.contains("pipe<b>") && !html.contains("</script>nope"))
    #expect(!html.contains("src=") && !html.contains("href="), "needs nothing else")
    let data = html.components(separatedBy: "id=\"data\">")[1].components(separatedBy: "</script>")[0]
    #expect(try JSON.parse(Array(data.utf8), file: "data").table?["jobs"]?.array?.count == 6)

    // The same again: what was done is not done twice, what failed is tried again.
    let again = try self.jobs(try run(["--spec", spec, "--resume"]))
    #expect(
      again.compactMap { $0["status"]?.string } == ["resumed", "failed"] + repeatElement("resumed", count: 4))
    #expect(again[0]["seconds"]?.number == jobs[0]["seconds"]?.number)
  }

  @Test func aJobThatHangsIsEnded() throws {
    let folder = try TemporaryFolder()
    let sleeper = try folder.write("sleeper", "#!/bin/sh\nsleep 600\n")
    let spec = try folder.write(
      "suite.yaml",
      """
      batch:
        hashmap_cli: /bin/sh \(sleeper)
        report: out.md
        jobs:
          - name: hangs
            command: run-csv
            csv: x.csv
            timeout_seconds: 0.3
      """)
    let ended = try run(["--spec", spec])
    #expect(ended.exitCode == 4)
    let jobs = try jobs(ended)
    #expect(jobs[0]["status"]?.string == "timeout" && jobs[0]["exit"]?.integer == 143)
    #expect(try folder.read("out.md").contains("❌ timeout"))
  }

  @Test func theExampleRunsAndListsItsJobs() throws {
    let folder = try TemporaryFolder()
    let example = Repository.path("docs/examples/batch_baseline.toml")
    let listed = try Product.run(["batch", "--spec", example, "--list"])
    #expect(listed.output.contains("every mode / fast-insert") && listed.output.contains("--seed 3"))
    let ended = try run([
      "--spec", example, "--report", folder.file("r.md"), "--html-report", folder.file("r.html"),
      "--pdf-report", folder.file("r.pdf"),
    ])
    #expect(ended.exitCode == 0, "\(ended.errors)")
    #expect(try jobs(ended).count == 8)
    #expect(try folder.read("r.md").contains("## Comparative Summary"))
    #expect(try folder.read("r.pdf").hasPrefix("%PDF"))
  }

  @Test func wrongSpecifications() throws {
    let folder = try TemporaryFolder()
    let job = "[[batch.jobs]]\ncommand = \"run-csv\"\n"
    let specs: [(String, Int32, String)] = [
      ("", 2, "no table [batch]"), ("[batch]\n", 2, "no [[batch.jobs]]"), ("[batch\n", 2, "bad.toml:1"),
      ("[batch]\nfrob = 1\n" + job, 2, "frob"), ("[batch]\n" + job, 2, "needs a csv"),
      ("[batch]\n[[batch.jobs]]\ncommand = \"serve\"\n", 2, "no batch runs the command"),
      (
        "[batch]\n" + job + "csv = \"a\"\n" + job + "csv = \"b\"\nname = \"job-1\"\n", 2,
        "two jobs are called"
      ),
      ("[batch]\n" + job + "csv = \"a\"\nrepeats = 0\n", 2, "repeats"),
      ("[batch]\n" + job + "csv = \"a\"\ntimeout_seconds = -1\n", 2, "timeout_seconds"),
      ("[batch]\ngate = -1\n" + job + "csv = \"a\"\n", 2, "gate must be"),
      ("[batch]\n" + job + "csv = \"a\"\nmatrix = {}\n", 2, "matrix"),
      ("[batch]\n" + job + "csv = \"a\"\nmatrix = { seed = [\"x\"] }\n", 2, "seed"),
      ("[batch]\n" + job + "csv = \"a\"\nenv = { A = 1 }\n", 2, "env.A"),
      ("[batch]\nhashmap_cli = \"/nowhere/cli\"\n" + job + "csv = \"a\"\n", 5, "/nowhere/cli"),
    ]
    for (text, code, detail) in specs {
      let ended = try InProcess(["batch", "--spec", try folder.write("bad.toml", text)])
      #expect(ended.exitCode == code && ended.output.isEmpty, "\(text): \(ended.errors)")
      #expect(ended.errors.contains(detail), "\(text): \(ended.errors)")
    }
    #expect(try InProcess(["batch", "--spec", folder.file("none.toml")]).exitCode == 5)
    #expect(try InProcess(["batch"]).exitCode == 2)
  }

  /// SIGTERM ends the runs that go on; what was done before is taken up again.
  @Test func aBatchThatIsBrokenOffIsTakenUpAgain() throws {
    let folder = try TemporaryFolder()
    // The second job says that it runs, then waits to be ended.
    let program = try folder.write(
      "program", "#!/bin/sh\ncase \"$*\" in *slow*) touch \(folder.file("slow-runs")); sleep 600;; esac\n")
    let spec = try folder.write(
      "suite.toml",
      """
      [batch]
      hashmap_cli = "/bin/sh \(program)"
      report = "out.md"
      [[batch.jobs]]
      name = "quick"
      command = "run-csv"
      csv = "quick.csv"
      [[batch.jobs]]
      name = "slow"
      command = "run-csv"
      csv = "slow.csv"
      """)
    let batch = try RunningProduct(["batch", "--spec", spec])
    let deadline = Date(timeIntervalSinceNow: 120)
    while !FileManager.default.fileExists(atPath: folder.file("slow-runs")), Date() < deadline {
      usleep(10_000)
    }
    #expect(batch.end() == 143)
    #expect(!FileManager.default.fileExists(atPath: folder.file("out.md")))
    #expect(try folder.read("out.md.state").contains("\"name\":\"quick\",\"status\":\"ok\""))
    try folder.write("program", "#!/bin/sh\nexit 0\n")
    let again = try jobs(try run(["--spec", spec, "--resume"]))
    #expect(again.compactMap { $0["status"]?.string } == ["resumed", "ok"])
  }
}
