import Base
import Telemetry

/// What a profile says.
extension Profile {
  /// Why that mode is recommended, in one sentence.
  package var reason: String {
    let others = candidates.filter { $0.mode != recommended }
    switch standing {
    case .settled:
      guard let next = others.first?.item else { return "\(recommended) was the only candidate" }
      return
        "\(recommended) needs the least processor time; \(next.metric.name) comes next with "
        + "\(ComparisonReport.signed(next.metric.shift)) \(ComparisonReport.interval(next.metric))"
    case .tie:
      let tied = candidates.filter { $0.item.map { $0.verdict == .noEvidence } ?? true }.map(\.mode)
      return
        "\(tied.joined(separator: ", ")) are equally fast; of them \(recommended) needs the fewest bytes an entry"
    case .undecided:
      let open = candidates.filter { $0.item?.verdict == .tooNoisy }
      let more = open.compactMap(\.item?.neededRuns).max() ?? 0
      let names = open.map(\.mode).joined(separator: ", ")
      let known = open.allSatisfy { $0.item?.neededRuns != nil }
      let hint = known ? "some \(Figures.grouped(more)) more rounds would tell" : "no 1,000 rounds would tell"
      return "\(recommended) is ahead, but \(names) may be as fast; \(hint)"
    }
  }

  /// What to do, in the form that views show.
  ///
  /// - Parameter layout: the layout that the recommended mode stands for; nil where it stands for none.
  package func recommendation(layout: String?) -> RecommendationDocument {
    let confidence: RecommendationDocument.Confidence =
      switch standing {
      case .settled: .high
      case .tie: .moderate
      case .undecided: .low
      }
    var details: [RecommendationDocument.Detail] = [.init("map.mode", .text(recommended))]
    if let layout { details.append(.init("layout", .text(layout))) }
    details += [
      .init("standing", .text(standing.rawValue)), .init("operations", .count(UInt64(operations))),
      .init("rounds", .count(UInt64(rounds))),
    ]
    if let best = candidates.first(where: { $0.mode == recommended }) {
      details.append(.init("cpu_ns_per_op", .number(best.cost)))
      details.append(.init("bytes_per_entry", .number(best.bytesPerEntry)))
      if let tail = best.tail { details.append(.init("p99_ms", .number(tail))) }
    }
    return RecommendationDocument(
      source: "profile", summary: "use --mode \(recommended)", reason: reason, confidence: confidence,
      details: details)
  }

  /// Writes the members of an object that is open.
  package func render(into json: inout JSONWriter) {
    json.field("recommended_mode", recommended)
    json.field("result", recommended)
    json.field("standing", standing.rawValue)
    json.field("reason", reason)
    json.field("operations", operations)
    json.field("is_sample", isCut)
    json.field("rounds", rounds)
    json.array("modes") { list in
      for candidate in candidates {
        list.beginObject()
        list.field("mode", candidate.mode)
        list.field("cpu_ns_per_op", candidate.cost)
        list.field("ops_per_second", candidate.rate)
        list.field("p99_ms", candidate.tail)
        list.field("bytes_per_entry", candidate.bytesPerEntry)
        list.field("backend", candidate.trials.last?.layout)
        list.field("shift", candidate.item?.metric.shift)
        list.field("ci_low", candidate.item?.metric.interval?.lowerBound)
        list.field("ci_high", candidate.item?.metric.interval?.upperBound)
        list.field("p_adjusted", candidate.item?.adjustedP)
        list.field("verdict", candidate.item?.verdict.rawValue)
        list.array("samples") { samples in
          for trial in candidate.trials { samples.double(trial.processorCost) }
        }
        list.endObject()
      }
    }
  }
}
