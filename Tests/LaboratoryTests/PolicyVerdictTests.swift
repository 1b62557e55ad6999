import Base
import Documents
import HashMaps
import TestSupport
import Testing
import Workloads

@testable import Laboratory

@Suite struct PolicyVerdictTests {
  private func scores(_ factor: Double, noise: Double, _ random: inout SeededRandom) -> PairedShift {
    PairedShift(
      logarithms: (0..<16).map { _ in
        DeterministicMath.log(factor) + noise * ((0..<12).reduce(0) { sum, _ in sum + random.unit() } - 6)
      })
  }

  /// A candidate that is the baseline under another name is adopted about as seldom as the level says; one that is clearly
  /// better nearly always; one that is better by too little never.
  @Test func noiseIsNotRecommended() {
    var random = SeededRandom(seed: 6)
    var (noise, gain, trifle) = (0, 0, 0)
    for _ in 0..<1000 {
      if PolicyLab.holds(scores(1, noise: 0.1, &random)) { noise += 1 }
      if PolicyLab.holds(scores(0.85, noise: 0.1, &random)) { gain += 1 }
      if PolicyLab.holds(scores(0.999, noise: 0.0001, &random)) { trifle += 1 }
    }
    #expect(noise < 45 && gain > 950 && trifle == 0, "\(noise), \(gain), \(trifle)")
  }

  /// What makes the same map is replayed once, by whatever settings and for whichever search.
  @Test func theSameMapIsNotReplayedTwice() throws {
    typealias Setting = PolicySuite.Setting
    let workload = try Experiment.load(Repository.path("data/workloads/demo.csv"), limits: CSVLimits())
    var bench = PolicyBench(
      [workload], weight: 0.5, seed: 3, hooks: Experiment.Hooks(),
      configure: { settings throws(DocumentError) in
        MapConfiguration.fixed(settings.first?.value == "compact" ? .compact : .grouped)
      })
    let plain: [Setting] = []
    let named = [Setting(key: "layout", value: "grouped", position: DocumentPosition(line: 4, column: 2))]
    let other = [Setting(key: "layout", value: "compact")]
    #expect(named == [Setting(key: "layout", value: "grouped")], "where it stands makes no difference")
    bench.beginStage()
    try bench.run(plain, rounds: 2)
    try bench.run(named, rounds: 3)
    try bench.run(other, rounds: 2)
    #expect(bench.replays == 5 && bench.saved == 0, "a search that asks twice has saved nothing")
    bench.beginStage()
    try bench.run(named, rounds: 3)
    try bench.run(other, rounds: 3)
    #expect(bench.replays == 6 && bench.saved == 5)
    #expect(try bench.areSame(plain, named) && !bench.areSame(plain, other))
    let shifts = try #require(bench.shifts(other, against: plain, workload: 0))
    #expect(shifts.score.count == 3 && shifts.tail.count == 3)
  }

  /// Policies of one map under several names stand in the table once, a baseline before candidates.
  @Test func theSameMapStandsInTheTableOnce() throws {
    typealias Policy = PolicySuite.Policy
    func policy(_ name: String, _ layout: String?, isBaseline: Bool = false) -> Policy {
      Policy(
        name: name, settings: layout.map { [PolicySuite.Setting(key: "layout", value: $0)] } ?? [],
        isBaseline: isBaseline)
    }
    let path = Repository.path("data/workloads/demo.csv")
    let suite = PolicySuite(
      folder: ".", workloads: [path], heldOut: path,
      policies: [
        policy("said aloud", "grouped"), policy("tight", "compact"), policy("plain", nil, isBaseline: true),
        policy("tighter", "compact"), policy("again", nil, isBaseline: true), policy("loose", "chaining"),
      ], space: [], methods: [], rounds: 6, seed: 1, latencyWeight: 0, report: "r.md", htmlReport: nil,
      patch: nil)
    let lab = try PolicyLab(
      suite, hooks: Experiment.Hooks(),
      configure: { settings throws(DocumentError) in
        switch settings.first?.value {
        case "compact": MapConfiguration.fixed(.compact)
        case "chaining": MapConfiguration.fixed(.chaining)
        default: MapConfiguration.fixed(.grouped)
        }
      })
    let names = lab.table.rows.map { $0[0] }
    #expect(
      Set(names) == [
        "plain (baseline; the same as again, said aloud)", "tight (the same as tighter)", "loose",
      ], "\(names)")
    #expect(names.count == 3 && lab.baseline.policy.name == "plain" && lab.winner.policy.name == "tight")
    var json = JSONWriter()
    json.beginObject()
    lab.render(into: &json)
    json.endObject()
    let result = try #require(try JSON.parse(json.bytes, file: "result").table)
    let twins = (result["finalists"]?.array ?? []).compactMap(\.table).map { finalist in
      finalist["same_as"]?.array?.compactMap(\.string) ?? ["none"]
    }
    #expect(Set(twins) == [["again", "said aloud"], ["tighter"], []])
  }
}
