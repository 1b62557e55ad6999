#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Our solver and a peer's in one process, turn by turn on the same options, in thread processor time. Compiled together
/// with the sources of the solver by scripts/volatility-bench, which says what it measures.
@main struct VolatilityRace {
  typealias Solver =
    @convention(c) (
      Int, UnsafePointer<UInt8>, UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>,
      UnsafePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Int

  /// Options in columns, with the volatility that their prices come from.
  struct Options {
    var isCall: [UInt8] = []
    var forward: [Double] = []
    var strike: [Double] = []
    var years: [Double] = []
    var price: [Double] = []
    var sigma: [Double] = []
    /// What the rounding of the price leaves of the volatility: max(1e-12, 4 · 2^-52 · price / (sigma · vega)), relative.
    var bound: [Double] = []

    mutating func add(_ kind: OptionKind, strike: Double, years: Double, sigma: Double) {
      // The side out of the money is priced without cancellation; the other one costs what exercise brings besides.
      let ahead = max(0, kind == .call ? 25_000 - strike : strike - 25_000)
      let outside: OptionKind = strike >= 25_000 ? .call : .put
      let valued = OptionTerms(outside, .forward(25_000), strike: strike, years: years, rate: 0).valued(
        at: sigma)
      let price = valued.value + ahead
      let solved = ImpliedVolatility.solve(
        kind, forward: 25_000, strike: strike, years: years, price: price)
      // A price among the smallest numbers has lost digits before any solver sees it.
      guard solved.status == .ok, price.isNormal else { return }
      isCall.append(kind == .call ? 1 : 0)
      forward.append(25_000)
      self.strike.append(strike)
      self.years.append(years)
      self.price.append(price)
      self.sigma.append(sigma)
      bound.append(max(1e-12, 4 * 0x1p-52 * price / (sigma * valued.vega)))
    }
  }

  /// Chains as an exchange lists them, out of the money; and strikes from half the forward to twice it on both sides.
  static func grids() -> [(name: String, options: Options)] {
    var chain = Options()
    var wide = Options()
    for years in [2 / 365.25, 9 / 365.25, 30 / 365.25, 1] {
      for sigma in [0.08, 0.12, 0.18, 0.3, 0.6] {
        for step in -20...20 {
          chain.add(step >= 0 ? .call : .put, strike: 25_000 + Double(step) * 100, years: years, sigma: sigma)
        }
        for step in 0...60 {
          let strike = 12_500 + 625 * Double(step)
          wide.add(.call, strike: strike, years: years, sigma: sigma)
          wide.add(.put, strike: strike, years: years, sigma: sigma)
        }
      }
    }
    return [("chain", chain), ("wide", wide)]
  }

  static func ours(_ options: Options, _ sigma: inout [Double]) -> Int {
    var solved = 0
    for place in options.price.indices {
      let found = ImpliedVolatility.solve(
        options.isCall[place] == 1 ? .call : .put, forward: options.forward[place],
        strike: options.strike[place], years: options.years[place], price: options.price[place])
      sigma[place] = found.sigma
      if found.status == .ok { solved += 1 }
    }
    return solved
  }

  static func main() {
    guard CommandLine.arguments.count == 2, let library = dlopen(CommandLine.arguments[1], RTLD_NOW),
      let symbol = dlsym(library, "quantlib_volatilities")
    else {
      print("usage: volatility-race LIBRARY: \(dlerror().map { String(cString: $0) } ?? "no library")")
      exit(2)
    }
    let peer = unsafeBitCast(symbol, to: Solver.self)
    var isAhead = true
    for (name, options) in grids() {
      let count = options.price.count
      var results = [[Double](repeating: 0, count: count), [Double](repeating: 0, count: count)]
      var times: [[Double]] = [[], []]
      var solved = [0, 0]
      for round in 0..<41 {
        for turn in 0..<2 {
          let place = (round + turn) % 2
          let began = nanoseconds()
          if place == 0 {
            solved[0] = ours(options, &results[0])
          } else {
            solved[1] = peer(
              count, options.isCall, options.forward, options.strike, options.years, options.price,
              &results[1])
          }
          if round > 0 { times[place].append(Double(nanoseconds() - began) / Double(count)) }
        }
      }
      let medians = times.map { $0.sorted()[$0.count / 2] }
      let wrong = results.map { found in
        found.indices.count { abs(found[$0] / options.sigma[$0] - 1) > options.bound[$0] }
      }
      print(
        "\(name): \(count) options, \(times[0].count) turns each; "
          + "ours \(rounded(medians[0])) ns, \(solved[0]) solved, \(wrong[0]) of them beyond the bound; "
          + "QuantLib at 1e-12 \(rounded(medians[1])) ns, \(solved[1]) solved, \(wrong[1]) of them beyond the bound; "
          + "ratio of medians \((100 * medians[1] / medians[0]).rounded() / 100)")
      isAhead = isAhead && medians[0] < medians[1]
    }
    exit(isAhead ? 0 : 1)
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
