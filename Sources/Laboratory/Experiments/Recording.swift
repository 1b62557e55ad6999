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
  /// - Parameter folder: where `metrics.ndjson` is written; created where it is missing.
  package func record(arm index: Int, ticks: Int, folder: String?) throws(LaboratoryError) -> Recording {
    let step = max(1, (workload.operations + ticks - 1) / max(ticks, 1))
    let writer = try LaboratoryError.wrapping { () throws(SystemError) in
      try folder.map { folder throws(SystemError) in try NDJSONWriter(directory: folder) }
    }
    var timeline = Timeline()
    let result = try replay(arms[index], seed: seed & UInt64(Int64.max), tickOperations: step) {
      frame throws(ReplayFault) in
      timeline.add(frame)
      do throws(SystemError) { try writer?.write(frame) } catch { throw .output(error) }
    }
    try LaboratoryError.wrapping { () throws(SystemError) in try writer?.close() }
    return Recording(result: result, timeline: timeline, metricsFile: writer?.path)
  }
}
