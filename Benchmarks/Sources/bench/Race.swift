import HashMaps

/// Our maps beside one another over the same phases. Every map does a turn of a phase before the first does the next, in
/// rotating order, on thread processor time; nothing is measured twice, so a map keeps what it has learnt and become.
struct Race<Stream: KeyStream> {
  /// One phase of the track and how many operations it has; `erase` leaves what they leave.
  struct Leg {
    let phase: Phase
    let operations: Int
    /// Its name in reports.
    var name: String
  }

  /// Processor time of one map over the whole track.
  struct Result {
    let map: String
    /// Nanoseconds by leg.
    var legs: [Double]
    var decisions: [PolicyDecision] = []
    var total: Double { legs.reduce(0, +) }
  }

  let legs: [Leg]
  let seed: UInt64
  /// Operations each map does before the next has its turn: many, so that a table is back in the caches soon.
  var turn = 4 << 20

  /// `offset` shifts who begins.
  func run(_ runners: [any Runner<Stream>], offset: Int = 0) throws(BenchmarkFailure) -> [Result] {
    var results = runners.map { Result(map: $0.name, legs: legs.map { _ in 0 }) }
    var population = Population(seed: seed)
    var turns = offset
    for (index, leg) in legs.enumerated() {
      var rest = leg.operations
      while rest > 0 {
        let operations = population.draw(leg.phase, min(turn, rest))
        guard !operations.isEmpty else { break }
        rest -= operations.count
        let block = Block<Stream>(operations)
        var sums = Set<UInt64>()
        for place in runners.indices {
          let who = (place + turns) % runners.count
          results[who].legs[index] += Double(timed { sums.insert(runners[who].apply(block)) })
        }
        guard sums.count == 1 else {
          throw BenchmarkFailure("checksums differ for \(Stream.name) in \(leg.name)")
        }
        turns += 1
      }
    }
    for index in runners.indices { results[index].decisions = runners[index].decisions }
    return results
  }
}

extension Race {
  /// The median of every leg over several runs; the decisions of the last.
  func median(of runs: [[Result]]) -> [Result] {
    guard var results = runs.last else { return [] }
    for who in results.indices {
      for leg in legs.indices { results[who].legs[leg] = bench.median(runs.map { $0[who].legs[leg] }) }
    }
    return results
  }

  /// A line a map, a column a leg, in nanoseconds an operation.
  func table(_ results: [Result], _ title: String) -> String {
    var lines = [title]
    lines.append(
      Report.pad("map", 14) + legs.map { Report.left($0.name, 11) }.joined() + Report.left("total s", 10))
    for result in results {
      let cells = zip(legs, result.legs).map { Report.left(Report.format($1 / Double($0.operations)), 11) }
      lines.append(
        Report.pad(result.map, 14) + cells.joined() + Report.left(Report.format(result.total / 1e9), 10))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A policy's log in words: at which operation of the track it did what.
  func told(_ decisions: [PolicyDecision]) -> String {
    decisions.map { "\($0.action.rawValue) to \($0.layout.name) at \($0.operation) (\($0.reason.name))" }
      .joined(separator: ", ")
  }
}
