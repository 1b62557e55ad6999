import Base
import Telemetry

/// What a profile says.
extension Profile {
  /// Why that mode is recommended, in one sentence.
  package var reason: String {
    let others = candidates.filter { $0.mode != recommended }
    switch standing {
    case .settled:
      guard let next = others.first else { return "\(recommended) was the only candidate" }
      return
        "\(costs([recommended])) needs the least processor time; next comes \(costs([next.mode])), \(behind(next))"
    case .tie:
      let tied = candidates.filter { $0.comparison.map { $0.verdict == .equivalent } ?? true }
      let slower = candidates.first { $0.comparison?.verdict == .slower }
      let bytes = tied.map { "\($0.mode) \(Figures.fixed($0.bytesPerEntry, 1))" }.joined(separator: ", ")
      let isEven = tied.allSatisfy { $0.bytesPerEntry <= 1.01 * (tied.map(\.bytesPerEntry).min() ?? 0) }
      let choice =
        isEven
        ? "of them, all with the same bytes an entry, \(recommended) took the least time"
        : "of them \(recommended) needs the fewest bytes an entry"
      return
        "\(costs(tied.map(\.mode))) are as fast, shown to be within ±\(margin) %; \(choice) (\(bytes))"
        + (slower.map { "; next comes \(costs([$0.mode])), \(behind($0))" } ?? "")
    case .undecided:
      let open = candidates.filter { $0.comparison?.verdict == .tooNoisy }
      let names = open.map { "\($0.mode) \(behind($0))" }.joined(separator: ", ")
      return
        "\(costs([recommended])) is ahead, but neither slower nor within ±\(margin) % are shown: \(names); \(advice)"
    }
  }

  /// What would settle an undecided ranking: rounds in all, and the time they take at the present pace; nil where it is
  /// settled.
  package var needed: (rounds: Int, seconds: Double)? {
    guard standing == .undecided else { return nil }
    let rounds = candidates.compactMap(\.comparison?.neededRounds).max() ?? 2 * rounds
    return (rounds, Double(rounds) * seconds / Double(max(self.rounds, 1)))
  }

  private var advice: String {
    guard let needed else { return "" }
    let time = Figures.fixed(needed.seconds, needed.seconds < 10 ? 1 : 0)
    let flags =
      "--time-limit \(Int((1.2 * needed.seconds).rounded(.up)))"
      + (needed.rounds > plan.rounds ? " --max-rounds \(min(1000, needed.rounds))" : "")
    return
      "about \(Figures.grouped(needed.rounds)) rounds (\(time) s) instead of \(rounds) (\(Figures.fixed(seconds, 1)) s) would tell: \(flags)"
  }

  private var margin: String {
    Figures.fixed(plan.margin, plan.margin == plan.margin.rounded() ? 0 : 1)
  }

  private func behind(_ candidate: Candidate) -> String {
    candidate.comparison.map { "\(PairedShift.signed($0.shift.shift)) \($0.shift.bounds)" } ?? ""
  }

  private func costs(_ modes: [String]) -> String {
    candidates.filter { modes.contains($0.mode) }
      .map { "\($0.mode) (\(Figures.fixed($0.cost, 1)) ns an operation)" }.joined(separator: ", ")
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
      .init("rounds", .count(UInt64(rounds))), .init("margin_percent", .number(plan.margin)),
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
    json.field("replays_per_round", replaysPerRound)
    json.field("seconds", seconds)
    json.field("margin_percent", plan.margin)
    json.field("needed_rounds", needed?.rounds)
    json.field("needed_seconds", needed?.seconds)
    json.array("modes") { list in
      for candidate in candidates {
        list.beginObject()
        list.field("mode", candidate.mode)
        list.field("cpu_ns_per_op", candidate.cost)
        list.field("ops_per_second", candidate.rate)
        list.field("p99_ms", candidate.tail)
        list.field("bytes_per_entry", candidate.bytesPerEntry)
        list.field("backend", candidate.rounds.last?.layout)
        list.field("shift", candidate.comparison?.shift.shift)
        list.field("ci_low", candidate.comparison?.shift.interval?.lowerBound)
        list.field("ci_high", candidate.comparison?.shift.interval?.upperBound)
        list.field("p_adjusted", candidate.comparison?.adjustedP)
        list.field("verdict", candidate.comparison?.verdict.rawValue)
        list.array("samples") { samples in
          for round in candidate.rounds { samples.double(round.processorCost) }
        }
        list.endObject()
      }
    }
  }
}
