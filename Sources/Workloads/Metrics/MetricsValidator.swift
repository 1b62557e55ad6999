import Base
import Documents
import Telemetry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Checks metrics files (`metrics.v1`, NDJSON) line by line: the shape of every tick against its declared fields, what
/// must agree inside a tick, and what must never fall from one tick to the next. Reads files of any length in constant
/// memory and goes on after every bad line.
package enum MetricsValidator {
  /// The longest line that is looked at.
  package static let lineLimit = 16 << 20

  /// Checks a file (`-` is standard input); fails only when it cannot be read.
  ///
  /// Every problem goes to `onProblem` as it is found; the report keeps the first `problemLimit`.
  package static func validate(
    path: String, problemLimit: Int = 10_000, onProblem: (MetricsProblem) -> Void = { _ in }
  ) throws(SystemError) -> MetricsReport {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path) }
    defer { if path != "-" { close(descriptor) } }
    var report = MetricsReport()
    var checker = TickChecker(file: path)
    var lines = LineReader(descriptor: descriptor, limit: lineLimit)
    func keep(_ found: [MetricsProblem]) {
      if !found.isEmpty { report.badLines += 1 }
      report.problemCount += found.count
      for problem in found {
        onProblem(problem)
        if report.problems.count < problemLimit { report.problems.append(problem) }
      }
    }
    while let line = try lines.next(path: path) {
      report.lines += 1
      switch line {
      case .tooLong:
        keep([.init(line: report.lines, field: nil, reason: "the line is longer than \(lineLimit) bytes")])
      case .whole(let bytes): keep(checker.check(bytes, line: report.lines, endsWithLineFeed: true))
      case .torn(let bytes): keep(checker.check(bytes, line: report.lines, endsWithLineFeed: false))
      }
    }
    report.runs = checker.runs
    if report.lines == 0 {
      report.problemCount = 1
      report.problems = [.init(line: 0, field: nil, reason: "the file holds no tick")]
      onProblem(report.problems[0])
    }
    return report
  }
}
