import HashMaps

/// Trace T: long phases of hits, misses and churn in a table beyond the caches, and growth between them. A map that moves
/// between layouts should beat every fixed one in total.
///
/// Hits used to favour `chaining` there (tags and cells on neighbouring lines), misses and growth `grouped` (tags in one
/// dense run). Since `grouped` asks for its cells before the tags have come, it leads in every phase or is level: what
/// remains to show is that the adaptive map does not leave the best layout.
struct TraceT {
  let entries: Int
  let repetitions: Int

  /// The total of the best fixed layout must be at least 8 % more than the adaptive map's.
  private static let goal = 1 / 1.08

  func rows() throws(BenchmarkFailure) -> [Row] {
    typealias Leg = Race<WordStream>.Leg
    let legs = [
      Leg(phase: .grow, operations: entries, name: "grow"),
      Leg(phase: .hits, operations: 24 * entries, name: "hits"),
      Leg(phase: .misses, operations: 48 * entries, name: "misses"),
      Leg(phase: .churn, operations: 8 * entries, name: "churn"),
      Leg(phase: .hits, operations: 16 * entries, name: "hits again"),
      Leg(phase: .grow, operations: entries, name: "growth"),
      Leg(phase: .misses, operations: 24 * entries, name: "misses again"),
    ]
    let race = Race<WordStream>(legs: legs, seed: UInt64(entries))
    var runs: [[Race<WordStream>.Result]] = []
    for _ in 0..<repetitions {
      let kinds =
        [RunnerKind.adaptive] + Layout.allCases.filter { $0 != .compact }.map { RunnerKind.fixed($0) }
      runs.append(try race.run(kinds.map { WordRunner($0) }))
    }
    let results = race.median(of: runs)
    print(race.table(results, "trace T, u64, \(entries) entries and then twice that, ns per operation"))
    print("adaptive: " + race.told(results[0].decisions) + "\n")
    guard let best = results.dropFirst().min(by: { $0.total < $1.total }) else { return [] }
    let operations = Double(legs.reduce(0) { $0 + $1.operations })
    return [
      Row(
        row: "adaptive-trace-t@\(entries)", map: "adaptive", key: "u64", n: entries, op: "trace T",
        ns: results[0].total / operations,
        peer: "\(best.map), \(Report.format(best.total / operations)) ns",
        ratio: results[0].total / best.total,
        goal: Self.goal)
    ]
  }
}
