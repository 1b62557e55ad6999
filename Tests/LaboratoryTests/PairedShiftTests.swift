import Base
import Testing

@testable import Laboratory

@Suite struct PairedShiftTests {
  /// Draws of nearly a normal distribution: twelve even ones added up.
  private func noise(_ deviation: Double, _ random: inout SeededRandom) -> Double {
    deviation * ((0..<12).reduce(0) { sum, _ in sum + random.unit() } - 6)
  }

  /// The distribution counted out against every sequence of signs, one by one.
  @Test(arguments: 1...12)
  func signedRanksAreThoseOfAllSigns(count: Int) {
    var sums = [Int](repeating: 0, count: count * (count + 1) / 2 + 1)
    for signs in 0..<(1 << count) {
      sums[(0..<count).reduce(0) { $0 + (signs >> $1 & 1) * ($1 + 1) }] += 1
    }
    let ranks = SignedRanks(count)
    var below = 0
    for (sum, ways) in sums.enumerated() {
      below += ways
      #expect(abs(ranks.lowerTail(sum) - Double(below) / Double(1 << count)) < 1e-12, "\(count): \(sum)")
    }
    #expect(ranks.lowerTail(-1) == 0 && ranks.lowerTail(ranks.largest + 5) == 1)
    #expect(
      (SignedRanks.fewest(confidence: 0.95) <= count) == (ranks.rejected(tail: 0.025) > 0), "\(count)")
  }

  /// Where counting ends and the normal distribution begins nothing jumps.
  @Test func theNormalDistributionTakesOver() {
    let exact = SignedRanks(60)
    let normal = SignedRanks(61)
    for share in [0.2, 0.3, 0.4, 0.5] {
      let a = exact.lowerTail(Int(share * Double(exact.largest)))
      let b = normal.lowerTail(Int(share * Double(normal.largest)))
      #expect(abs(a - b) < 0.01, "\(share): \(a) against \(b)")
    }
  }

  /// The interval holds the shift as often as it says, rounds that drift together included.
  @Test(arguments: [(8, 0.95), (12, 0.9), (16, 0.99), (80, 0.95)])
  func intervalsHoldWhatTheyPromise(count: Int, confidence: Double) throws {
    let seed = UInt64(count) * 31
    var random = SeededRandom(seed: seed)
    let trials = count > 50 ? 200 : 1000
    var held = 0
    for _ in 0..<trials {
      let drift = (0..<count).map { _ in 50 + 40 * random.unit() }
      let other = drift.map { $0 * 1.07 * DeterministicMath.exp(noise(0.05, &random)) }
      let shift = try #require(PairedShift(drift, other, confidence: confidence))
      let interval = try #require(shift.interval)
      #expect(interval.contains(shift.shift))
      if interval.contains(7) { held += 1 }
    }
    let share = Double(held) / Double(trials)
    #expect(share > confidence - 0.03, "\(count) rounds, seed \(seed): \(share)")
  }

  /// What is as far apart as the margin is seldom called equivalent, what is equal seldom different.
  @Test func wordsAreSeldomWrong() throws {
    var random = SeededRandom(seed: 404)
    var (wronglyEqual, wronglyApart, equal, apart) = (0, 0, 0, 0)
    for _ in 0..<500 {
      func finding(_ factor: Double, _ deviation: Double) throws -> PairedShift.Finding {
        let base = (0..<16).map { _ in 20 + random.unit() }
        let other = base.map { $0 * factor * DeterministicMath.exp(noise(deviation, &random)) }
        return try #require(PairedShift(base, other)).finding(margin: 3)
      }
      if try finding(1.03, 0.02) == .equivalent { wronglyEqual += 1 }
      let null = try finding(1, 0.1)
      if null == .higher || null == .lower { wronglyApart += 1 }
      if try finding(1, 0.02) == .equivalent { equal += 1 }
      if try finding(1.2, 0.05) == .higher { apart += 1 }
    }
    #expect(wronglyEqual < 25 && wronglyApart < 40, "\(wronglyEqual), \(wronglyApart)")
    #expect(equal > 450 && apart > 490, "\(equal), \(apart)")
  }

  @Test func fewRoundsPromiseNothing() throws {
    let few = try #require(PairedShift([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]))
    #expect(few.interval == nil && few.finding(margin: 3) == .open && abs(few.shift - 100) < 1e-9)
    #expect(few.neededRounds(margin: 3, confidence: 0.95) == 6)
    let six = try #require(PairedShift([1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12]))
    #expect(six.finding(margin: 3) == .higher && six.neededRounds(margin: 3, confidence: 0.95) == 6)
    #expect(PairedShift([], []) == nil && PairedShift([1], [1, 2]) == nil && PairedShift([0], [1]) == nil)
    #expect(PairedShift([1], [.nan]) == nil && PairedShift([1], [.infinity]) == nil)
    let same = try #require(PairedShift([Double](repeating: 7, count: 9), [Double](repeating: 7, count: 9)))
    #expect(
      same.shift == 0 && same.interval == 0...0 && same.finding(margin: 1) == .equivalent && same.p == 1)
  }

  /// Twice the noise needs four times the rounds; a shift between none and the margin is the hardest.
  @Test func theRoundsThatAreMissingFollowFromTheNoise() {
    func needed(_ shift: Double, _ noise: Double) -> Int {
      let differences = (-10...10).map { DeterministicMath.log(shift) + noise * Double($0) }
      return PairedShift(logarithms: differences).neededRounds(margin: 3, confidence: 0.95)
    }
    let (once, twice) = (needed(1.015, 0.02), needed(1.015, 0.04))
    #expect(once > 21 && abs(Double(twice) / Double(once) - 4) < 0.1, "\(once), \(twice)")
    #expect(needed(1.001, 0.02) < once && needed(1.029, 0.02) < once)
    #expect(needed(1.5, 0.001) == 21 && needed(1.0149, 1e3) == 1_000_000)
  }
}
