/// The candidates in order, and how sure that order is.
struct ProfileRanking {
  let candidates: [Profile.Candidate]
  let standing: Profile.Standing
  let recommended: String

  /// - Parameters:
  ///   - modes: the candidates' names.
  ///   - rounds: what each did, in the order of the rounds.
  ///   - looks: how often the ranking is looked at in all.
  init(_ modes: [String], _ rounds: [[ProfileRound]], _ plan: Profile.Plan, looks: Int) {
    let plain = zip(modes, rounds).map { Profile.Candidate(mode: $0, rounds: $1, comparison: nil) }
      .sorted { $0.cost < $1.cost }
    guard let leader = plain.first else {
      candidates = []
      standing = .undecided
      recommended = ""
      return
    }
    let shares = Double(max(plain.count - 1, 1) * looks)
    let costs = leader.rounds.map(\.processorCost)
    let ranked = plain.map { one in
      guard one.mode != leader.mode,
        let shift = PairedShift(
          costs, one.rounds.map(\.processorCost), confidence: 1 - plan.level / shares)
      else { return one }
      let verdict: Profile.Verdict =
        switch shift.finding(margin: plan.margin) {
        case .higher: .slower
        case .equivalent: .equivalent
        // A leader by median that is slower within rounds leads by chance.
        case .lower, .open: .tooNoisy
        }
      return Profile.Candidate(
        mode: one.mode, rounds: one.rounds,
        comparison: Profile.Comparison(
          shift: shift, adjustedP: min(1, shift.p * shares), verdict: verdict,
          neededRounds: shift.neededRounds(margin: plan.margin, confidence: 1 - plan.level / shares)))
    }
    candidates = ranked
    let verdicts = ranked.dropFirst().map { $0.comparison?.verdict ?? .tooNoisy }
    standing =
      verdicts.contains(.tooNoisy) ? .undecided : verdicts.contains(.equivalent) ? .tie : .settled
    guard standing != .undecided else {
      recommended = leader.mode
      return
    }
    let tied = ranked.filter { $0.mode == leader.mode || $0.comparison?.verdict == .equivalent }
    // Bytes within a hundredth are as many: then time decides.
    let fewest = tied.map(\.bytesPerEntry).min() ?? 0
    recommended =
      tied.filter { $0.bytesPerEntry <= 1.01 * fewest }.min { $0.cost < $1.cost }?.mode ?? leader.mode
  }
}
