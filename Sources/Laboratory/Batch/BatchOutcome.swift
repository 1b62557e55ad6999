import Base

/// How one run of a job ended and what it printed.
package struct BatchRun: Sendable {
  /// The exit code; 128 + the signal for one that a signal ended.
  package let exit: Int32
  /// Whether the time limit ended it.
  package let isLate: Bool
  /// Seconds from start to end.
  package let seconds: Double
  /// What was measured, by the name of the metric; a percentile only where there were samples enough.
  package let figures: [String: Double]
  /// What the run tells about itself.
  package let facts: Facts
  /// The layout at the end, or the mode a profile recommends.
  package let backend: String?
  /// The end of what it printed, standard error where there was nothing else.
  package let log: String
  /// Operations it replayed; nil where its result does not tell.
  var operations: Int?
  /// Operations it timed; nil where its result does not tell.
  var timedOperations: Int?

  /// Whether it ended by itself and well.
  var isOK: Bool { exit == 0 && !isLate }

  /// What identifies a measurement beside its figures.
  package struct Facts: Sendable, Equatable {
    /// Digest of the workload.
    package var inputDigest: String?
    /// XXH3-128 of the configuration in force.
    package var configurationDigest: String?
    /// The seed of the hash.
    package var seed: UInt64?
    /// The class that the operations of the workload make.
    package var workloadClass: String?

    /// Facts that nobody told.
    package init() {}
  }
}

/// How a job ended.
package struct BatchOutcome: Sendable {
  /// How a job came out, by the word reports use.
  package enum Status: String, Sendable {
    case ok, failed
    case timeout
    /// An earlier batch had run it already (`--resume`).
    case resumed
  }

  /// The job.
  package let job: BatchJob
  /// Its runs; fewer than asked for when one failed.
  package let runs: [BatchRun]
  /// Whether the runs are those of an earlier batch.
  package let isResumed: Bool
  /// Runs that only timed operations, where the others timed too few; they alone tell latencies then.
  package var timings: [BatchRun] = []
  /// The files it read, as they were when it began.
  package var inputs: [BatchInput] = []

  /// How it came out.
  package var status: Status {
    if runs.contains(where: \.isLate) { return .timeout }
    if runs.count < job.repeats || runs.contains(where: { $0.exit != 0 }) { return .failed }
    return isResumed ? .resumed : .ok
  }

  /// Whether it did what it was asked.
  package var isOK: Bool { status == .ok || status == .resumed }

  /// The exit code of the run that failed, else 0.
  package var exit: Int32 { runs.first { $0.exit != 0 }?.exit ?? 0 }

  /// Seconds of all runs together.
  package var seconds: Double { runs.reduce(0) { $0 + $1.seconds } }

  /// The values of a metric, one of every run that told it.
  package func values(_ metric: String) -> [Double] {
    let isSampled = BatchMetric.named(metric)?.neededSamples != nil
    return (isSampled ? latencyRuns : runs).compactMap { $0.figures[metric] }
  }

  /// The median of a metric over the runs; nil for commands that do not tell it.
  package func median(_ metric: String) -> Double? { Sample(values(metric))?.median }

  /// Median operations per second of the runs.
  package var operationsPerSecond: Double? { median("ops_per_second") }

  /// Median 99th percentile in milliseconds.
  package var tail: Double? { median("p99_ms") }

  /// What the runs tell about themselves.
  package var facts: BatchRun.Facts { runs.last?.facts ?? BatchRun.Facts() }

  /// The class of the workload: what the specification says, else what its operations make it.
  package var workloadClass: String? { job.workloadClass ?? facts.workloadClass }

  /// Writes the outcome as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("name", job.name)
    json.field("status", status.rawValue)
    json.field("exit", exit)
    json.field("seconds", seconds)
    json.field("command", job.command)
    json.array("arguments") { list in for word in job.arguments { list.string(word) } }
    json.field("definition", job.definition)
    json.array("inputs") { list in
      for input in inputs {
        list.beginObject()
        list.field("path", input.path)
        list.field("digest", input.digest)
        list.endObject()
      }
    }
    json.field("class", workloadClass)
    json.field("input_digest", facts.inputDigest)
    json.field("configuration_digest", facts.configurationDigest)
    for metric in BatchMetric.all {
      json.key(metric.name)
      if let value = median(metric.name) { json.double(value) } else { json.null() }
    }
    json.array("runs") { list in
      for run in runs {
        list.beginObject()
        list.field("exit", run.exit)
        list.field("timeout", run.isLate)
        list.field("seconds", run.seconds)
        for metric in BatchMetric.all {
          list.key(metric.name)
          if let value = run.figures[metric.name] { list.double(value) } else { list.null() }
        }
        list.field("seed", run.facts.seed)
        list.field("class", run.facts.workloadClass)
        list.field("input_digest", run.facts.inputDigest)
        list.field("configuration_digest", run.facts.configurationDigest)
        list.field("backend", run.backend)
        list.field("operations", run.operations)
        list.field("timed_operations", run.timedOperations)
        list.field("log", run.log)
        list.endObject()
      }
    }
    json.array("timing_runs") { list in
      for run in timings {
        list.beginObject()
        list.field("exit", run.exit)
        list.field("timeout", run.isLate)
        list.field("seconds", run.seconds)
        for metric in BatchMetric.all where metric.neededSamples != nil {
          list.key(metric.name)
          if let value = run.figures[metric.name] { list.double(value) } else { list.null() }
        }
        list.field("operations", run.operations)
        list.field("timed_operations", run.timedOperations)
        list.endObject()
      }
    }
    json.endObject()
  }
}
