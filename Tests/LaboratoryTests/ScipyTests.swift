import Documents
import Foundation
import TestSupport
import Testing

@testable import Laboratory

/// The laboratory's statistics against scipy's, on the 1,000 pairs of `scripts/statistics-judge`.
@Suite struct ScipyTests {
  /// A line of the corpus.
  struct Line {
    let number: Int
    let table: DocumentTable

    func numbers(_ key: String) -> [Double]? { table[key]?.array?.compactMap(\.number) }
    func number(_ key: String) throws -> Double { try #require(table[key]?.number, "line \(number): \(key)") }
    func sample(_ key: String) throws -> Sample { try #require(Sample(numbers(key) ?? [])) }
  }

  private func corpus() throws -> [Line] {
    try Repository.text("Tests/Corpus/statistics/scipy.ndjson").split(separator: "\n").enumerated().map {
      let value = try JSON.parse(Array($1.utf8), file: "scipy.ndjson")
      return Line(number: $0 + 1, table: try #require(value.table))
    }
  }

  private func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-12
  }

  @Test func everyPairIsJudgedAlike() throws {
    var methods: [MannWhitney.Method: Int] = [:]
    var intervals = 0
    let lines = try corpus().dropFirst()
    #expect(lines.count == 1000)
    for line in lines {
      let (a, b) = (try line.sample("a"), try line.sample("b"))
      let test = MannWhitney(a, b)
      methods[test.method, default: 0] += 1
      #expect(test.u == (try line.number("u")), "line \(line.number)")
      #expect(isClose(test.p, try line.number("p")), "line \(line.number): p \(test.p)")
      #expect(isClose(test.cliffsDelta, try line.number("delta")), "line \(line.number)")
      let estimate = HodgesLehmann(a, b)
      #expect(isClose(estimate.shift, try line.number("shift")), "line \(line.number): \(estimate.shift)")
      if let found = line.table["interval"] {
        let expected = found.array?.compactMap(\.number)
        #expect((expected == nil) == (estimate.interval == nil), "line \(line.number)")
        if let expected, let interval = estimate.interval {
          intervals += 1
          #expect(isClose(interval.lowerBound, expected[0]), "line \(line.number): \(interval), \(expected)")
          #expect(isClose(interval.upperBound, expected[1]), "line \(line.number): \(interval), \(expected)")
        }
      }
      let quantiles = [0.05, 0.25, 0.5, 0.9, 0.99].map(a.quantile)
      for (ours, theirs) in zip(quantiles, line.numbers("quantiles") ?? []) {
        #expect(isClose(ours, theirs), "line \(line.number): \(ours), \(theirs)")
      }
      #expect(isClose(a.standardDeviation, try line.number("deviation")), "line \(line.number)")
    }
    #expect(methods[.exact, default: 0] > 600 && methods[.normal, default: 0] > 150, "\(methods)")
    #expect(intervals > 500)
  }

  @Test func bootstrapIntervalsAgreeWithinTheirChance() throws {
    var compared = 0
    for line in try corpus() {
      guard let expected = line.numbers("bootstrap_mean") else { continue }
      compared += 1
      let width = expected[1] - expected[0]
      let interval = Bootstrap.interval(try line.sample("a"), seed: UInt64(line.number)) {
        $0.reduce(0, +) / Double($0.count)
      }
      #expect(abs(interval.lowerBound - expected[0]) < 0.08 * width, "line \(line.number): \(interval)")
      #expect(abs(interval.upperBound - expected[1]) < 0.08 * width, "line \(line.number): \(interval)")
    }
    #expect(compared > 20)
  }

  @Test func quantilesOfTheNormalDistribution() throws {
    let pairs = try #require(try corpus().first?.table["normal"]?.array)
    for pair in pairs {
      let (p, z) = (try #require(pair.array?[0].number), try #require(pair.array?[1].number))
      #expect(isClose(StandardNormal.quantile(p), z, 1e-12), "\(p): \(StandardNormal.quantile(p)), \(z)")
    }
    #expect(StandardNormal.quantile(0) == -.infinity && StandardNormal.quantile(1) == .infinity)
  }
}
