import Base

extension QualityCheck {
  /// An outlier is off by at least so much volatility, and by this share of what its neighbours have.
  private static let outlierFloor = (volatility: 0.02, share: 0.1)

  /// Rules that look at a row among the others. Prices that can be dealt at count where there is a book: what is merely
  /// between bid and ask is no arbitrage.
  mutating func checkChain(_ context: QualityContext) {
    let implied = solver.solve(chain, discount: context.discount)
    report.forward = implied
    for kind in OptionKind.allCases {
      findShapes(kind, chain[kind], implied)
    }
    guard implied.status == .ok else { return }
    checkParity(implied)
    if let years = context.years { findOutliers(implied, years) }
  }

  private mutating func checkParity(_ implied: ImpliedForward) {
    let (forward, discount) = (implied.forward, implied.discount)
    let parity = settings.threshold(of: .parity) * forward
    let bounds = settings.threshold(of: .priceBounds) * forward
    let (calls, puts, strikes) = (chain.calls, chain.puts, chain.strikes)
    for (place, strike) in strikes.enumerated() {
      let fair = discount * (forward - strike)
      // What selling the pair brings, and what buying it costs; NaN compares false.
      let bid = calls.low[place] - puts.high[place]
      let ask = calls.high[place] - puts.low[place]
      let miss = max(bid - fair, fair - ask)
      if miss > parity {
        find(.parity, row: Int(calls.row[place]), measured: miss / forward)
        find(.parity, row: Int(puts.row[place]), measured: miss / forward)
      }
      for (side, intrinsic, most) in [(calls, fair, discount * forward), (puts, -fair, discount * strike)]
      where side.row[place] >= 0 {
        let excess = max(max(0, intrinsic) - side.high[place], side.low[place] - most)
        if excess > bounds { find(.priceBounds, row: Int(side.row[place]), measured: excess / forward) }
      }
    }
  }

  /// Monotonicity and convexity along the strikes that have a price.
  private mutating func findShapes(_ kind: OptionKind, _ side: OptionChain.Side, _ implied: ImpliedForward) {
    let strikes = chain.strikes
    let scale = implied.status == .ok ? implied.forward : (strikes.isEmpty ? 0 : strikes[strikes.count / 2])
    let discount = implied.status == .ok ? implied.discount : 1
    let slopes = settings.threshold(of: .monotonicity) * scale
    let bulge = settings.threshold(of: .convexity) * scale
    var last = -1
    var before = -1
    for place in strikes.indices where !side.price[place].isNaN {
      if last >= 0 {
        // What one gains by selling the option that must be cheaper and buying the other.
        let (cheap, dear) = kind == .call ? (place, last) : (last, place)
        let gain = side.low[cheap] - side.high[dear]
        let loss = side.low[dear] - side.high[cheap] - discount * (strikes[place] - strikes[last])
        let excess = max(gain, loss)
        if excess > slopes {
          find(.monotonicity, row: Int(side.row[last]), measured: excess / scale)
          find(.monotonicity, row: Int(side.row[place]), measured: excess / scale)
        }
        if before >= 0 {
          let share = (strikes[place] - strikes[last]) / (strikes[place] - strikes[before])
          let line = share * side.high[before] + (1 - share) * side.high[place]
          if side.low[last] - line > bulge {
            find(.convexity, row: Int(side.row[last]), measured: (side.low[last] - line) / scale)
          }
        }
      }
      before = last
      last = place
    }
  }

  /// Volatilities off the line of their neighbours, of the options out of the money: the others are mostly intrinsic value,
  /// and parity speaks about them. Of neighbours that point at one another the worst is one.
  private mutating func findOutliers(_ implied: ImpliedForward, _ years: Double) {
    guard settings.effect(of: .outlier) != .off else { return }
    gaps.removeAll(keepingCapacity: true)
    var last: Smile?
    var before: Smile?
    for (place, strike) in chain.strikes.enumerated() {
      let kind: OptionKind = strike < implied.forward ? .put : .call
      let solved = ImpliedVolatility.solve(
        kind, forward: implied.forward, strike: strike, years: years,
        price: chain[kind].price[place] / implied.discount)
      guard solved.status == .ok else { continue }
      let now = Smile(strike: strike, sigma: solved.sigma, row: Int(chain[kind].row[place]))
      if let last, let before {
        let share = (strike - last.strike) / (strike - before.strike)
        let line = share * before.sigma + (1 - share) * now.sigma
        gaps.append(
          (last.row, last.sigma - line, max(Self.outlierFloor.volatility, Self.outlierFloor.share * line)))
      }
      before = last
      last = now
    }
    guard gaps.count >= 5 else { return }
    scratch.removeAll(keepingCapacity: true)
    for gap in gaps { scratch.append(gap.value) }
    let centre = Robust.median(sorting: &scratch)
    scratch.removeAll(keepingCapacity: true)
    for gap in gaps { scratch.append(abs(gap.value - centre)) }
    let scale = Robust.normal * Robust.median(sorting: &scratch)
    let limit = settings.threshold(of: .outlier)
    for (index, gap) in gaps.enumerated() {
      let distance = abs(gap.value - centre)
      guard distance > limit * scale, distance > gap.floor else { continue }
      let left = index > 0 ? abs(gaps[index - 1].value - centre) : 0
      let right = index + 1 < gaps.count ? abs(gaps[index + 1].value - centre) : 0
      guard distance >= left, distance >= right else { continue }
      find(.outlier, row: gap.row, measured: scale > 0 ? distance / scale : .infinity)
    }
  }

  /// A point of the smile.
  private struct Smile {
    let strike: Double
    let sigma: Double
    let row: Int
  }
}
