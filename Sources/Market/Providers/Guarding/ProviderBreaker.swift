import Base
import Dataflow

/// A circuit breaker whose recovery time differs a little each time it opens, so that many collectors of one provider do
/// not come back together. Pure; the jitter comes from a seed.
package struct ProviderBreaker: Sendable {
  private var breaker: CircuitBreaker
  private var random: SeededRandom
  /// Added to the recovery time of the present opening.
  private var delay: UInt64 = 0
  private var seen: UInt64 = 0

  /// Opens after so many failures in a row of a minute's memory, for `recovery` nanoseconds and up to a fifth more.
  package init(failures: Int = 5, recovery: UInt64 = 10_000_000_000, seed: UInt64) {
    breaker = CircuitBreaker(failures: failures, recovery: recovery, successes: 1)
    random = SeededRandom(seed: seed)
  }

  /// How often it opened.
  package var openings: UInt64 { breaker.openings }

  /// Where it stands at a moment.
  package mutating func state(at now: UInt64) -> CircuitBreaker.State {
    if breaker.openings != seen {
      seen = breaker.openings
      delay = random.below(breaker.recovery / 5 + 1)
    }
    return breaker.state(at: now > delay ? now - delay : 0)
  }

  /// When questions may be asked again, while it is open.
  package mutating func reopens(at now: UInt64) -> UInt64 {
    _ = state(at: now)
    return breaker.reopens > .max - delay ? .max : breaker.reopens + delay
  }

  /// A question was answered.
  package mutating func succeed(at now: UInt64) { breaker.succeed(at: now) }

  /// A question failed.
  package mutating func fail(at now: UInt64) { breaker.fail(at: now) }
}
