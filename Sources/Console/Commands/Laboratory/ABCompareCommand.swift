import Base
import Laboratory
import Workloads

/// `ab-compare`.
enum ABCompareCommand {
  static let spec = CommandSpec(
    name: "ab-compare",
    summary: "Compare two maps on one workload, and say whether the difference is more than noise.",
    details: [
      """
      Both sides replay the workload in turns, in an order drawn anew every round and with the same hash seed, from \
      memory and on one thread. The verdict is faster, slower, no evidence, or too noisy with the number of further \
      runs (docs/ab_compare.md). One more replay of each side is recorded tick by tick.
      """
    ],
    flags: ABCompareFlags.all,
    examples: [
      Example(
        purpose: "chaining against robinhood",
        line: "hashmap-cli ab-compare --csv w.csv --baseline-mode chaining --candidate-mode robinhood"),
      Example(
        purpose: "fail a build when it became more than 5 % slower",
        line: "hashmap-cli ab-compare --csv w.csv --candidate-config new.toml --gate 5 --no-artifacts"),
      Example(
        purpose: "show the result beside the run",
        line:
          "hashmap-cli serve --source results/ab/artifacts/baseline/metrics/metrics.ndjson --compare results/ab/comparison.json"
      ),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The workload, a flag or a configuration is wrong."),
      FailureNote(label: .invariant, meaning: "With --gate: too noisy to see a regression of that size."),
      FailureNote(label: .policy, meaning: "With --gate: a metric became worse by more than it lets pass."),
      FailureNote(label: .io, meaning: "The workload cannot be read or a result cannot be written."),
      FailureNote(
        label: .interrupted, meaning: "SIGINT or SIGTERM ended the experiment; nothing is written."),
    ]
  ) { arguments, session throws(Failure) in
    let options = try ABCompareOptions(arguments, session)
    if arguments.has(ABCompareFlags.latencySampleK) {
      session.log.warning(
        "--latency-sample-k has no effect: every sample is kept, in a histogram of fixed size")
    }
    let files = ABCompareFiles(options)
    // Folders are made only where the workload is good for results.
    let workload = try Failure.wrapping { () throws(LaboratoryError) in
      try Experiment.load(options.csv, limits: options.limits, traces: options.traces)
    }
    try files.prepare()
    var report = try Failure.wrapping { () throws(LaboratoryError) in
      try measure(workload, options, files, session)
    }
    try files.write(&report)
    let gate = gateFailure(report)
    try session.conclude(isOK: gate == nil, text: ABCompareText(report, files, session).text) { json in
      report.render(into: &json)
      workload.trace.renderMember(into: &json)
    }
    if let gate { throw gate }
  }

  private static func measure(
    _ workload: LoadedWorkload, _ options: ABCompareOptions, _ files: ABCompareFiles, _ session: Session
  ) throws(LaboratoryError) -> ComparisonReport {
    let bar = ProgressBar(
      "runs", on: session.errors, policy: options.progress, isQuiet: session.options.isQuiet)
    defer { bar.finish() }
    var hooks = Experiment.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.progress = { done, all in bar.update(done: done, fraction: Double(done) / Double(max(all, 1))) }
    let timing =
      options.sampleEvery.map { LatencyPlan(every: $0 > 0 ? $0 : nil) }
      ?? LatencyPlan(fitting: workload.operations)
    let sides = [options.baseline, options.candidate]
    var arms = sides.map {
      Arm(label: $0.setup.label, map: $0.map, timing: timing)
    }
    if options.calibrates { arms.append(arms[0]) }
    let experiment = Experiment(workload, arms: arms, seed: options.seed, hooks: hooks)
    let trials = try experiment.run(rounds: options.repeats, warmUps: options.warmUps)
    var compared: [ComparedArm] = []
    for (index, side) in sides.enumerated() {
      let recording = try experiment.record(
        arm: index, ticks: options.ticks, folder: files.metricsFolder(index))
      compared.append(ComparedArm(setup: side.setup, trials: trials[index], recording: recording))
    }
    let request = ComparisonReport.Request(
      csv: options.csv, inputDigest: workload.inputDigest, repeats: options.repeats, warmUps: options.warmUps,
      timing: timing, seed: options.seed, metric: options.metric, gate: options.gate)
    return ComparisonReport(
      request, baseline: compared[0], candidate: compared[1],
      calibration: options.calibrates ? trials[2] : [], minimumEffect: options.minimumEffect)
  }

  /// What the gate makes of the comparison.
  private static func gateFailure(_ report: ComparisonReport) -> Failure? {
    switch report.gateResult {
    case nil, .passed: return nil
    case .undecided:
      return .invariant(report.finding, hint: report.advice)
    case .regression(let items):
      let list = items.map { "\($0.metric.name) \($0.badge.text)" }.joined(separator: "; ")
      return .policy("\(report.candidate.setup.label) is a regression: \(list)")
    }
  }
}
