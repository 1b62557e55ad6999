import Base
import Telemetry
import Workloads

/// What a comparison says to people.
extension ComparisonReport {
  /// The verdict in one sentence, and what would settle it where it is open.
  package var sentence: String { verdict == .tooNoisy ? "\(finding): \(advice)" : finding }

  /// The verdict alone.
  package var finding: String {
    let names = "\(candidate.setup.label) against \(baseline.setup.label)"
    guard let item = deciding else { return "\(names): \(request.metric) could not be measured" }
    let metric = item.metric
    let bounds = Self.interval(metric)
    switch item.verdict {
    case .faster, .slower:
      return "\(names): \(item.verdict.rawValue), \(metric.name) \(Self.signed(metric.shift)) \(bounds)"
    case .noEvidence:
      return """
        \(names): no evidence of a difference; one above \(Self.size(assessment.criteria.minimumEffect)) % in \
        \(metric.name) is ruled out \(bounds)
        """
    case .tooNoisy:
      if metric.isDrowned, let floor = metric.noiseFloor {
        return """
          \(names): too noisy, the baseline differs from itself by \(Figures.fixed(floor, 2)) % in \
          \(metric.name), no less than the candidate \(bounds)
          """
      }
      return """
        \(names): too noisy to tell whether \(metric.name) differs by \
        \(Self.size(assessment.criteria.minimumEffect)) % \(bounds)
        """
    }
  }

  /// The most replays of each side that may be asked for.
  package static let mostRepeats = 1000

  /// What would settle a comparison that is too noisy.
  package var advice: String {
    guard let item = deciding else { return latencyAdvice }
    if item.metric.isDrowned {
      return "a quieter machine or a longer workload may tell, more --repeats do not"
    }
    if let needed = item.neededRuns {
      return "--repeats \(request.repeats + needed) will most likely settle it"
    }
    return """
      no --repeats up to \(Figures.grouped(Self.mostRepeats)) will settle it; a longer workload, a quieter machine or a \
      larger \(request.gate == nil ? "--min-effect" : "--gate") may
      """
  }

  /// What it takes to tell a latency that could not be told.
  private var latencyAdvice: String {
    let quantile = LatencySummary.quantileNames.firstIndex { request.metric.hasSuffix("\($0)") } ?? 2
    let reason = latencyObstacle(kind: 0, quantile: quantile)
    let enough =
      request.timing.passes > 0 || request.timing.every == 1
      ? "a longer workload has enough of them" : "without --latency-sample-every enough of them are timed"
    return "\(reason); \(enough)"
  }

  /// Why a quantile cannot be told of all replays.
  func latencyObstacle(kind: Int, quantile: Int) -> String {
    let timed = (baseline.trials + candidate.trials).map { $0.timed(kind: kind) }.min() ?? 0
    let needed = LatencySummary.neededCounts[quantile]
    let name = kind == 0 ? "operation" : "\(LatencyReading.names[kind])"
    if request.timing.every == nil { return "no operation was timed" }
    return """
      \(LatencySummary.quantileNames[quantile]) needs \(Figures.counted(needed, "timed \(name)")) a replay, and one had \
      \(timed == 0 ? "none" : Figures.grouped(timed))
      """
  }

  /// A metric's interval in words, in brackets.
  package static func interval(_ metric: MetricComparison) -> String {
    guard let interval = metric.interval else { return "(too few runs for an interval)" }
    return "(95 % interval \(signed(interval.lowerBound)) to \(signed(interval.upperBound)))"
  }

  /// A change in percent with its sign.
  package static func signed(_ percent: Double) -> String {
    "\(percent > 0 ? "+" : "")\(Figures.fixed(percent, 2)) %"
  }

  private static func size(_ percent: Double) -> String {
    percent == percent.rounded() ? Figures.fixed(percent, 0) : Figures.fixed(percent, 2)
  }
}

extension ComparisonReport {
  /// A verdict, and how many further runs would most likely settle it where it is open.
  package static func words(_ item: Assessment.Item) -> String {
    guard item.verdict == .tooNoisy else { return item.verdict.words }
    guard let needed = item.neededRuns else {
      return "\(item.verdict.words), and no \(Figures.grouped(mostRepeats)) runs would settle it"
    }
    return "\(item.verdict.words): run \(Figures.grouped(needed)) more"
  }
}

extension Verdict {
  /// The verdict as people say it.
  package var words: String {
    switch self {
    case .faster: "faster"
    case .slower: "slower"
    case .noEvidence: "no evidence of a difference"
    case .tooNoisy: "too noisy to tell"
    }
  }
}

extension ComparisonReport {
  /// The whole comparison as a badge: the verdict, how many runs more it takes, and its tone.
  package var badge: (text: String, tone: String) {
    switch verdict {
    case .faster: (verdict.words, "better")
    case .slower: (verdict.words, "worse")
    case .noEvidence: (verdict.words, "even")
    case .tooNoisy: (deciding.map { Self.words($0) } ?? verdict.words, "even")
    }
  }
}

extension Assessment.Item {
  /// A short text for a badge, and its tone: `better`, `worse` or `even`.
  package var badge: (text: String, tone: String) {
    switch verdict {
    case .faster: ("\(ComparisonReport.signed(metric.shift)), \(verdict.words)", "better")
    case .slower: ("\(ComparisonReport.signed(metric.shift)), \(verdict.words)", "worse")
    case .noEvidence, .tooNoisy: (verdict.words, "even")
    }
  }
}
