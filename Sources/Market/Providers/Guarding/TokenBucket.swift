/// A limit on questions a second: tokens come at a steady rate, up to a burst, and every question takes one. Pure.
package struct TokenBucket: Sendable, Equatable {
  /// Tokens a second.
  package let rate: Double
  /// The most tokens it holds.
  package let burst: Double
  private var tokens: Double
  private var filled: UInt64?

  /// A full bucket. `rate` is positive; `burst` is at least 1.
  package init(rate: Double, burst: Double) {
    self.rate = max(1e-6, rate)
    self.burst = max(1, burst)
    tokens = self.burst
  }

  /// Takes a token, now or as soon as there is one before the deadline: the moment from which the question may be asked.
  /// Nil when that is later than the deadline; nothing is taken then. Times are nanoseconds of one clock; time that goes
  /// backwards fills nothing.
  package mutating func take(at now: UInt64, before deadline: UInt64) -> UInt64? {
    if let filled, now > filled {
      tokens = min(burst, tokens + Double(now - filled) * 1e-9 * rate)
    }
    filled = max(now, filled ?? 0)
    // A debt means that others wait already.
    let wait = tokens >= 1 ? 0 : (1 - tokens) / rate
    let nanoseconds = wait * 1e9
    guard nanoseconds < 1e18 else { return nil }
    let moment = now &+ UInt64(nanoseconds.rounded(.up))
    guard moment <= deadline else { return nil }
    tokens -= 1
    return moment
  }

  /// Others asked without taking a token, or the other side said that it was too much: nothing is left.
  package mutating func drain() { tokens = min(tokens, 0) }
}
