import Base
import Documents
import Workloads

/// Runs as they are read: from what a process left, and from the state of an earlier batch.
extension BatchRun {
  /// Bytes of output that a report keeps.
  private static let logLimit = 4000
  /// Bytes of a result that are read.
  private static let resultLimit = 8 << 20

  /// Reads what a run left in its files.
  init(
    exit: Int32, isLate: Bool, seconds: Double, output: String, errors: String
  ) throws(SystemError) {
    let printed = try FileBytes.read(path: output, limit: Self.resultLimit)
    let complaints = try FileBytes.read(path: errors, limit: Self.resultLimit)
    var result: DocumentTable?
    do throws(DocumentError) {
      result = try JSON.parse(printed, file: output).table
    } catch {
      // Whatever is no JSON stays in the log; a command that failed prints none.
      result = nil
    }
    self.exit = exit
    self.isLate = isLate
    self.seconds = seconds
    var figures: [String: Double] = [:]
    if let result {
      for metric in BatchMetric.all {
        if let value = metric.value(result), value.isFinite { figures[metric.name] = value }
      }
    }
    self.figures = figures
    facts = Facts(result)
    operations = Self.operations(in: result)
    timedOperations = (result?["latency_ns"]?.table?["overall"]?.table?["count"]?.integer).map(
      Int.init(clamping:))
    backend = result?["final_backend"]?.string ?? result?["recommended_mode"]?.string
    let bytes = complaints.isEmpty || exit == 0 && !printed.isEmpty ? printed : complaints
    log = String(decoding: bytes.prefix(Self.logLimit), as: UTF8.self)
  }

  private static func operations(in result: DocumentTable?) -> Int? {
    guard let puts = result?["puts"]?.integer, let gets = result?["gets"]?.integer,
      let deletes = result?["dels"]?.integer
    else { return nil }
    return [puts, gets, deletes].reduce(0) { sum, count in
      let (total, isBeyond) = sum.addingReportingOverflow(Int(clamping: count))
      return isBeyond ? .max : total
    }
  }

  /// Reads a run that `BatchOutcome.render` wrote.
  fileprivate init(state run: DocumentTable) {
    exit = Int32(clamping: run["exit"]?.integer ?? 1)
    isLate = run["timeout"]?.bool ?? false
    seconds = run["seconds"]?.number ?? 0
    var figures: [String: Double] = [:]
    for metric in BatchMetric.all {
      if let value = run[metric.name]?.number { figures[metric.name] = value }
    }
    self.figures = figures
    var facts = Facts()
    facts.inputDigest = run["input_digest"]?.string
    facts.configurationDigest = run["configuration_digest"]?.string
    facts.seed = run["seed"]?.integer.flatMap { UInt64(exactly: $0) }
    facts.workloadClass = run["class"]?.string
    self.facts = facts
    backend = run["backend"]?.string
    log = run["log"]?.string ?? ""
    operations = run["operations"]?.integer.map(Int.init(clamping:))
    timedOperations = run["timed_operations"]?.integer.map(Int.init(clamping:))
  }
}

extension BatchRun.Facts {
  fileprivate init(_ result: DocumentTable?) {
    guard let result else { return }
    inputDigest = result["input_digest"]?.string
    seed = result["seed"]?.integer.flatMap { UInt64(exactly: $0) }
    if let configuration = result["configuration"] {
      var json = JSONWriter()
      configuration.render(into: &json)
      configurationDigest = InputDigest.of(json.bytes)
    }
    if let puts = result["puts"]?.integer, let gets = result["gets"]?.integer,
      let deletes = result["dels"]?.integer
    {
      workloadClass = WorkloadClass(puts: Int(puts), gets: Int(gets), deletes: Int(deletes))?.rawValue
    }
  }
}

extension BatchOutcome {
  /// Reads the runs of an outcome that `render` wrote; nil where they are not those of `job` or not all well. Whether its
  /// inputs are still the same is another question.
  static func resumed(_ table: DocumentTable, of job: BatchJob) -> BatchOutcome? {
    guard table["definition"]?.string == job.definition,
      table["status"]?.string.map({ $0 == "ok" || $0 == "resumed" }) == true,
      let list = table["runs"]?.array
    else { return nil }
    let runs = list.compactMap(\.table).map(BatchRun.init(state:))
    var outcome = BatchOutcome(job: job, runs: runs, isResumed: true)
    outcome.timings = (table["timing_runs"]?.array ?? []).compactMap(\.table).map(BatchRun.init(state:))
    outcome.inputs = (table["inputs"]?.array ?? []).compactMap(\.table).map { input in
      BatchInput(path: input["path"]?.string ?? "", digest: input["digest"]?.string)
    }
    return outcome.status == .resumed ? outcome : nil
  }

  /// The outcome as the catalogue keeps it.
  package var entry: CatalogueJob {
    var samples: [String: [Double]] = [:]
    for metric in BatchMetric.all {
      let values = values(metric.name)
      if !values.isEmpty { samples[metric.name] = values }
    }
    let measured =
      runs.map { "\($0.seconds)" } + samples.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return CatalogueJob(
      name: job.name, command: job.command, workloadClass: workloadClass, status: status.rawValue, exit: exit,
      seconds: seconds, definitionDigest: InputDigest.of(Array(job.definition.utf8)),
      configurationDigest: facts.configurationDigest, inputDigest: facts.inputDigest,
      seeds: runs.compactMap(\.facts.seed),
      execution: InputDigest.of(Array(([job.definition] + measured).joined(separator: "\u{1F}").utf8)),
      samples: samples)
  }
}
