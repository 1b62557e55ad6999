import Base
import Documents

/// How one run of a job ended and what it printed.
package struct BatchRun: Sendable {
  /// The exit code; 128 + the signal for one that a signal ended.
  package let exit: Int32
  /// Whether the time limit ended it.
  package let isLate: Bool
  /// Seconds from start to end.
  package let seconds: Double
  /// Operations per second, where its JSON tells them.
  package let operationsPerSecond: Double?
  /// The 99th percentile in milliseconds, where its JSON tells it and there were samples enough.
  package let tail: Double?
  /// The layout at the end, or the mode a profile recommends.
  package let backend: String?
  /// The end of what it printed, standard error where there was nothing else.
  package let log: String
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

  /// Median operations per second of the runs; nil for commands that tell none.
  package var operationsPerSecond: Double? { Sample(runs.compactMap(\.operationsPerSecond))?.median }

  /// Median 99th percentile in milliseconds.
  package var tail: Double? { Sample(runs.compactMap(\.tail))?.median }

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
    json.field("ops_per_second", operationsPerSecond)
    json.field("p99_ms", tail)
    json.array("runs") { list in
      for run in runs {
        list.beginObject()
        list.field("exit", run.exit)
        list.field("timeout", run.isLate)
        list.field("seconds", run.seconds)
        list.field("ops_per_second", run.operationsPerSecond)
        list.field("p99_ms", run.tail)
        list.field("backend", run.backend)
        list.field("log", run.log)
        list.endObject()
      }
    }
    json.endObject()
  }

  /// Reads the runs of an outcome that `render` wrote; nil where they are not those of `job` or not all well.
  static func resumed(_ table: DocumentTable, of job: BatchJob) -> BatchOutcome? {
    guard table["definition"]?.string == job.definition,
      table["status"]?.string.map({ $0 == "ok" || $0 == "resumed" }) == true,
      let list = table["runs"]?.array
    else { return nil }
    let runs = list.compactMap(\.table).map { run in
      BatchRun(
        exit: Int32(clamping: run["exit"]?.integer ?? 1), isLate: run["timeout"]?.bool ?? false,
        seconds: run["seconds"]?.number ?? 0, operationsPerSecond: run["ops_per_second"]?.number,
        tail: run["p99_ms"]?.number, backend: run["backend"]?.string, log: run["log"]?.string ?? "")
    }
    let outcome = BatchOutcome(job: job, runs: runs, isResumed: true)
    return outcome.status == .resumed ? outcome : nil
  }
}

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
    operationsPerSecond = result?["ops_per_second"]?.number
    tail = result?["latency_ns"]?.table?["overall"]?.table?["p99"]?.number.map { $0 / 1e6 }
    backend = result?["final_backend"]?.string ?? result?["recommended_mode"]?.string
    let bytes = complaints.isEmpty || exit == 0 && !printed.isEmpty ? printed : complaints
    log = String(decoding: bytes.prefix(Self.logLimit), as: UTF8.self)
  }
}
