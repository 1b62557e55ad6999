import Base
import Workloads

/// `validate-metrics FILE`.
enum ValidateMetricsCommand {
  static let spec = CommandSpec(
    name: "validate-metrics",
    aliases: ["validate-metrics-ndjson"],
    summary: "Check a metrics file line by line and list everything wrong with it.",
    details: [
      """
      Checks every tick against docs/metrics_schema.md, that its numbers agree with one another, and that nothing \
      falls from one tick to the next that must not fall: time, counters, histograms.
      """
    ],
    positionals: [PositionalSpec(name: "FILE", help: "The file; - is standard input.", kind: .file)],
    examples: [
      Example(purpose: "after a run", line: "hashmap-cli validate-metrics run/metrics.ndjson"),
      Example(purpose: "from a pipe", line: "zcat metrics.ndjson.gz | hashmap-cli validate-metrics -"),
    ],
    failures: [
      FailureNote(
        label: .badInput, meaning: "The file is not valid; each problem is listed on standard output."),
      FailureNote(label: .io, meaning: "The file cannot be read."),
    ]
  ) { arguments, session throws(Failure) in
    let path = arguments.words[0]
    var refusal: Failure?
    let found = try Failure.wrapping { () throws(SystemError) in
      try MetricsValidator.validate(path: path) { problem in
        if session.options.isJSON || refusal != nil { return }
        do throws(Failure) {
          try session.output.line("\(path): \(problem)")
        } catch {
          refusal = error
        }
      }
    }
    if let refusal { throw refusal }
    try Interrupt.check()
    let ticks = "\(Figures.grouped(found.lines)) \(found.lines == 1 ? "tick" : "ticks")"
    let runs = found.runs == 1 ? "" : " of \(found.runs) runs"
    try session.conclude(isOK: found.isValid, text: found.isValid ? "\(path): \(ticks)\(runs), valid\n" : "")
    {
      json in
      json.field("file", path)
      json.field("lines", found.lines)
      json.field("runs", found.runs)
      json.field("bad_lines", found.badLines)
      json.field("problem_count", found.problemCount)
      json.array("problems") { json in
        for problem in found.problems { write(problem, to: &json) }
      }
    }
    if !found.isValid { throw invalid(path, found) }
  }

  private static func write(_ problem: MetricsProblem, to json: inout JSONWriter) {
    json.beginObject()
    json.field("line", problem.line)
    json.field("field", problem.field)
    json.field("reason", problem.reason)
    json.endObject()
  }

  private static func invalid(_ path: String, _ found: MetricsReport) -> Failure {
    let first = found.problems.first?.description ?? ""
    let count = found.problemCount == 1 ? "1 problem" : "\(Figures.grouped(found.problemCount)) problems"
    return .badInput(
      "\(path): \(count); the first: \(first)", hint: "docs/metrics_schema.md describes every field")
  }
}
