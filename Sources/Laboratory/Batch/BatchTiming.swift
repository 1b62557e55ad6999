import Base

/// Runs that time operations and do nothing else, for jobs whose own runs time too few of them.
///
/// `run-csv` times one operation in 1,024, of which a short workload has hardly any. Timing more of them in the same run
/// would make it slower (``LatencyPlan``), so as many further runs do that as the job has, and tell its latencies.
extension BatchJob {
  /// Flags of results that such a run does without; each has a value.
  private static let resultFlags = ["--json-summary-out", "--metrics-out-dir", "--metrics-max-ticks"]
  /// What begins a flag under which another run would be another one, do something more, or which decides itself how
  /// operations are timed.
  private static let obstacles = [
    "--latency-sample-every", "--snapshot", "--decisions", "--control", "--rate", "--timing", "--hdr",
    "--hgrm", "--linger", "--serve", "--metrics-port", "--alert-webhook", "--tui", "--dry-run",
  ]

  /// The words of a run that times enough operations for a 99th percentile, or as many as there are; nil where the runs
  /// timed enough, where they do not tell, or where no other run can be made of the job.
  func timingArguments(after runs: [BatchRun]) -> [String]? {
    guard command == "run-csv",
      !arguments.contains(where: { word in Self.obstacles.contains { word.hasPrefix($0) } }),
      !arguments.contains("-"), !arguments.contains("--csv=-"),
      let operations = runs.compactMap(\.operations).min(),
      let timed = runs.compactMap(\.timedOperations).min(),
      timed < LatencyPlan.fewestForTail, operations >= BatchMetric.fewestForMedian,
      let every = LatencyPlan(fitting: operations).every, operations / every > timed
    else { return nil }
    var words: [String] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if Self.resultFlags.contains(word) {
        rest = rest.dropFirst()
      } else if !Self.resultFlags.contains(where: { word.hasPrefix($0 + "=") }) {
        words.append(word)
      }
    }
    return words + ["--latency-sample-every", "\(every)"]
  }
}

extension BatchOutcome {
  /// Why no run tells a metric, in words that say what to do where something can be done.
  func obstacle(to metric: BatchMetric) -> String {
    let silence = "its result does not tell \(metric.name)"
    guard let needed = metric.neededSamples else { return silence }
    if let failed = timings.first(where: { !$0.isOK }) {
      return failed.isLate
        ? "a run that times operations took longer than \(Figures.fixed(job.timeLimit, 1)) s"
        : "a run that times operations ended with exit code \(failed.exit)"
    }
    guard let timed = latencyRuns.compactMap(\.timedOperations).min() else { return silence }
    let rule = "too few samples: \(metric.title) needs \(Figures.grouped(needed)) timed operations"
    if let operations = runs.compactMap(\.operations).min(), operations < needed {
      return "\(rule), and the workload has \(Figures.grouped(operations))"
    }
    return "\(rule), and \(Figures.grouped(timed)) were timed; a smaller latency_sample_every times more"
  }

  /// The runs that tell latencies: those that were made for it, else all.
  var latencyRuns: [BatchRun] { timings.isEmpty ? runs : timings }
}
