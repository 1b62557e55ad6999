import Base

/// Total variance along moneyness for one expiry: straight lines between strikes.
struct Smile: Sendable {
  /// Until expiry.
  let years: Double
  /// Logarithms of strike through forward, ascending after `finish`, each once.
  private(set) var places: [Double] = []
  /// sigma² · years.
  private(set) var variances: [Double] = []

  init(years: Double) { self.years = years }

  var count: Int { places.count }

  mutating func add(_ place: Double, _ variance: Double) {
    places.append(place)
    variances.append(variance)
  }

  /// Puts the points in order; of equal places the mean stays.
  mutating func finish() {
    let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    var sorted: [Double] = []
    var values: [Double] = []
    var equals = 0.0
    for index in order {
      if let last = sorted.last, last == places[index] {
        equals += 1
        values[values.count - 1] += (variances[index] - values[values.count - 1]) / (equals + 1)
      } else {
        equals = 0
        sorted.append(places[index])
        values.append(variances[index])
      }
    }
    places = sorted
    variances = values
  }

  /// The total variance between the two nearest points; NaN outside of them. O(log n).
  func variance(at place: Double) -> Double {
    guard let first = places.first, let last = places.last, place >= first, place <= last else { return .nan }
    var low = 0
    var high = places.count - 1
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    if places[low] == place { return variances[low] }
    let share = (place - places[low - 1]) / (places[low] - places[low - 1])
    return variances[low - 1] + share * (variances[low] - variances[low - 1])
  }

  /// Triples of neighbours, and those whose middle call costs more than the line between the outer ones by more than 1e-5 of
  /// the forward: buying the outer and selling the middle would cost nothing and never lose.
  func butterflies() -> (checks: Int, violations: Int) {
    var violations = 0
    var before: (strike: Double, value: Double)?
    var last: (strike: Double, value: Double)?
    var checks = 0
    for (place, variance) in zip(places, variances) {
      let strike = DeterministicMath.exp(place)
      let sigma = (variance / years).squareRoot()
      let now = (
        strike,
        OptionTerms(.call, .forward(1), strike: strike, years: years, rate: 0).valued(at: sigma).value
      )
      if let before, let last {
        checks += 1
        let share = (now.0 - last.strike) / (now.0 - before.strike)
        if last.value - (share * before.value + (1 - share) * now.1) > 1e-5 { violations += 1 }
      }
      before = last
      last = now
    }
    return (checks, violations)
  }
}
