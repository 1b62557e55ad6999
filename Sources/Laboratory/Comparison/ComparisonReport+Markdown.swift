import Base

/// The comparison as Markdown.
extension ComparisonReport {
  /// The content of the Markdown file.
  package var markdown: String {
    let (a, b) = (Markdown.escaped(baseline.setup.label), Markdown.escaped(candidate.setup.label))
    var lines = [
      "# A/B Comparison — \(a) vs \(b)", "",
      "**\(Markdown.escaped(sentence))**", "",
      "* CSV: `\(request.csv)`", "* Generated: \(generatedAt)",
      "* \(request.repeats) interleaved runs of each after \(request.warmUps) to warm up, "
        + "\(Figures.grouped(baseline.trials.first?.operations ?? 0)) operations a run, closed loop, seed \(request.seed)",
      "* Machine: \(MachineFacts.cpuModel), \(MachineFacts.cores) cores", "",
      "| Metric | Baseline | Candidate | Δ | % | 95 % interval | p (adjusted) | Verdict |",
      "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for metric in ComparisonMetric.all {
      guard let item = assessment[name: metric.name] else { continue }
      lines.append(row(metric, item))
    }
    lines += [
      plainRow("Migrations") { Double($0.migrations) }, plainRow("Compactions") { Double($0.compactions) },
      plainRow("Bytes/entry") { $0.bytesPerEntry }, "",
      "Medians over the runs; % is the Hodges–Lehmann shift with its interval, p the exact or approximate "
        + "Mann–Whitney probability; both are corrected for the number of metrics (Bonferroni).", "",
    ]
    if let item = deciding {
      let floor = item.metric.noiseFloor.map { Figures.fixed($0, 2) + " %" } ?? "not measured"
      let least = item.metric.smallestDetectable.map { Figures.fixed($0, 2) + " %" } ?? "none: too few runs"
      lines.append("Noise floor of \(item.metric.name) (baseline against itself): \(floor). ")
      lines.append("Smallest difference that so many runs detect: \(least).")
    }
    if !remarks.isEmpty { lines += [""] + remarks.map { "* \(Markdown.escaped($0))" } }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ metric: ComparisonMetric, _ item: Assessment.Item) -> String {
    let (a, b) = (item.metric.baseline.median, item.metric.candidate.median)
    let bounds =
      item.metric.interval.map {
        "\(Self.signed($0.lowerBound)) … \(Self.signed($0.upperBound))"
      } ?? "–"
    return
      "| \(metric.title) | \(metric.shown(a)) | \(metric.shown(b)) | \(metric.shown(b - a)) | "
      + "\(Self.signed(item.metric.shift)) | \(bounds) | \(Self.figure(item.adjustedP)) | \(item.verdict.words) |"
  }

  private func plainRow(_ title: String, _ value: (Trial) -> Double?) -> String {
    let (a, b) = (baseline.median(value) ?? 0, candidate.median(value) ?? 0)
    let change = Difference(a, b)
    return
      "| \(title) | \(Self.figure(a)) | \(Self.figure(b)) | \(Self.figure(b - a)) | "
      + "\(change.percent.map(Self.signed) ?? "–") | | | |"
  }

  /// Decimals enough to see a difference, for quantities of any size.
  private static func figure(_ value: Double) -> String {
    let size = abs(value)
    return Figures.fixed(value, size == 0 ? 0 : size < 0.01 ? 6 : size < 10 ? 3 : 2)
  }
}

/// Texts of unknown origin inside Markdown.
package enum Markdown {
  /// The text with every character escaped that Markdown or HTML would take for markup; line breaks become spaces.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "|", "*", "_", "`", "[", "]", "\\", "#": result += "\\\(character)"
      case "\n", "\r", "\r\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
