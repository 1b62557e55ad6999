import CPeers
import Foundation

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

enum Operation: String, CaseIterable {
  case insert, hit, miss
  case batchedHit = "batched-hit"
  case mix, churn, erase

  /// Whether the loop leaves other contents behind.
  var changesContents: Bool {
    switch self {
    case .insert, .mix, .churn, .erase: true
    case .hit, .miss, .batchedHit: false
    }
  }
}

/// One measured number: a map, a kind of key, a size, an operation.
struct Cell {
  let map: String
  let key: String
  let entries: Int
  let operation: String
  let nanoseconds: Double
  let bytesPerEntry: Double?
}

/// Maps over one kind of key and one size, run side by side: every repetition runs each operation on all maps in turn, the
/// order rotating, on thread processor time; a cell is the median.
struct Grid<Stream: KeyStream> {
  let entries: Int
  let repetitions: Int
  let operations: [Operation]
  let seed: UInt64

  /// Small maps are filled and emptied many times in each repetition, since once is too short for the clock.
  private var rounds: Int { entries < 10_000 ? 64 : 1 }
  private var churnSteps: Int { entries < 10_000 ? 1 << 17 : 1 << 19 }

  func run(_ contenders: [any Contender<Stream>]) throws(BenchmarkFailure) -> [Cell] {
    guard !contenders.isEmpty else { return [] }
    var work = Work<Stream>(entries: entries, seed: seed)
    var samples: [String: [Operation: [Double]]] = [:]
    var bytes: [String: Double] = [:]
    let rebuilds = operations.contains { $0.changesContents }
    let warmUps = entries <= 1_000_000 ? 1 : 0

    for repetition in -warmUps..<repetitions {
      let order = rotated(contenders, by: repetition + warmUps)
      func note(_ contender: any Contender<Stream>, _ operation: Operation, _ time: UInt64, _ count: Int) {
        guard repetition >= 0 else { return }
        samples[contender.name, default: [:]][operation, default: []].append(Double(time) / Double(count))
      }

      if rebuilds || bytes.isEmpty {
        work.restart()
        var sums: [String: UInt64] = [:]
        for contender in order {
          var time: UInt64 = 0
          var sum: UInt64 = 0
          for _ in 0..<rounds {
            contender.drop()
            let before = bench_malloc_bytes()
            time &+= timed { sum = contender.insert(keys: work.keys, values: work.values) }
            let held = contender.ownBytes.map { Double($0) } ?? Double(bench_malloc_bytes() &- before)
            bytes[contender.name] = held / Double(entries)
          }
          sums[contender.name] = sum
          note(contender, .insert, time, entries * rounds)
        }
        try agree(sums, .insert)
      }

      for operation in operations where operation != .insert {
        let churn = operation == .churn ? work.churn(churnSteps) : nil
        let doomed = operation == .erase ? work.liveEntries() : nil
        var sums: [String: UInt64] = [:]
        for contender in order {
          var sum: UInt64?
          var count = Work<Stream>.queries
          let time: UInt64
          switch operation {
          case .insert: continue
          case .hit: time = timed { sum = contender.get(work.hits) }
          case .miss: time = timed { sum = contender.get(work.misses) }
          case .batchedHit: time = timed { sum = contender.getBatched(work.hits) }
          case .mix:
            time = timed { sum = contender.mix(work.mixKeys, values: work.mixValues, puts: work.puts) }
          case .churn:
            guard let churn else { continue }
            count = churnSteps
            time = timed { sum = contender.churn(gone: churn.gone, fresh: churn.fresh, values: churn.values) }
          case .erase:
            guard let doomed else { continue }
            count = entries * rounds
            var total: UInt64 = 0
            for round in 0..<rounds {
              if round > 0 { _ = contender.insert(keys: doomed.keys, values: doomed.values) }
              total &+= timed { sum = contender.erase(doomed.keys) }
            }
            time = total
          }
          guard let sum else { continue }
          sums[contender.name] = sum
          note(contender, operation, time, count)
        }
        try agree(sums, operation)
      }
    }
    for contender in contenders { contender.drop() }

    return contenders.flatMap { contender in
      operations.compactMap { operation in
        guard let times = samples[contender.name]?[operation], !times.isEmpty else { return nil }
        return Cell(
          map: contender.name, key: Stream.name, entries: entries, operation: operation.rawValue,
          nanoseconds: median(times), bytesPerEntry: bytes[contender.name])
      }
    }
  }

  private func rotated<T>(_ items: [T], by places: Int) -> [T] {
    let start = places % items.count
    return Array(items[start...] + items[..<start])
  }

  /// All maps must have answered alike.
  private func agree(_ sums: [String: UInt64], _ operation: Operation) throws(BenchmarkFailure) {
    guard Set(sums.values).count > 1 else { return }
    let told = sums.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    throw BenchmarkFailure("checksums differ for \(Stream.name) n=\(entries) \(operation.rawValue): \(told)")
  }
}

/// Why a benchmark cannot be trusted or run.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Thread processor time of the body in nanoseconds.
@inline(__always) func timed(_ body: () -> Void) -> UInt64 {
  let start = bench_thread_cpu()
  body()
  return bench_thread_cpu() &- start
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
