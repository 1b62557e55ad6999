import Base
import Testing

@testable import Market

/// The normal distribution against values computed to forty digits.
struct NormalDistributionTests {
  @Test(arguments: [
    (-30.0, 4.906713927148187e-198), (-8, 6.220960574271785e-16),
    (-3, 0.0013498980316300946), (-1, 0.15865525393145705), (-0.5, 0.3085375387259869), (0, 0.5),
    (0.25, 0.5987063256829237), (1, 0.8413447460685429), (3, 0.9986501019683699), (9, 1),
  ])
  func cumulative(z: Double, wanted: Double) {
    let found = NormalDistribution.cumulative(z)
    #expect(abs(found - wanted) <= 2e-15 * wanted, "\(found)")
  }

  @Test func theRoughQuantileIsRough() {
    var tail = 0.5
    while tail > 1e-300 {
      let z = NormalDistribution.roughQuantile(exceededWith: tail)
      #expect(abs(NormalDistribution.cumulative(-z) - tail) <= 1e-4 * tail, "\(tail)")
      tail *= 0.83
    }
  }
}
