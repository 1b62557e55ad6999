import Base

/// What a comparison says to people.
extension ComparisonReport {
  /// The verdict in one sentence.
  package var sentence: String {
    let names = "\(candidate.setup.label) against \(baseline.setup.label)"
    guard let item = deciding else {
      return
        "\(names): \(request.metric) could not be measured; time more operations (--latency-sample-every)"
    }
    let metric = item.metric
    let bounds = Self.interval(metric)
    switch item.verdict {
    case .faster, .slower:
      return "\(names): \(item.verdict.rawValue), \(metric.name) \(Self.signed(metric.shift)) \(bounds)"
    case .noEvidence:
      return """
        \(names): no evidence of a difference; one of \(Self.size(assessment.criteria.minimumEffect)) % in \
        \(metric.name) would most likely have been seen \(bounds)
        """
    case .tooNoisy:
      let size = Self.size(assessment.criteria.minimumEffect)
      return """
        \(names): too noisy to see a difference of \(size) % in \(metric.name) \(bounds): run \
        \(Figures.grouped(item.neededRuns)) more
        """
    }
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
    case .tooNoisy: ("\(verdict.words): run \(Figures.grouped(neededRuns)) more", "even")
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
