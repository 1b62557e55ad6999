import Base
import HashMaps
import Telemetry
import Workloads

/// One way to run a workload that an experiment compares with others.
package struct Arm: Sendable {
  /// How reports name it.
  package let label: String
  /// The map; without a seed every round draws one, the same for all arms.
  package let map: MapConfiguration
  /// How its operations are timed.
  package let timing: LatencyPlan

  /// An arm with its parts.
  package init(label: String, map: MapConfiguration, timing: LatencyPlan) {
    self.label = label
    self.map = map
    self.timing = timing
  }

  /// The same without timed operations.
  var untimed: Arm { Arm(label: label, map: map, timing: LatencyPlan(every: nil)) }

  /// An arm one operation of which in `sampleEvery` is timed; nil times none.
  package init(label: String, map: MapConfiguration, sampleEvery: Int?) {
    self.init(label: label, map: map, timing: LatencyPlan(every: sampleEvery))
  }
}

/// Replays of one workload by several arms, interleaved: every round runs each arm once, in an order drawn anew, so that
/// what drifts on the machine meets all of them alike.
///
/// The workload is in memory and every replay runs on the calling thread alone, with a fresh map and without ticks.
package struct Experiment {
  /// What an experiment tells while it goes on, and what it asks.
  package struct Hooks {
    /// The signal that asks to stop, or nil.
    package var interruption: () -> Int32? = { nil }
    /// Replays done, of how many.
    package var progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }

    /// Hooks that do nothing.
    package init() {}
  }

  /// The workload.
  package let workload: LoadedWorkload
  /// What is compared.
  package let arms: [Arm]
  /// Draws orders and hash seeds.
  package let seed: UInt64
  private let hooks: Hooks

  /// An experiment that has not begun.
  package init(_ workload: LoadedWorkload, arms: [Arm], seed: UInt64, hooks: Hooks = Hooks()) {
    self.workload = workload
    self.arms = arms
    self.seed = seed
    self.hooks = hooks
  }

  /// Reads a workload into memory; one without operations is refused, since there is nothing to compare.
  package static func load(
    _ path: String, limits: CSVLimits, traces: TraceOptions = TraceOptions(), operations: Int = .max
  ) throws(LaboratoryError) -> LoadedWorkload {
    let workload: LoadedWorkload
    do throws(WorkloadError) {
      workload = try LoadedWorkload(path: path, limits: limits, traces: traces, operations: operations)
    } catch {
      throw .workload(error)
    }
    if workload.operations == 0 { throw .emptyWorkload(path: path) }
    return workload
  }

  /// Replays every arm `warmUps` times unmeasured, then `rounds` times; gives the trials by arm, in the order of rounds.
  package func run(rounds: Int, warmUps: Int) throws(LaboratoryError) -> [[Trial]] {
    var schedule = Schedule(seed: seed, arms: arms.count)
    var trials = [[Trial]](repeating: [], count: arms.count)
    let all = (rounds + warmUps) * arms.count
    for round in 1 - warmUps...rounds where rounds > 0 {
      let measured = try runRound(round, &schedule, before: (round - 1 + warmUps) * arms.count, of: all)
      if round > 0 { for (arm, trial) in measured.enumerated() { trials[arm].append(trial) } }
    }
    return trials
  }

  /// One round: every arm once. Gives the trials in the order of the arms.
  func runRound(
    _ round: Int, _ schedule: inout Schedule, before done: Int, of all: Int
  ) throws(LaboratoryError) -> [Trial] {
    let (order, seed) = schedule.next()
    var trials: [(arm: Int, trial: Trial)] = []
    for (place, arm) in order.enumerated() {
      hooks.progress(done + place, all)
      trials.append((arm, try measure(arms[arm], seed: seed, round: round, place: place + 1)))
    }
    return trials.sorted { $0.arm < $1.arm }.map(\.trial)
  }

  /// One trial: the replay that measures costs, and those that only time operations where the plan has any.
  private func measure(
    _ arm: Arm, seed: UInt64, round: Int, place: Int
  ) throws(LaboratoryError) -> Trial {
    let timed = TimedOperations()
    let result = try replay(arm.timing.passes == 0 ? arm : arm.untimed, seed: seed, timed: timed)
    for _ in 0..<arm.timing.passes { _ = try replay(arm, seed: seed, timed: timed) }
    return Trial(result, timed, round: round, place: place)
  }

  /// One replay of an arm, to its end; its sampled durations are added to `timed`.
  func replay(
    _ arm: Arm, seed: UInt64, timed: TimedOperations? = nil, tickOperations: Int? = nil,
    _ tick: @escaping (Frame) throws(ReplayFault) -> Void = { _ throws(ReplayFault) in }
  ) throws(LaboratoryError) -> ReplayResult {
    var map = arm.map
    if map.seed == nil { map.seed = seed }
    var settings = ReplaySettings(map: map)
    settings.engine = .direct
    settings.tickOperations = tickOperations
    settings.tickNanoseconds = nil
    settings.sampleEvery = arm.timing.every
    var replayHooks = ReplayHooks()
    replayHooks.interruption = hooks.interruption
    replayHooks.tick = tick
    if let timed { replayHooks.measured = { timed.add($0) } }
    let result: ReplayResult
    do throws(MapError) {
      result = try Replay(settings, source: workload.source(), hooks: replayHooks).run()
    } catch {
      throw .fault(arm: arm.label, .map(error, operation: 0))
    }
    switch result.ending {
    case .completed: return result
    case .failed(let fault): throw .fault(arm: arm.label, fault)
    case .interrupted, .stopped, .commanded: throw .replay(arm: arm.label, result.ending)
    }
  }
}

/// What is drawn for the rounds of an experiment, known before it begins.
package struct RoundPlan: Sendable, Equatable {
  /// Its number from 1; 0 and less for rounds to warm up.
  package let round: Int
  /// The arms by their places, in the order of their replays.
  package let order: [Int]
  /// The seed of the hash in all of them, where none is fixed.
  package let seed: UInt64

  /// The plan of an experiment with that seed.
  package static func all(seed: UInt64, arms: Int, rounds: Int, warmUps: Int) -> [RoundPlan] {
    var schedule = Schedule(seed: seed, arms: arms)
    return (1 - warmUps..<rounds + 1).map { round in
      let (order, seed) = schedule.next()
      return RoundPlan(round: round, order: order, seed: seed)
    }
  }
}

/// The order of arms and the hash seed of one round after the other, all from one seed.
struct Schedule {
  private var random: SeededRandom
  private let arms: Int

  init(seed: UInt64, arms: Int) {
    random = SeededRandom(seed: seed)
    self.arms = arms
  }

  /// What the next round does; a seed of at most 63 bits, so that it can be given back wherever a signed number is read.
  mutating func next() -> (order: [Int], seed: UInt64) {
    let seed = random.next() & UInt64(Int64.max)
    return ((0..<arms).shuffled(using: &random), seed)
  }
}
