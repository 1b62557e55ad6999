import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the jobs of a specification, some at a time, and keeps what they left.
///
/// Every run is a process of its own, so that a job that crashes or hangs harms no other. What is done is written after
/// every job, so that a batch that was broken off can be taken up again.
package final class Batch {
  /// What a batch tells while it goes on, and what it asks.
  package struct Hooks {
    /// The signal that asks to stop, or nil.
    package var interruption: () -> Int32? = { nil }
    /// A job that an earlier batch had finished runs again, since these files have changed.
    package var changed: (_ job: BatchJob, _ paths: [String]) -> Void = { _, _ in }
    /// A job has ended.
    package var ended: (BatchOutcome) -> Void = { _ in }

    /// Hooks that do nothing.
    package init() {}
  }

  /// How a batch runs.
  package struct Plan: Sendable {
    /// The words that start the program.
    package var program: [String]
    /// Runs at the same time.
    package var parallel: Int
    /// Where the state of the batch is kept.
    package var stateFile: String
    /// Whether jobs that were done before are left out.
    package var resumes: Bool

    /// A plan with its parts.
    package init(program: [String], parallel: Int, stateFile: String, resumes: Bool) {
      self.program = program
      self.parallel = parallel
      self.stateFile = stateFile
      self.resumes = resumes
    }
  }

  /// Nanoseconds between asking a run to end and ending it.
  private static let grace: UInt64 = 5_000_000_000
  private static let pollMicroseconds: UInt32 = 5000

  let spec: BatchSpec
  let plan: Plan
  private let hooks: Hooks
  private let scratch: String
  /// The jobs whose runs have not begun, one for every run.
  private var waiting: ArraySlice<Int>
  private var running: [Running] = []
  private var runs: [[BatchRun]]
  /// Runs that only time operations.
  private var timings: [[BatchRun]]
  /// The command line of those, for jobs whose own runs have ended; nil for jobs that need none.
  private var timing: [[String]?]
  var outcomes: [BatchOutcome?]
  /// What an earlier batch found, until it is the job's turn and its inputs are looked at.
  var earlier: [BatchOutcome?]
  /// The files of the jobs that have begun, as they were then.
  private var inputs: [[BatchInput]?]

  /// A run that goes on.
  private struct Running {
    let job: Int
    let isTiming: Bool
    let child: ChildProcess
    let output: String
    let errors: String
    let start: UInt64
    /// When it was asked to end because its time was over.
    var askedAt: UInt64?
  }

  /// A batch that has not begun.
  ///
  /// - Parameter scratch: a folder for the output of runs; whoever made it removes it.
  package init(_ spec: BatchSpec, _ plan: Plan, scratch: String, hooks: Hooks = Hooks()) {
    self.spec = spec
    self.plan = plan
    self.scratch = scratch
    self.hooks = hooks
    waiting = spec.jobs.indices.flatMap { Array(repeating: $0, count: spec.jobs[$0].repeats) }[...]
    runs = Array(repeating: [], count: spec.jobs.count)
    timings = runs
    timing = Array(repeating: nil, count: spec.jobs.count)
    outcomes = Array(repeating: nil, count: spec.jobs.count)
    earlier = outcomes
    inputs = Array(repeating: nil, count: spec.jobs.count)
  }

  /// Runs everything; a signal ends the runs that go on and leaves the rest out.
  ///
  /// Gives the outcomes of the jobs that came to an end, in the order of the specification.
  package func run() throws(LaboratoryError) -> [BatchOutcome] {
    if plan.resumes { try takeUp() }
    while !running.isEmpty || !waiting.isEmpty {
      if hooks.interruption() != nil {
        waiting = []
        for run in running { run.child.signal(SIGTERM) }
      }
      while running.count < plan.parallel, let job = waiting.popFirst() {
        // A job that failed once is not tried again.
        if outcomes[job] == nil, !takeOver(job) { try start(job) }
      }
      if try !collect() { usleep(Self.pollMicroseconds) }
    }
    return outcomes.compactMap { $0 }
  }

  /// Takes over what an earlier batch found where the job's files are what they were; true when it does.
  private func takeOver(_ job: Int) -> Bool {
    let now = inputs[job] ?? spec.jobs[job].inputs(in: spec.folder)
    inputs[job] = now
    guard let outcome = earlier[job] else { return false }
    earlier[job] = nil
    if outcome.inputs == now {
      outcomes[job] = outcome
      hooks.ended(outcome)
      return true
    }
    hooks.changed(spec.jobs[job], now.filter { !outcome.inputs.contains($0) }.map(\.path))
    return false
  }

  private func start(_ job: Int) throws(LaboratoryError) {
    let definition = spec.jobs[job]
    let number = runs[job].count + timings[job].count + running.count { $0.job == job }
    let base = "\(scratch)/\(job)-\(number)"
    let words = timing[job] ?? definition.arguments
    let launch = ChildProcess.Launch(
      program: plan.program[0], arguments: Array(plan.program.dropFirst()) + words,
      environment: definition.environment, folder: spec.folder, output: base + ".out",
      errors: base + ".err")
    let child = try LaboratoryError.wrapping { () throws(SystemError) in try ChildProcess(launch) }
    running.append(
      Running(
        job: job, isTiming: timing[job] != nil, child: child, output: launch.output, errors: launch.errors,
        start: MonotonicClock.nanoseconds()))
  }

  /// Takes in runs that have ended, and ends those whose time is over; true when one ended.
  private func collect() throws(LaboratoryError) -> Bool {
    var hasEnded = false
    for index in running.indices.reversed() {
      let run = running[index]
      let now = MonotonicClock.nanoseconds()
      if let exit = run.child.ended() {
        running.remove(at: index)
        hasEnded = true
        let ended = try LaboratoryError.wrapping { () throws(SystemError) in
          try BatchRun(
            exit: exit, isLate: run.askedAt != nil, seconds: Double(now &- run.start) / 1e9,
            output: run.output, errors: run.errors)
        }
        if run.isTiming { timings[run.job].append(ended) } else { runs[run.job].append(ended) }
        try conclude(run.job)
      } else if let asked = run.askedAt {
        if now &- asked > Self.grace { run.child.signal(SIGKILL) }
      } else if Double(now &- run.start) / 1e9 > spec.jobs[run.job].timeLimit {
        run.child.signal(SIGTERM)
        running[index].askedAt = now
      }
    }
    return hasEnded
  }

  /// Closes a job whose last run has ended, or one of whose runs failed, unless a signal did that.
  private func conclude(_ job: Int) throws(LaboratoryError) {
    let definition = spec.jobs[job]
    let hasFailed = runs[job].contains { !$0.isOK }
    guard hooks.interruption() == nil, runs[job].count == definition.repeats || hasFailed,
      !running.contains(where: { $0.job == job })
    else { return }
    if timing[job] == nil, !hasFailed, let words = definition.timingArguments(after: runs[job]) {
      timing[job] = words
      waiting = Array(repeating: job, count: definition.repeats) + waiting
    }
    // Where one of these fails the others would, too; the job itself has done what it was asked.
    if timing[job] != nil, timings[job].count < definition.repeats, timings[job].allSatisfy(\.isOK) { return }
    var outcome = BatchOutcome(job: definition, runs: runs[job], isResumed: false)
    outcome.timings = timings[job]
    outcome.inputs = inputs[job] ?? []
    outcomes[job] = outcome
    try keep()
    hooks.ended(outcome)
  }
}
