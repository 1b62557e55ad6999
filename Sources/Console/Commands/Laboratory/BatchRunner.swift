import Base
import Laboratory

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One batch from its specification to its reports.
struct BatchRunner {
  private let spec: BatchSpec
  private let arguments: Arguments
  private let session: Session
  private let files: BatchFiles
  private let catalogue: Catalogue?
  private let baseline: CatalogueRun?
  private let baselineName: String?
  private let gate: Double?

  /// Checks everything that can be known before hours of measuring.
  init(_ spec: BatchSpec, _ arguments: Arguments, _ session: Session) throws(Failure) {
    self.spec = spec
    self.arguments = arguments
    self.session = session
    files = BatchFiles(spec, arguments)
    try files.prepare()
    let name = arguments[BatchCommand.baseline] ?? spec.baseline
    gate = arguments[CatalogueFlags.gate] ?? spec.gate
    if gate != nil, name == nil { throw .badInput("a gate needs a baseline", hint: "give --baseline RUN") }
    let place = CataloguePlace(arguments, session)
    catalogue = name == nil ? try place.openIfPossible(session) : try place.open(for: .writing)
    baselineName = name
    var found: CatalogueRun?
    if let name { found = try Self.find(name, suite: spec.name, in: catalogue, session) }
    baseline = found
  }

  /// The run to compare with; nil where `previous` means none yet.
  private static func find(
    _ name: String, suite: String, in catalogue: Catalogue?, _ session: Session
  ) throws(Failure) -> CatalogueRun? {
    guard let catalogue else { return nil }
    do throws(LaboratoryError) {
      return try catalogue.run(name, suite: suite)
    } catch {
      if case .catalogue(_, .unknownRun(Catalogue.previous)) = error {
        session.log.warning("there is no earlier run of \(suite): this one is compared with nothing")
        return nil
      }
      throw error.failure
    }
  }

  /// Runs the jobs, writes the reports, and fails where something was found.
  func run() throws(Failure) {
    let scratch = try BatchFiles.makeScratch()
    defer { BatchFiles.removeScratch(scratch, jobs: spec.jobs) }
    var program = spec.program ?? []
    if program.isEmpty { program = [try BatchFiles.executable()] }
    let plan = Batch.Plan(
      program: program,
      parallel: arguments[BatchCommand.parallel] ?? spec.parallel,
      stateFile: files.markdown + ".state", resumes: arguments[BatchCommand.resume])
    var hooks = Batch.Hooks()
    hooks.interruption = { Interrupt.signal }
    hooks.changed = { job, paths in
      session.log.info("\(job.name): \(paths.joined(separator: ", ")) changed since, it runs again")
    }
    hooks.ended = { outcome in
      session.log.info(
        "\(outcome.job.name): \(outcome.status.rawValue) in \(Figures.fixed(outcome.seconds, 2)) s")
    }
    let start = (wall: WallClock.nanoseconds(), clock: MonotonicClock.nanoseconds())
    let batch = Batch(spec, plan, scratch: scratch, hooks: hooks)
    let outcomes = try Failure.wrapping { () throws(LaboratoryError) in try batch.run() }
    try Interrupt.check()
    let seconds = Double(MonotonicClock.nanoseconds() &- start.clock) / 1e9
    var report = report(outcomes, startedAt: start.wall, seconds: seconds)
    let entering = enter(&report)
    try files.write(report)
    try session.conclude(isOK: report.isOK && entering == nil, text: BatchText(report, files).text) { json in
      json.field("spec", spec.path)
      json.field("report", files.markdown)
      json.field("html_report", files.html)
      json.field("pdf_report", files.pdf)
      json.field("verdict", BatchEnding.word(report.ending))
      report.render(into: &json)
    }
    if let failure = BatchEnding.failure(of: report, in: files.markdown) { throw failure }
    if let entering { throw entering }
  }

  private func report(_ outcomes: [BatchOutcome], startedAt: Int64, seconds: Double) -> BatchReport {
    var run = CatalogueRun(
      kind: "batch", suite: spec.name, specification: spec.path, specificationDigest: spec.digest,
      version: session.program.version, machine: .own, startedAt: startedAt, seconds: seconds,
      isOK: outcomes.count == spec.jobs.count && outcomes.allSatisfy(\.isOK), command: command,
      jobs: outcomes.map(\.entry))
    let comparison = baseline.map {
      BatchComparison(name: baselineName ?? "", baseline: $0, candidate: run, gate: gate)
    }
    let budgets = BudgetVerdict.judge(outcomes, spec.budgets, comparison: comparison)
    if budgets.contains(where: { $0.result == .broken }) { run.isOK = false }
    var report = BatchReport(run: run, outcomes: outcomes, jobs: spec.jobs.count)
    report.comparison = comparison
    report.budgets = budgets
    return report
  }

  /// The words that make the report again.
  private var command: String {
    var words = [session.program.name, "batch", "--spec", spec.path]
    if let parallel = arguments[BatchCommand.parallel] { words += ["--parallel", "\(parallel)"] }
    if let name = arguments[BatchCommand.baseline] { words += ["--baseline", name] }
    if let gate = arguments[CatalogueFlags.gate] { words += ["--gate", Numbers.plain(gate)] }
    return words.map { $0.contains(where: \.isWhitespace) ? "'\($0)'" : $0 }.joined(separator: " ")
  }

  /// Enters the run; what kept it out is told at the end, since the reports are worth more.
  private func enter(_ report: inout BatchReport) -> Failure? {
    guard let catalogue else { return nil }
    report.catalogue = catalogue.path
    do throws(LaboratoryError) {
      report.run.number = try catalogue.enter(report.run)
      report.history = try catalogue.history(suite: spec.name, limit: BatchReport.historyLength)
      return nil
    } catch {
      session.log.warning("this run is not entered: \(error)")
      if report.run.number == 0 { report.catalogue = nil }
      return error.failure
    }
  }
}
