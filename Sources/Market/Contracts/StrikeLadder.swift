import Base

/// Strikes around the money. Everything is in hundredths of the currency, so that strikes compare exactly.
package enum StrikeLadder {
  /// The most strikes on either side.
  package static let limit = 500

  /// The strike nearest to a price; half-way prices go up (24825 with steps of 50 is 24850). Nil unless the price is
  /// positive and a strike fits.
  package static func atTheMoney(_ price: Double, step: Int32) -> Int32? {
    guard price > 0, step > 0 else { return nil }
    let steps = (price * 100 / Double(step) + 0.5).rounded(.down)
    guard steps >= 1, steps * Double(step) <= Double(Int32.max) else { return nil }
    return Int32(steps) * step
  }

  /// So many strikes below and above one, ascending; those that are not positive are left out.
  ///
  /// - Parameters:
  ///   - scale: a share of the depth, at least one strike on either side that has any; numbers above 1 widen.
  /// - Returns: at most `2 * limit + 1` strikes.
  package static func strikes(around middle: Int32, step: Int32, below: Int, above: Int, scale: Double = 1)
    -> [Int32]
  {
    guard middle > 0, step > 0 else { return [] }
    let down = depth(below, scale)
    let up = depth(above, scale)
    return (-down...up).compactMap { offset in
      let strike = Int64(middle) + Int64(offset) * Int64(step)
      return strike > 0 ? Int32(exactly: strike) : nil
    }
  }

  /// Strikes on one side once scaled: rounded half-up, at least 1 of a positive number, within the limit.
  package static func depth(_ count: Int, _ scale: Double) -> Int {
    guard count > 0, scale.isFinite else { return 0 }
    let scaled = (Double(min(count, limit)) * max(0, scale) + 0.5).rounded(.down)
    return Int(min(Double(limit), max(1, scaled)))
  }
}
