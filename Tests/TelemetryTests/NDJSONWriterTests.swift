import Base
import Documents
import Foundation
import TestSupport
import Testing

@testable import Telemetry

@Suite struct NDJSONWriterTests {
  private func tick(_ builder: inout FrameBuilder) -> Frame {
    builder.tick(
      at: 0, counts: .init(), map: MapReading(), latency: OperationLatency(), loopLatency: OperationLatency())
  }

  private func frames(_ folder: TemporaryFolder, _ name: String) throws -> [Int64] {
    try folder.read(name).split(separator: "\n").map { line in
      try #require(try JSON.parse(Array(line.utf8), file: name).table?["frame"]?.integer)
    }
  }

  @Test func aRunKeepsEveryTickAndReplacesAnOlderRun() throws {
    let folder = try TemporaryFolder()
    let directory = folder.file("deep/er/runs")
    for ticks in [5, 3] {
      let writer = try NDJSONWriter(directory: directory)
      var builder = FrameBuilder(runID: "r\(ticks)")
      for _ in 0..<ticks { try writer.write(tick(&builder)) }
      try writer.close()
      try writer.close()
      #expect(throws: SystemError.self) { try writer.write(tick(&builder)) }
      #expect(try frames(folder, "deep/er/runs/metrics.ndjson") == Array(1...Int64(ticks)))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["metrics.ndjson"])
  }

  @Test func rotationKeepsBetweenOneAndTwoTimesTheLimit() throws {
    let folder = try TemporaryFolder()
    for limit in [-1, 1, 3, 10] {
      let kept = max(limit, 1)
      let writer = try NDJSONWriter(directory: folder.path, maxTicks: limit)
      #expect(try folder.names() == ["metrics.ndjson"], "an older run's rotated file is gone")
      var builder = FrameBuilder(runID: "r")
      for count in 1...35 {
        try writer.write(tick(&builder))
        var found = try frames(folder, "metrics.ndjson")
        if count > kept { found = try frames(folder, "metrics.1.ndjson") + found }
        #expect(
          found == Array((Int64(count - found.count) + 1)...Int64(count)), "limit \(limit) after \(count)")
        #expect(found.count >= min(count, kept) && found.count <= 2 * kept)
      }
      try writer.close()
    }
  }

  @Test func aReaderOfTheOldFileKeepsIt() throws {
    let folder = try TemporaryFolder()
    try folder.write("metrics.ndjson", "old\n")
    let old = try #require(FileHandle(forReadingAtPath: folder.file("metrics.ndjson")))
    let writer = try NDJSONWriter(directory: folder.path)
    var builder = FrameBuilder(runID: "r")
    try writer.write(tick(&builder))
    #expect(try old.readToEnd() == Data("old\n".utf8))
    #expect(writer.path == folder.file("metrics.ndjson"))
  }

  @Test func placesThatCannotHoldMetricsAreErrors() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", "")
    try FileManager.default.createDirectory(
      atPath: folder.file("taken/metrics.ndjson"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder.file("full/metrics.1.ndjson"), withIntermediateDirectories: true)
    let table = [
      ("file", "create folder \(folder.file("file")): Not a directory"),
      ("file/below", "create folder \(folder.file("file/below")): Not a directory"),
      ("taken", "open \(folder.file("taken/metrics.ndjson")): Is a directory"),
      ("full", "remove \(folder.file("full/metrics.1.ndjson")): Is a directory"),
    ]
    for (name, message) in table {
      do {
        _ = try NDJSONWriter(directory: folder.file(name))
        Issue.record("accepted \(name)")
      } catch { #expect("\(error)" == message) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("taken")) == ["metrics.ndjson"])
    #expect(throws: SystemError.self) { try NDJSONWriter(directory: "") }
  }

  /// A limit on file size stands in for a full disk.
  @Test func aLineThatDoesNotFitIsTakenBack() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let writer = try NDJSONWriter(directory: folder.path)
      var builder = FrameBuilder(runID: "r")
      let silence = OperationLatency()
      let (written, operation) = withFileSizeLimit(10_000) {
        var written = 0
        while true {
          let tick = builder.tick(
            at: 0, counts: .init(), map: MapReading(), latency: silence, loopLatency: silence)
          do throws(SystemError) { try writer.write(tick) } catch { return (written, error.operation) }
          written += 1
        }
      }
      guard written > 0, operation == "write" else { exit(2) }
      let text = try folder.read("metrics.ndjson")
      guard text.hasSuffix("}\n"), text.split(separator: "\n").count == written else { exit(3) }
    }
  }
}
