import Foundation
import TestSupport
import Testing

@testable import Console
@testable import Workloads

@Suite struct OpenLoopCommandTests {
  @Test func theRunTellsItsThreeTimes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\n" + (0..<200).map { "put,k\($0),v\n" }.joined())
    let (log, distribution) = (folder.file("a.hlog"), folder.file("a.hgrm"))
    let run = try InProcess(
      "--json", "run-csv", "--csv", path, "--rate", "poisson:2k", "--hdr-out", log, "--hgrm-out", distribution
    )
    #expect(run.exitCode == 0, "\(run.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let loop = try #require(object?["open_loop"] as? [String: Any])
    #expect(loop["target"] as? Double == 2000 && loop["operations"] as? Int == 200)
    for name in ["service_ns", "queue_ns", "response_ns"] { #expect(loop[name] is [String: Any], "\(name)") }
    #expect(loop["sustained"] is Bool && loop["little_error"] is Double && loop["achieved"] is Double)
    let lines = try folder.read("a.hlog").split(separator: "\n")
    #expect(lines.count == 6 && lines[3].hasPrefix("Tag=service,0.000,"), "\(lines)")
    #expect(try folder.read("a.hgrm").contains("Total count    =          200]"))
    let text = try InProcess("run-csv", "--csv", path, "--rate", "2k")
    #expect(text.output.contains("open loop  target 2.00 k/s"), "\(text.output)")
    let traced = try InProcess(
      "--json", "run-csv", "--csv", Repository.path("Tests/Corpus/traces/redis-monitor.txt"), "--timing",
      "x100")
    #expect(traced.exitCode == 0 && traced.output.contains("\"open_loop\":{"), "\(traced)")
  }

  @Test func whatCannotBePacedIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("w.csv", "op,key,value\nput,k,v\n")
    for (words, detail) in [
      (["--rate", "900G"], "not a number of operations a second"),
      (["--rate", "900_000M"], "cannot be paced on this machine"), (["--rate", "-1"], "not a number"),
      (["--rate", "trace"], "does not say when its operations came"),
      (["--timing", "original"], "does not say when its operations came"),
      (["--timing", "x0"], "not asap, original or xN"),
      (["--rate", "5", "--timing", "x2"], "contradict each other"),
      (["--hdr-out", folder.file("h")], "--hdr-out needs --rate or --timing"),
      (["--rate", "5", "--hdr-out", path], "names the workload itself"),
      (["--rate", "5", "--hdr-out", "a", "--hgrm-out", "a"], "name the same file"),
    ] {
      let run = try InProcess(["run-csv", "--csv", path] + words)
      #expect(run.exitCode == 2 && run.errors.contains(detail), "\(words): \(run)")
    }
    let run = try InProcess(
      "run-csv", "--csv", path, "--rate", "trace", "--metrics-out-dir", folder.file("new/run"), "--hdr-out",
      folder.file("new/h"))
    #expect(run.exitCode == 2 && run.output.isEmpty, "\(run)")
    #expect(try folder.names() == ["w.csv"], "nothing is written")
  }
}
