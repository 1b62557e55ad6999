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
  /// When it reopens at the latest, once somebody has asked for it.
  private var hastened: UInt64?

  /// Opens after so many failures, of which one is forgiven each `forgiveness` nanoseconds, for `recovery` nanoseconds and up
  /// to a fifth more.
  package init(
    failures: Int = 5, forgiveness: UInt64 = 60_000_000_000, recovery: UInt64 = 10_000_000_000, seed: UInt64
  ) {
    breaker = CircuitBreaker(failures: failures, forgiveness: forgiveness, recovery: recovery, successes: 1)
    random = SeededRandom(seed: seed)
  }

  /// How often it opened.
  package var openings: UInt64 { breaker.openings }

  /// Where it stands at a moment.
  package mutating func state(at now: UInt64) -> CircuitBreaker.State {
    if breaker.openings != seen {
      seen = breaker.openings
      delay = random.below(breaker.recovery / 5 + 1)
      hastened = nil
    }
    if let hastened, now >= hastened { return breaker.state(at: breaker.reopens) }
    return breaker.state(at: now > delay ? now - delay : 0)
  }

  /// When questions may be asked again, while it is open.
  package mutating func reopens(at now: UInt64) -> UInt64 {
    _ = state(at: now)
    let reopens = breaker.reopens > .max - delay ? .max : breaker.reopens + delay
    return min(reopens, hastened ?? .max)
  }

  /// Reopens within `spread` nanoseconds from now, at a moment of chance, where it would later; once for each opening.
  package mutating func hasten(at now: UInt64, within spread: UInt64) {
    guard state(at: now) == .open, hastened == nil else { return }
    hastened = now &+ random.below(spread + 1)
  }

  /// A question was answered.
  package mutating func succeed(at now: UInt64) { breaker.succeed(at: now) }

  /// A question failed.
  package mutating func fail(at now: UInt64) { breaker.fail(at: now) }
}
