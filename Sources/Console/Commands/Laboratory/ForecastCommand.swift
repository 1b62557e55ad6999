import Base
import Documents
import Laboratory
import Telemetry

/// `forecast FILE`.
enum ForecastCommand {
  static let level = Flag<Double>.number(
    "level", "PERCENT", in: .from(1, to: 99), default: 80,
    "The share of the events that an interval is to hold; a higher one takes more events.")
  static let threshold = Flag<[String]>.repeated(
    "threshold", "METRIC=VALUE",
    "Say when a metric reaches a value, too: \(ForecastThreshold.Metric.allCases.map(\.rawValue).joined(separator: ", ")) (latency_p99 in milliseconds)."
  )

  static let spec = CommandSpec(
    name: "forecast",
    summary: "Say when the next split, conversion or guardrail breach of a run comes.",
    details: [
      """
      Reads the metrics file of a run and says, for its last frame, at which operation and when at the present rate a \
      segment is split, the map moves to another layout, and a guardrail is reached. Each forecast has an interval, and \
      says how earlier forecasts of the same run did: how many events lay in their intervals, and the median error. With \
      too few events or frames it says so instead (docs/forecast.md has the method).
      """
    ],
    flags: [level.spec, threshold.spec, RecommendationOutput.flag.spec],
    positionals: [RunFile.positional],
    examples: [
      Example(purpose: "what comes next", line: "hashmap-cli forecast run/metrics.ndjson"),
      Example(
        purpose: "when a million entries are reached, nine times in ten",
        line: "hashmap-cli forecast run/metrics.ndjson --threshold entries=1000000 --level 90"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file holds no frame, or a flag is wrong.")
    ] + RunFile.failures
  ) { arguments, session throws(Failure) in
    let thresholds = try parsed(arguments[threshold])
    try RecommendationOutput.check(arguments, from: [arguments.words[0]])
    let guardrails = Guardrails.Thresholds(try session.settings(arguments)).foreseeable
    var forecaster = Forecaster(
      level: arguments[level] / 100, thresholds: thresholds, guardrails: guardrails)
    var runs = 0
    var run: String?
    try RunFile.read(arguments.words[0], session) { frame in
      if frame.runID != run { runs += 1 }
      run = frame.runID
      forecaster.take(frame)
    }
    if runs > 1 { session.log.warning("\(arguments.words[0]): \(runs) runs, the last one is told of") }
    let result = RunForecast(forecaster, runID: run)
    try RecommendationOutput.write(arguments, result.recommendation)
    try session.succeed(text: text(result)) { json in
      json.key("forecast")
      json.beginObject()
      result.renderMembers(into: &json)
      json.endObject()
      json.field("recommendation_out", arguments[RecommendationOutput.flag])
    }
  }

  private static func parsed(_ words: [String]) throws(Failure) -> [ForecastThreshold] {
    var thresholds: [ForecastThreshold] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let names = ForecastThreshold.Metric.allCases.map(\.rawValue).joined(separator: ", ")
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite, value > 0 else {
        throw .badInput(
          "--threshold: '\(word)' is not METRIC=VALUE with a value above 0", hint: "write load_factor=0.8")
      }
      guard let metric = ForecastThreshold.Metric(rawValue: parts[0]) else {
        throw .badInput("--threshold: there is no metric '\(parts[0])'", hint: "there are \(names)")
      }
      guard !thresholds.contains(where: { $0.metric == metric }) else {
        throw .badInput("--threshold: \(metric.rawValue) stands there twice", hint: "give each metric once")
      }
      thresholds.append(ForecastThreshold(metric, value))
    }
    return thresholds
  }

  private static func text(_ result: RunForecast) -> String {
    var lines = [result.head]
    for one in result.forecasts {
      lines += ["", "\(one.target.name): \(RunForecast.sentence(one))"]
      if let test = RunForecast.test(one) { lines.append("  \(test)") }
    }
    let isShort = result.forecasts.contains {
      if case .tooFewFrames = $0.outcome { true } else { false }
    }
    if isShort { lines += ["", RunFile.moreFrames] }
    return lines.map { $0 + "\n" }.joined()
  }
}
