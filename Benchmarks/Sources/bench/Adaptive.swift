import HashMaps

/// The adaptive map beside every fixed layout, phase by phase: each phase long enough for a move to pay.
struct Adaptive {
  let entries: Int
  let repetitions: Int
  let maps: [String]
  let keys: [String]

  private static let slackPhase = 1.10
  private static let slackTotal = 1.05

  func rows() throws(BenchmarkFailure) -> [Row] {
    try (keys.contains("u64") ? rows("u64") { WordRunner($0) as any Runner<WordStream> } : [])
      + (keys.contains("bytes") ? rows("bytes") { TextRunner($0) as any Runner<TextStream> } : [])
  }

  /// Operations a phase has at least, so that it is not too short for the clock.
  let shortest: Int
  /// Twenty operations an entry: what a move needs to pay.
  private var length: Int { max(20 * entries, shortest) }

  private func rows<Stream: KeyStream>(
    _ key: String, _ make: (RunnerKind) -> any Runner<Stream>
  ) throws(BenchmarkFailure) -> [Row] {
    typealias Leg = Race<Stream>.Leg
    var legs: [Leg] = [Leg(phase: .grow, operations: entries, name: "grow")]
    for phase in [Phase.hits, .misses, .mix, .churn] {
      legs.append(Leg(phase: phase, operations: length, name: phase.rawValue))
    }
    legs.append(Leg(phase: .erase, operations: entries / 10 * 9, name: "erase 90 %"))
    let race = Race<Stream>(legs: legs, seed: UInt64(entries))
    var runs: [[Race<Stream>.Result]] = []
    for repetition in 0..<repetitions {
      let kinds =
        [RunnerKind.adaptive]
        + Layout.allCases.filter { maps.isEmpty || maps.contains($0.name) }.map { RunnerKind.fixed($0) }
      runs.append(try race.run(kinds.map(make), offset: repetition))
    }
    let results = race.median(of: runs)
    print(race.table(results, "\(key), \(entries) entries, phases of \(length) operations, ns per operation"))
    print("adaptive: " + race.told(results[0].decisions) + "\n")

    let adaptive = results[0]
    let fixed = results.dropFirst()
    var rows: [Row] = []
    for (index, leg) in legs.enumerated() {
      guard let best = fixed.min(by: { $0.legs[index] < $1.legs[index] }) else { continue }
      rows.append(
        row(
          key, leg.name, adaptive.legs[index], best.legs[index], best.map, leg.operations, Self.slackPhase))
    }
    if let best = fixed.min(by: { $0.total < $1.total }) {
      let operations = legs.reduce(0) { $0 + $1.operations }
      rows.append(row(key, "total", adaptive.total, best.total, best.map, operations, Self.slackTotal))
    }
    return rows
  }

  private func row(
    _ key: String, _ name: String, _ time: Double, _ best: Double, _ map: String, _ operations: Int,
    _ goal: Double
  ) -> Row {
    Row(
      row: "adaptive-\(key)-\(name)@\(entries)", map: "adaptive", key: key, n: entries, op: name,
      ns: time / Double(operations), peer: "\(map), \(Report.format(best / Double(operations))) ns",
      ratio: time / best, goal: goal)
  }
}
