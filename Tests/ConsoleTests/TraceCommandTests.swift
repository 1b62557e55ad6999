import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Workloads

@Suite struct TraceCommandTests {
  private func sample(_ name: String) -> String { Repository.path("Tests/Corpus/traces/\(name)") }

  @Test func aTraceAndItsConversionEndWithTheSameContent() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("w.csv")
    for (name, reason) in [("twitter.csv", "unsupported_operation"), ("redis-monitor.txt", "not_a_request")] {
      let converted = try InProcess("--json", "convert-trace", "--in", sample(name), "--out", out)
      #expect(converted.exitCode == 0, "\(converted.errors)")
      #expect(converted.output.contains("\"skipped\":{") && converted.output.contains("\"\(reason)\":"))
      var digests: [String] = []
      for path in [sample(name), out] {
        let run = try InProcess("--json", "run-csv", "--csv", path, "--digest", "--progress", "never")
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        digests.append(try #require(object?["content_digest"] as? String))
        #expect((object?["trace"] != nil) == (path != out))
      }
      #expect(digests[0] == digests[1], "\(name)")
    }
    let text = try InProcess("convert-trace", "--in", sample("arc.lis"), "--out", out)
    #expect(text.output.contains("1 row skipped: the row stands for no request at all\n"), "\(text)")
    let dry = try InProcess("--json", "run-csv", "--dry-run", "--csv", sample("msr.csv"))
    #expect(dry.output.contains("\"trace\":{\"format\":\"msr\",\"rows\":4,"), "\(dry)")
  }

  @Test func theLaboratoryReadsTraces() throws {
    let folder = try TemporaryFolder()
    for words in [
      ["workload-dna"], ["profile", "--max-rounds", "6", "--time-limit", "0.2", "--progress", "never"],
      ["ab-compare", "--repeats", "1", "--no-calibrate", "--out-dir", folder.path, "--progress", "never"],
      ["sweep", "--objective", "p50=1000s", "--from", "1k", "--to", "1k"],
    ] {
      let command = words + ["--csv", sample("twitter.csv")]
      let run = try InProcess(["--json", "--quiet"] + command)
      // The machine decides whether a rate is sustained; the trace was read in either case.
      #expect(run.exitCode == 0 || words[0] == "sweep", "\(run)")
      #expect(run.output.contains("\"skipped\":{\"unsupported_operation\":1}"), "\(run)")
      let wrong = try InProcess(command + ["--format", "msr"])
      #expect(wrong.exitCode == 2 && wrong.errors.contains("msr row"), "\(wrong)")
    }
  }

  @Test func whatCannotBeIsRefused() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("w.csv")
    let twitter = sample("twitter.csv")
    let empty = try TemporaryFolder()
    let nothing = try empty.write("t.zst", "")
    for (words, exit, detail) in [
      (["--in", twitter, "--out", twitter], 2, "--out names the trace itself"),
      (["--in", nothing, "--out", out, "--format", "cachelib"], 2, "\(nothing): Trace file is empty"),
      (["--in", nothing, "--out", out], 2, "\(nothing): CSV file is empty"),
      (
        ["--in", twitter, "--out", out, "--format", "msr"], 2,
        "Expected Read or Write in field 4 of an msr row"
      ),
      (["--in", twitter, "--out", out, "--format", "csv"], 2, "Missing header columns"),
      (["--in", folder.path, "--out", out], 5, "Is a directory"),
      (["--in", folder.file("none"), "--out", out], 5, "No such file"),
      (["--in", twitter, "--out", twitter + "/no/w.csv"], 5, "Not a directory"),
      (["--in", twitter, "--out", out, "--max-value-bytes", "0"], 2, "max-value-bytes"),
      (["--in", twitter, "--out", out, "--format", "memcached"], 2, "memcached"),
      (
        ["--in", twitter, "--out", out, "--format", "msr", "--trace-columns", "obj-id-col=1"], 2, "no effect"
      ),
      (["--in", twitter, "--out", out, "--trace-columns", "key=1"], 2, "'key' is no column"),
    ] {
      let run = try InProcess(["convert-trace"] + words)
      #expect(run.exitCode == exit && run.errors.contains(detail), "\(words): \(run)")
    }
    #expect(try folder.names().isEmpty, "nothing is left behind")
    for (text, tail) in [
      ("key,op,size,op_count\n", "holds no operations, and so does what was written\n"),
      ("key,op,size,op_count\nk,SET,-5,1\n", "was written; none of 1 row is an operation\n"),
    ] {
      let trace = try empty.write("t.csv", text)
      let run = try InProcess("convert-trace", "--in", trace, "--out", out)
      #expect(
        run.exitCode == 0 && run.errors.contains("\(trace) holds") && run.errors.contains(tail), "\(run)")
    }
  }
}
