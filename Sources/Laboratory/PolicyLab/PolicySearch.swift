import Base

/// Ways of finding good settings in a space with few replays.
struct PolicySearch {
  typealias Settings = [PolicySuite.Setting]

  let suite: PolicySuite
  /// What scores are relative to.
  let baseline: Settings

  /// The best settings by a method.
  func find(_ method: PolicySuite.Method, _ bench: inout PolicyBench) throws(LaboratoryError) -> Settings {
    bench.beginStage()
    try bench.run(baseline, rounds: suite.rounds)
    switch method {
    case .heuristic: return try climb(&bench)
    case .successiveHalving: return try halve(&bench)
    case .bandit: return try pull(&bench)
    }
  }

  /// All combinations of the space, or as many of them as are looked at, drawn by the suite's seed.
  var candidates: [Settings] {
    let count = suite.space.reduce(1) { min($0 * $1.values.count, 1 << 40) }
    var random = SeededRandom(seed: suite.seed)
    var numbers: Set<Int> = []
    if count <= PolicySuite.mostCandidates {
      numbers = Set(0..<count)
    } else {
      while numbers.count < PolicySuite.mostCandidates { numbers.insert(Int(random.below(UInt64(count)))) }
    }
    return numbers.sorted().map { number in
      var rest = number
      return suite.space.map { axis in
        defer { rest /= axis.values.count }
        return axis.values[rest % axis.values.count]
      }
    }
  }

  private func cost(
    _ settings: Settings, rounds: Int, _ bench: inout PolicyBench
  ) throws(LaboratoryError) -> Double {
    try bench.run(settings, rounds: rounds)
    return bench.score(settings, against: baseline, rounds: rounds).overall
  }

  private func climb(_ bench: inout PolicyBench) throws(LaboratoryError) -> Settings {
    let rounds = max(2, suite.rounds / 3)
    var best = suite.space.map { $0.values[0] }
    var least = try cost(best, rounds: rounds, &bench)
    for _ in 0..<3 {
      let before = best
      for (index, axis) in suite.space.enumerated() {
        for value in axis.values where value != best[index] {
          var other = best
          other[index] = value
          let cost = try cost(other, rounds: rounds, &bench)
          if cost < least { (best, least) = (other, cost) }
        }
      }
      if best == before { break }
    }
    return best
  }

  private func halve(_ bench: inout PolicyBench) throws(LaboratoryError) -> Settings {
    var pool = candidates
    var rounds = 1
    while pool.count > 1 {
      var costs: [(settings: Settings, cost: Double)] = []
      for settings in pool { costs.append((settings, try cost(settings, rounds: rounds, &bench))) }
      costs.sort { $0.cost < $1.cost }
      pool = costs.prefix((pool.count + 1) / 2).map(\.settings)
      if pool.count == 2, rounds >= suite.rounds { pool.removeLast() }
      rounds = min(2 * rounds, suite.rounds)
    }
    return pool[0]
  }

  /// Upper confidence bounds on the logarithm of the cost: every candidate once, then whichever may be best.
  private func pull(_ bench: inout PolicyBench) throws(LaboratoryError) -> Settings {
    let pool = candidates
    var pulls = pool.map { _ in 1 }
    var gains: [Double] = []
    for settings in pool { gains.append(-DeterministicMath.log(try cost(settings, rounds: 1, &bench))) }
    let spread = Sample(gains).map(\.standardDeviation) ?? 0
    for turn in 0..<2 * pool.count {
      let bounds = pool.indices.map { index in
        pulls[index] >= suite.rounds
          ? -Double.infinity
          : gains[index]
            + spread * (DeterministicMath.log(Double(pool.count + turn)) / Double(pulls[index])).squareRoot()
      }
      guard let next = bounds.indices.max(by: { bounds[$0] < bounds[$1] }), bounds[next].isFinite else {
        break
      }
      pulls[next] += 1
      gains[next] = -DeterministicMath.log(try cost(pool[next], rounds: pulls[next], &bench))
    }
    // What was pulled once may have been lucky once.
    let known = pool.indices.filter { pulls[$0] > 1 }
    let best = (known.isEmpty ? Array(pool.indices) : known).max { gains[$0] < gains[$1] }
    return pool[best ?? 0]
  }
}
