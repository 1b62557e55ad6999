import Base
import Testing

@testable import Market

struct StrikeLadderTests {
  @Test func halvesGoUp() {
    let cases: [(Double, Int32, Int32?)] = [
      (24825, 5000, 2_485_000), (24824.99, 5000, 2_480_000), (24875, 5000, 2_490_000),
      (24800, 5000, 2_480_000),
      (54050, 10000, 5_410_000), (12012.5, 2500, 1_202_500), (12012.45, 2500, 1_200_000), (25, 5000, 5000),
      (24.99, 5000, nil), (0, 5000, nil), (-1, 5000, nil), (.nan, 5000, nil), (.infinity, 5000, nil),
      (1e12, 5000, nil),
      (100, 0, nil),
    ]
    for (price, step, strike) in cases {
      #expect(StrikeLadder.atTheMoney(price, step: step) == strike, "\(price)")
    }
  }

  @Test func laddersAreAscendingAndBounded() {
    #expect(
      StrikeLadder.strikes(around: 2_480_000, step: 5000, below: 1, above: 2) == [
        2_475_000, 2_480_000, 2_485_000, 2_490_000,
      ])
    #expect(StrikeLadder.strikes(around: 10_000, step: 5000, below: 5, above: 0) == [5000, 10_000])
    #expect(StrikeLadder.strikes(around: 0, step: 5000, below: 5, above: 5).isEmpty)
    #expect(StrikeLadder.strikes(around: 5_000_000, step: 100, below: 9999, above: 9999).count == 1001)
    #expect(StrikeLadder.strikes(around: .max - 10, step: 100, below: 1, above: 5).count == 2)
    let depths: [(Int, Double, Int)] = [
      (10, 0.4, 4), (10, 0.85, 9), (2, 0.2, 1), (0, 1, 0), (10, 0, 1), (3, 0.5, 2), (10, 1.5, 15),
      (10, .nan, 0),
      (400, 2, 500), (-3, 1, 0),
    ]
    for (count, scale, depth) in depths {
      #expect(StrikeLadder.depth(count, scale) == depth, "\(count) × \(scale)")
    }
  }
}
