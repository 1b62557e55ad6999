import Base

/// The outcomes of a batch as people read them.
package struct BatchReport: Sendable {
  /// The specification as the user named it.
  package let spec: String
  /// In the order of the specification.
  package let outcomes: [BatchOutcome]
  /// Jobs of the specification, those that never ran included.
  package let jobs: Int
  /// When it was made.
  package let generatedAt: String
  /// The command line that makes it again.
  package let command: String

  /// A report with its parts.
  package init(spec: String, outcomes: [BatchOutcome], jobs: Int, command: String) {
    self.spec = spec
    self.outcomes = outcomes
    self.jobs = jobs
    self.command = command
    generatedAt = WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0)
  }

  /// Whether every job did what it was asked.
  package var isOK: Bool { outcomes.count == jobs && outcomes.allSatisfy(\.isOK) }

  /// Outcomes that tell operations per second, the fastest first.
  var ranking: [(outcome: BatchOutcome, rate: Double)] {
    outcomes.compactMap { outcome in outcome.operationsPerSecond.map { (outcome, $0) } }
      .sorted { $0.rate > $1.rate }
  }

  /// The content of the Markdown report.
  package var markdown: String {
    let words = Markdown.escaped
    var lines = [
      "# Adaptive Hash Map Batch Report", "", "Generated: \(generatedAt)", "",
      "* Specification: `\(spec)`", "* Machine: \(words(MachineFacts.cpuModel)), \(MachineFacts.cores) cores",
      "* Again: `\(command)`", "",
      "| Job | Command | Status | Runs | Duration (s) | Ops/s | Backend |",
      "|---|---|---|---:|---:|---:|---|",
    ]
    for outcome in outcomes {
      let status = outcome.isOK ? "✅" : "❌"
      lines.append(
        "| \(words(outcome.job.name)) | \(outcome.job.command) | \(status) \(outcome.status.rawValue) | "
          + "\(outcome.runs.count) | \(Figures.fixed(outcome.seconds, 2)) | \(Self.rate(outcome)) | "
          + "\(words(outcome.runs.last?.backend ?? "-")) |")
    }
    if let best = ranking.first {
      lines += [
        "", "## Comparative Summary", "", "| Job | Ops/s | Δ vs. max | p99 latency (ms) |",
        "|---|---:|---:|---:|",
      ]
      for (outcome, rate) in ranking {
        lines.append(
          "| \(words(outcome.job.name)) | \(Self.rate(outcome)) | \(Figures.fixed(100 * (rate / best.rate - 1), 1))% | "
            + "\(outcome.tail.map { Figures.fixed($0, 4) } ?? "-") |")
      }
    }
    lines += ["", "## Job Logs"]
    for outcome in outcomes {
      let log = outcome.runs.last?.log ?? ""
      // A fence longer than any run of backticks inside.
      let fence = String(repeating: "`", count: max(3, Self.longestRun(of: "`", in: log) + 1))
      lines += ["", "### \(words(outcome.job.name))", "", fence + "text", log.trimmedRight, fence]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func rate(_ outcome: BatchOutcome) -> String {
    outcome.operationsPerSecond.map { Figures.grouped(Int($0.rounded())) } ?? "-"
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var (longest, current) = (0, 0)
    for each in text {
      current = each == character ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }
}

extension String {
  /// Without white space at its end.
  fileprivate var trimmedRight: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}
