import Base
import Documents
import HashMaps
import Workloads

/// Replays of policies on workloads with common random numbers: round n has the same hash seed for every policy, so that
/// chance meets all of them alike. What was replayed once is not replayed again, whoever asks and by whatever settings: what
/// counts is the map they make.
struct PolicyBench {
  /// What a policy reached, relative to the first baseline where it says so.
  struct Score: Equatable {
    /// The 99th percentile in nanoseconds, the geometric mean over workloads of the medians over rounds.
    let tail: Double
    /// Bytes for an entry, likewise.
    let bytesPerEntry: Double
    /// Both relative to the first baseline, weighted: below 1 is better than it.
    let overall: Double
  }

  private struct Result {
    let tail: Double
    let bytesPerEntry: Double
  }

  /// What a policy's settings make of a map.
  typealias Configure = ([PolicySuite.Setting]) throws(DocumentError) -> MapConfiguration

  let workloads: [LoadedWorkload]
  private let weight: Double
  private let seed: UInt64
  private let hooks: Experiment.Hooks
  private let configure: Configure
  private(set) var replays = 0
  /// Replays that would have been made, had every search and the finals worked for themselves.
  private(set) var wanted = 0
  private var results: [(map: MapConfiguration, rows: [[Result]])] = []
  private var places: [[PolicySuite.Setting]: Int] = [:]
  /// Rounds that the search at work has asked for, by the place of the result.
  private var asked: [Int: Int] = [:]

  init(
    _ workloads: [LoadedWorkload], weight: Double, seed: UInt64, hooks: Experiment.Hooks,
    configure: @escaping Configure
  ) {
    self.workloads = workloads
    self.weight = weight
    self.seed = seed
    self.hooks = hooks
    self.configure = configure
  }

  /// Replays a policy until it has so many rounds on every workload.
  mutating func run(_ settings: [PolicySuite.Setting], rounds: Int) throws(LaboratoryError) {
    let place = try place(of: settings)
    wanted += max(0, rounds - asked[place, default: 0]) * workloads.count
    asked[place] = max(rounds, asked[place, default: 0])
    let map = results[place].map
    var done = results[place].rows
    if done.allSatisfy({ $0.count >= rounds }) { return }
    for (index, workload) in workloads.enumerated() {
      let arm = Arm(
        label: Self.name(settings), map: map, sampleEvery: max(1, workload.operations / Self.samples))
      let experiment = Experiment(workload, arms: [arm], seed: seed, hooks: hooks)
      for round in done[index].count..<max(rounds, done[index].count) {
        hooks.progress(replays, 0)
        let result = try experiment.replay(arm, seed: seed(ofRound: round), tickOperations: nil) {
          _ throws(ReplayFault) in
        }
        replays += 1
        let trial = Trial(result, round: round + 1, place: 1)
        guard let tail = trial.milliseconds(kind: 0, quantile: 2) else {
          throw .workload(
            .badInput(
              "A workload has too few operations for a 99th percentile", file: "",
              hint: "Give workloads of a thousand operations or more"))
        }
        done[index].append(Result(tail: max(1e6 * tail, 1), bytesPerEntry: max(trial.bytesPerEntry, 1)))
      }
    }
    results[place].rows = done
  }

  /// Says that another search begins, or the finals: what was replayed for others counts as saved from now on.
  mutating func beginStage() { asked = [:] }

  /// Replays that were not made since others had asked for the same.
  var saved: Int { wanted - replays }

  /// Whether two sets of settings make the same map.
  mutating func areSame(
    _ one: [PolicySuite.Setting], _ other: [PolicySuite.Setting]
  ) throws(LaboratoryError) -> Bool { try place(of: one) == place(of: other) }

  private mutating func place(of settings: [PolicySuite.Setting]) throws(LaboratoryError) -> Int {
    if let place = places[settings] { return place }
    let map: MapConfiguration
    do throws(DocumentError) { map = try configure(settings) } catch { throw .specification(error) }
    let place = results.firstIndex { $0.map == map } ?? results.count
    if place == results.count { results.append((map, workloads.map { _ in [] })) }
    places[settings] = place
    return place
  }

  /// The score over the first rounds of both, which were replayed before.
  func score(
    _ settings: [PolicySuite.Setting], against baseline: [PolicySuite.Setting], rounds: Int
  ) -> Score {
    let own = means(settings, rounds)
    let base = means(baseline, rounds)
    let overall =
      DeterministicMath.pow(own.tail / base.tail, weight)
      * DeterministicMath.pow(own.bytesPerEntry / base.bytesPerEntry, 1 - weight)
    return Score(tail: own.tail, bytesPerEntry: own.bytesPerEntry, overall: overall)
  }

  /// A policy against a baseline on one workload, from the differences within rounds: its score, and its tail alone; nil
  /// unless both were replayed.
  func shifts(
    _ settings: [PolicySuite.Setting], against baseline: [PolicySuite.Setting], workload: Int
  ) -> (score: PairedShift, tail: PairedShift)? {
    let (own, base) = (rows(settings)[workload], rows(baseline)[workload])
    if own.isEmpty || own.count != base.count { return nil }
    func differences(_ value: (Result) -> Double) -> [Double] {
      zip(base, own).map { DeterministicMath.log(value($1)) - DeterministicMath.log(value($0)) }
    }
    let (tails, bytes) = (differences(\.tail), differences(\.bytesPerEntry))
    return (
      PairedShift(logarithms: zip(tails, bytes).map { weight * $0 + (1 - weight) * $1 }),
      PairedShift(logarithms: tails)
    )
  }

  private func rows(_ settings: [PolicySuite.Setting]) -> [[Result]] {
    places[settings].map { results[$0].rows } ?? workloads.map { _ in [] }
  }

  private static let samples = 4000

  private func means(_ settings: [PolicySuite.Setting], _ rounds: Int) -> Result {
    let medians = rows(settings).map { all in
      let rows = all.prefix(rounds)
      return Result(
        tail: Sample(rows.map(\.tail))?.median ?? 1,
        bytesPerEntry: Sample(rows.map(\.bytesPerEntry))?.median ?? 1)
    }
    func mean(_ value: (Result) -> Double) -> Double {
      let sum = medians.reduce(0) { $0 + DeterministicMath.log(value($1)) }
      return DeterministicMath.exp(sum / Double(max(medians.count, 1)))
    }
    return Result(tail: mean(\.tail), bytesPerEntry: mean(\.bytesPerEntry))
  }

  /// Within 63 bits, so that it can be given back wherever a signed number is read.
  private func seed(ofRound round: Int) -> UInt64 {
    var state = seed &+ UInt64(round)
    return SeededRandom.splitmix(&state) & UInt64(Int64.max)
  }

  static func name(_ settings: [PolicySuite.Setting]) -> String {
    settings.isEmpty ? "no settings" : settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }
}
