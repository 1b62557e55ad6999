import Base
import Laboratory

/// A comparison as the terminal shows it.
struct ABCompareText {
  private let report: ComparisonReport
  private let files: ABCompareFiles
  private let emphasis: Emphasis
  private let width: Int

  init(_ report: ComparisonReport, _ files: ABCompareFiles, _ session: Session) {
    self.report = report
    self.files = files
    emphasis = Emphasis(session)
    // Nothing is cut where the reader is a file or another program.
    width = session.output.columns.map { max(60, $0) } ?? .max
  }

  /// All of it.
  var text: String {
    var table = TextTable(
      "metric", ">\(report.baseline.setup.label)", ">\(report.candidate.setup.label)", ">shift",
      ">95 % interval", ">p", "verdict")
    for metric in ComparisonMetric.all {
      guard let item = report.assessment[name: metric.name] else { continue }
      let interval = item.metric.interval.map {
        "\(Figures.fixed($0.lowerBound, 1)) … \(Figures.fixed($0.upperBound, 1)) %"
      }
      table.add(
        metric.title, metric.shown(item.metric.baseline.median), metric.shown(item.metric.candidate.median),
        "\(Figures.fixed(item.metric.shift, 1)) %", interval ?? "-", Figures.fixed(item.adjustedP, 4),
        item.verdict.words)
    }
    var lines = [emphasis.strong(report.sentence), ""] + table.lines(width: width)
    if let metric = report.deciding?.metric, let floor = metric.noiseFloor {
      let least = metric.smallestDetectable.map { "\(Figures.fixed($0, 1)) %" } ?? "none"
      lines += [
        "",
        emphasis.faint(
          "noise floor \(Figures.fixed(floor, 1)) %, smallest detectable difference \(least)"),
      ]
    }
    lines += report.remarks.isEmpty ? [] : [""] + report.remarks
    lines += [""] + (files.json.prefix(1) + files.markdown.prefix(1)).map { "wrote \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}
