import Base
import Telemetry
import Workloads

/// A replay that was kept tick by tick.
package struct Recording: Sendable {
  /// How it came out.
  package let result: ReplayResult
  /// Its course.
  package let timeline: Timeline
  /// Where its ticks were written; nil when they were not.
  package let metricsFile: String?
}

extension Experiment {
  /// Replays an arm once more with about `ticks` ticks; not one of the measured trials, since ticks cost time.
  ///
  /// - Parameter folder: where `metrics.ndjson` is written; created where it is missing. The file is there when the replay
  ///   has come to its end, and whole; else that of an earlier one stays.
  package func record(arm index: Int, ticks: Int, folder: String?) throws(LaboratoryError) -> Recording {
    let step = max(1, (workload.operations + ticks - 1) / max(ticks, 1))
    let path = folder.map { "\($0)/\(NDJSONWriter.fileName)" }
    let file = try LaboratoryError.wrapping { () throws(SystemError) in try path.map(TickFile.init) }
    var timeline = Timeline()
    let result = try replay(arms[index], seed: seed & UInt64(Int64.max), tickOperations: step) {
      frame throws(ReplayFault) in
      timeline.add(frame)
      do throws(SystemError) { try file?.write(frame) } catch { throw .output(error) }
    }
    try LaboratoryError.wrapping { () throws(SystemError) in try file?.commit() }
    return Recording(result: result, timeline: timeline, metricsFile: path)
  }
}

/// The ticks of a recording on their way into a file that nobody reads before it is whole.
private final class TickFile {
  private var writer: AtomicFileWriter?
  private var line = JSONWriter()

  init(path: String) throws(SystemError) {
    if let slash = path.lastIndex(of: "/") { try Folder.create(String(path[..<slash])) }
    writer = try AtomicFileWriter(path: path)
  }

  func write(_ frame: Frame) throws(SystemError) {
    line.reset()
    frame.render(into: &line)
    try writer?.write(line.bytes)
  }

  func commit() throws(SystemError) {
    let whole = writer.take()
    if let whole { try whole.commit() }
  }
}
