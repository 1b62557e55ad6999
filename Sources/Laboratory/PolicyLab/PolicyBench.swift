import Base
import Documents
import HashMaps
import Workloads

/// Replays of policies on workloads with common random numbers: round n has the same hash seed for every policy, so that
/// chance meets all of them alike. What was replayed once is not replayed again.
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
  private var results: [[PolicySuite.Setting]: [[Result]]] = [:]

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
    var done = results[settings] ?? workloads.map { _ in [] }
    if done.allSatisfy({ $0.count >= rounds }) { return }
    let map: MapConfiguration
    do throws(DocumentError) { map = try configure(settings) } catch { throw .specification(error) }
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
    results[settings] = done
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

  /// Tails of one workload, round by round.
  func tails(_ settings: [PolicySuite.Setting], workload: Int) -> [Double] {
    (results[settings]?[workload] ?? []).map(\.tail)
  }

  private static let samples = 4000

  private func means(_ settings: [PolicySuite.Setting], _ rounds: Int) -> Result {
    let medians = (results[settings] ?? []).map { all in
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
