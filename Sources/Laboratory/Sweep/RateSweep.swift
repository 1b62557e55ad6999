import Base
import HashMaps
import Telemetry
import Workloads

/// The search for the highest rate at which a workload holds a latency objective: doubling until it is missed, then
/// halving the distance. Every rate is an open loop of its own, with a map of its own.
package struct RateSweep: Sendable {
  /// What has to hold: at most so many nanoseconds of response time at one of ``LatencySummary/shares``.
  package struct Objective: Sendable {
    /// Which of the shares, from 0.
    package let share: Int
    /// The most nanoseconds.
    package let limit: UInt64

    /// An objective.
    package init(share: Int, limit: UInt64) {
      self.share = share
      self.limit = limit
    }
  }

  /// One rate that was tried.
  package struct Step: Sendable {
    /// Operations a second asked for.
    package let rate: Double
    /// What came of it; the better one where it was tried twice.
    package let result: OpenLoopResult
    /// Whether the rate was sustained, its times agree with Little's law, and the objective held.
    package let holds: Bool
  }

  /// The map.
  package let map: MapConfiguration
  /// What has to hold.
  package let objective: Objective
  /// The rate to begin with, and one that is not exceeded.
  package let rates: ClosedRange<Double>
  /// Seconds a rate is kept, as far as the workload reaches.
  package let seconds: Double
  /// Whether operations come at random.
  package let isRandom: Bool

  /// The search ends when good and bad rates are this close.
  private static let closeness = 1.1
  /// A rate is kept for so many operations at least.
  private static let fewestOperations: UInt64 = 1000

  /// A sweep that is about to begin.
  package init(
    _ map: MapConfiguration, objective: Objective, rates: ClosedRange<Double>, seconds: Double, isRandom: Bool
  ) {
    self.map = map
    self.objective = objective
    self.rates = rates
    self.seconds = seconds
    self.isRandom = isRandom
  }

  /// Tries rates until the answer is known, at most about sixty; steps ascend by rate. A workload with too few operations
  /// to tell the percentile of the objective is refused.
  ///
  /// - Parameters:
  ///   - path: where the workload came from, for messages.
  ///   - interruption: the signal that asks to stop, or nil; one is thrown as the ending of a replay.
  ///   - tried: told of every rate as it is done.
  package func run(
    _ workload: LoadedWorkload, path: String, interruption: @escaping () -> Int32?, tried: (Step) -> Void
  ) throws(LaboratoryError) -> [Step] {
    let needed = LatencySummary.neededCounts[objective.share]
    guard workload.operations >= needed else {
      throw .workload(
        .badInput(
          "The workload has \(Figures.counted(workload.operations, "operation")), too few to tell the percentile of the "
            + "objective, which needs \(Figures.grouped(needed))", file: path,
          hint: "give a longer workload, or an objective for a lower percentile"))
    }
    var steps: [Step] = []
    var good: Double?
    var bad: Double?
    var rate = rates.lowerBound
    while true {
      let step = try attempt(rate, workload, interruption)
      steps.append(step)
      tried(step)
      if step.holds { good = rate } else { bad = rate }
      switch (good, bad) {
      case (let good?, let bad?):
        if bad / good <= Self.closeness { return steps.sorted { $0.rate < $1.rate } }
        rate = (good * bad).squareRoot()
      case (let good?, nil):
        if good >= rates.upperBound { return steps }
        rate = min(2 * good, rates.upperBound)
      default: return steps
      }
    }
  }

  /// One rate; a miss is tried once more, since a machine may have had other things to do.
  private func attempt(
    _ rate: Double, _ workload: LoadedWorkload, _ interruption: @escaping () -> Int32?
  ) throws(LaboratoryError) -> Step {
    let first = try once(rate, workload, interruption)
    if first.holds { return first }
    let second = try once(rate, workload, interruption)
    let times = [first, second].map { $0.result.response.quantiles[objective.share] }
    return second.holds || times[1] < times[0] ? second : first
  }

  private func once(
    _ rate: Double, _ workload: LoadedWorkload, _ interruption: @escaping () -> Int32?
  ) throws(LaboratoryError) -> Step {
    let arm = "\(Int(rate))/s"
    var settings = ReplaySettings(map: map)
    settings.engine = .direct
    settings.pacing = isRandom ? .poisson(rate: rate) : .constant(rate: rate)
    settings.tickOperations = nil
    settings.tickNanoseconds = nil
    settings.sampleEvery = nil
    let fewest = max(Self.fewestOperations, LatencySummary.neededCounts[objective.share])
    let operations = max(Int(fewest), Int(min(rate * seconds, 1e12)))
    do throws(WorkloadError) {
      settings.plan = [try PlannedCommand("\(operations)=stop", settings: [])]
    } catch {
      throw .workload(error)
    }
    var hooks = ReplayHooks()
    hooks.interruption = interruption
    let replay: Replay<LoadedSource>
    do throws(MapError) {
      replay = try Replay(settings, source: workload.source(), hooks: hooks)
    } catch {
      throw .fault(arm: arm, .map(error, operation: 0))
    }
    let run = replay.run()
    switch run.ending {
    case .completed, .commanded: break
    case .failed(let fault): throw .fault(arm: arm, fault)
    case .interrupted, .stopped: throw .replay(arm: arm, run.ending)
    }
    guard let result = run.openLoop, result.operations > 0 else { throw .emptyWorkload(path: arm) }
    let isQuick = result.response.quantiles[objective.share] <= objective.limit
    return Step(rate: rate, result: result, holds: result.isConsistent && result.isSustained && isQuick)
  }
}
