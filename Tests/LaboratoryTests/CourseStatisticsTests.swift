import Base
import Documents
import Foundation
import TestSupport
import Testing

@testable import Laboratory

/// Trends and histograms over rounds, against scipy's answers of `scripts/statistics-judge`.
@Suite struct CourseStatisticsTests {
  private func corpus() throws -> [(line: Int, table: DocumentTable)] {
    try Repository.text("Tests/Corpus/statistics/course.ndjson").split(separator: "\n").enumerated().map {
      let value = try JSON.parse(Array($1.utf8), file: "course.ndjson")
      return ($0 + 1, try #require(value.table))
    }
  }

  private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-12
  }

  private func buckets(_ durations: [Double]) -> DurationBuckets {
    var histogram = LatencyHistogram()
    for duration in durations { histogram.record(UInt64(duration)) }
    return DurationBuckets(histogram)
  }

  @Test func everySeriesIsJudgedAlike() throws {
    var methods: [MannWhitney.Method: Int] = [:]
    var intervals = 0
    for (line, table) in try corpus() {
      guard let values = table["series"]?.array?.compactMap(\.number) else { continue }
      let trend = try #require(Trend(values))
      methods[trend.method, default: 0] += 1
      #expect(trend.score == table["score"]?.integer.map(Int.init), "line \(line)")
      #expect(isClose(trend.p, try #require(table["p"]?.number)), "line \(line): \(trend.p)")
      #expect(isClose(trend.slope, try #require(table["slope"]?.number)), "line \(line): \(trend.slope)")
      if let tau = table["tau"]?.number { #expect(isClose(trend.tau, tau), "line \(line): \(trend.tau)") }
      guard let found = table["interval"] else { continue }
      let expected = found.array?.compactMap(\.number)
      #expect((expected == nil) == (trend.interval == nil), "line \(line)")
      if let expected, let interval = trend.interval {
        intervals += 1
        #expect(isClose(interval.lowerBound, expected[0]), "line \(line): \(interval), \(expected)")
        #expect(isClose(interval.upperBound, expected[1]), "line \(line): \(interval), \(expected)")
        #expect(interval.contains(0) == (trend.p > 0.05), "line \(line): \(trend)")
      }
    }
    #expect(methods[.exact, default: 0] > 100 && methods[.normal, default: 0] > 60, "\(methods)")
    #expect(intervals > 80)
  }

  @Test func everyPairOfHistogramsIsJudgedAlike() throws {
    var compared = 0
    for (line, table) in try corpus() {
      guard let first = table["first"]?.array, let second = table["second"]?.array else { continue }
      compared += 1
      let sides = [first, second].map { side in
        side.map { buckets($0.array?.compactMap(\.number) ?? []) }
      }
      let test = try #require(HistogramTest(sides[0], sides[1], seed: 1))
      #expect(test.isExact && test.exchanges == 1 << (first.count - 1), "line \(line)")
      #expect(isClose(test.distance, try #require(table["distance"]?.number)), "line \(line): \(test)")
      #expect(isClose(test.p, try #require(table["p"]?.number)), "line \(line): \(test)")
    }
    #expect(compared == 60)
  }

  /// More rounds than can be enumerated, more places than are compared: how often a difference is seen that is not
  /// there, and one that is.
  @Test func drawnExchangesKeepTheLevel() throws {
    let seed: UInt64 = 606
    var random = SeededRandom(seed: seed)
    // Rounds differ from one another, as replays do: durations within one are not independent.
    func arms(_ ratio: Double, rounds: Int, size: Int) -> [[DurationBuckets]] {
      var sides: [[DurationBuckets]] = [[], []]
      for _ in 0..<rounds {
        for side in 0..<2 {
          let level = 900 * (1 + 0.2 * random.unit()) * (side == 0 ? 1 : ratio)
          sides[side].append(buckets((0..<size).map { _ in level * (1 + random.unit()) }))
        }
      }
      return sides
    }
    var alarms = 0
    for round in 0..<24 {
      let sides = arms(1, rounds: 13, size: 12)
      let test = try #require(HistogramTest(sides[0], sides[1], seed: UInt64(round)))
      #expect(!test.isExact && test.exchanges == HistogramTest.drawn)
      if test.p < 0.05 { alarms += 1 }
    }
    // 0.05 and four standard deviations of 24 experiments.
    #expect(alarms <= 5, "seed \(seed): \(alarms) of 24")
    let sides = arms(1.25, rounds: 70, size: 60)
    let test = try #require(HistogramTest(sides[0], sides[1], seed: 1))
    #expect(test.p == 1 / 2000.0 && test.distance > 0.2, "seed \(seed): \(test)")
  }

  @Test func whatCannotBeTestedIsNot() throws {
    let some = buckets([5, 6, 7])
    #expect(HistogramTest([], [], seed: 1) == nil)
    #expect(HistogramTest([some], [some, some], seed: 1) == nil)
    #expect(HistogramTest([some], [DurationBuckets()], seed: 1) == nil)
    let same = try #require(HistogramTest([some, some], [some, some], seed: 1))
    #expect(same.distance == 0 && same.p == 1)
    #expect(Trend([1]) == nil && Trend([]) == nil)
    let constant = try #require(Trend([Double](repeating: 3, count: 60)))
    #expect(constant.p == 1 && constant.tau == 0 && constant.slope == 0)
    let three = try #require(Trend([1, 2, 3]))
    #expect(three.p == 2 / 6.0 && three.interval == nil && three.tau == 1)
    let rising = try #require(Trend((0..<1000).map { Double($0) }))
    #expect(rising.p < 1e-100 && rising.slope == 1 && rising.interval == 1...1)
  }

  /// Pooled quantiles are those of everything in one array.
  @Test func quantilesOfManyReplaysArePooled() {
    let parts = [buckets((1...700).map { Double($0 * 10) }), DurationBuckets(), buckets([50, 50, 90_000])]
    let whole = SortedDurations(parts)
    for share in [0.01, 0.5, 0.9, 0.99, 0.999, 1] {
      let pooled = DurationBuckets.quantile(share, of: parts, needing: 703)
      #expect(pooled == whole.quantile(share), "\(share)")
    }
    #expect(DurationBuckets.quantile(0.5, of: parts, needing: 704) == nil)
    #expect(DurationBuckets.quantile(0.5, of: [], needing: 0) == nil)
  }

  /// All durations one by one, as an array has them.
  private struct SortedDurations {
    private let sorted: [UInt64]

    init(_ parts: [DurationBuckets]) {
      sorted = parts.flatMap { zip($0.bounds, $0.counts).flatMap { [UInt64](repeating: $0, count: Int($1)) } }
        .sorted()
    }

    func quantile(_ share: Double) -> UInt64 { sorted[Int((share * Double(sorted.count)).rounded(.up)) - 1] }
  }
}
