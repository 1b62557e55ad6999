import Base
import Dataflow

/// Decides which questions go to a provider and when: the rate limit, and the breaker with its probation. Pure: whoever owns
/// it says what time it is. O(indices) of state.
///
/// The breaker opens when failures come to the limit. Of one cycle the index with the most failures is charged, not all of
/// them: one outage fails every index that is asked meanwhile, and is one outage. While it is open, nothing is asked until the
/// recovery time is over, or the next cycle begins. Then one question is on probation; the others wait for what becomes of it,
/// no longer than their own deadlines, and go on when it is answered. So the first cycle that begins after a fault asks about
/// everything again.
package struct ProviderGate: Sendable {
  /// Leave to ask.
  package struct Pass: Sendable, Equatable {
    /// From when on.
    package let moment: UInt64
    fileprivate let index: String
    fileprivate let cycle: Int
    /// How often the breaker had opened.
    fileprivate let openings: UInt64
    /// The number of the question on probation; nil for any other one.
    fileprivate let probe: UInt64?

    /// Whether it is the one question on probation.
    package var isProbe: Bool { probe != nil }
  }

  /// What becomes of a question that wants to be asked.
  package enum Admission: Sendable, Equatable {
    case asked(Pass)
    /// Try again when a question has come back, at this moment at the latest.
    case waits(until: UInt64)
    /// The breaker is open, until that moment at the latest; nil while the question on probation has no answer.
    case refused(until: UInt64?)
    /// There is no leave before the deadline.
    case limited
  }

  private struct Probe: Sendable {
    let number: UInt64
    let cycle: Int
    let deadline: UInt64
  }

  /// The most nanoseconds by which the first question of a cycle differs from that of other collectors.
  private static let longestSpread: UInt64 = 250_000_000

  private var bucket: TokenBucket
  private var breaker: ProviderBreaker
  private var counted = ProviderCounts()
  private var probe: Probe?
  private var probes: UInt64 = 0
  /// The cycle of the last opening.
  private var openedIn = 0
  /// Failures by index of the latest cycle that had any, and how many of them were charged.
  private var charge = (cycle: 0, failures: [String: Int](), charged: 0)

  /// A closed gate; the seed is that of the breaker's jitter.
  package init(_ limits: ProviderLimits, seed: UInt64) {
    bucket = TokenBucket(rate: limits.rate, burst: limits.burst)
    breaker = ProviderBreaker(
      failures: limits.failures, forgiveness: limits.forgiveness, recovery: limits.recovery, seed: seed)
  }

  /// How the provider has behaved so far.
  package var counts: ProviderCounts { counted }

  /// Where the breaker stands at a moment.
  package mutating func state(at now: UInt64) -> CircuitBreaker.State { breaker.state(at: now) }

  /// A question about an index in a cycle that is of use until `deadline`. Whoever is told to wait asks again.
  package mutating func admit(
    _ index: String, cycle: Int, deadline: UInt64, at now: UInt64
  ) -> Admission {
    switch breaker.state(at: now) {
    case .open:
      if cycle > openedIn, now < deadline {
        breaker.hasten(at: now, within: min((deadline - now) / 10, Self.longestSpread))
      }
      let reopens = breaker.reopens(at: now)
      guard cycle > openedIn, reopens < deadline else {
        counted.refused += 1
        return .refused(until: reopens)
      }
      return .waits(until: reopens)
    case .halfOpen:
      // One that never comes back is given up by a later cycle.
      if let probe, now < probe.deadline || cycle <= probe.cycle {
        if now < deadline { return .waits(until: deadline) }
        counted.refused += 1
        return .refused(until: nil)
      }
    case .closed: break
    }
    guard let moment = bucket.take(at: now, before: deadline) else {
      counted.limited += 1
      return .limited
    }
    counted.questions += 1
    let onProbation = breaker.state(at: now) == .halfOpen
    if onProbation {
      probes += 1
      probe = Probe(number: probes, cycle: cycle, deadline: deadline)
    }
    return .asked(
      Pass(
        moment: moment, index: index, cycle: cycle, openings: breaker.openings,
        probe: onProbation ? probes : nil))
  }

  /// The question was answered, or failed for a reason that is not the provider's; nil for an answer.
  package mutating func finish(_ pass: Pass, _ failure: MarketError.Kind?, at now: UInt64) {
    if failure != nil { counted.failures += 1 }
    if failure == .rateLimit { bucket.drain() }
    let isPresent = pass.openings == breaker.openings
    if pass.probe != nil, pass.probe == probe?.number {
      probe = nil
    } else if !isPresent || breaker.state(at: now) != .closed {
      // What was asked before the breaker opened tells nothing new; the question on probation decides.
      return
    }
    // An absent expiry is an answer; a provider that works gave it.
    guard failure == .api || failure == .rateLimit else { return breaker.succeed(at: now) }
    guard isCharged(pass) || pass.isProbe else { return }
    breaker.fail(at: now)
    if breaker.openings != pass.openings { openedIn = pass.cycle }
    counted.openings = Int(clamping: breaker.openings)
  }

  /// Whether a failure makes its index the one with the most failures of its cycle.
  private mutating func isCharged(_ pass: Pass) -> Bool {
    guard pass.cycle >= charge.cycle else { return false }
    if pass.cycle > charge.cycle { charge = (pass.cycle, [:], 0) }
    let failures = (charge.failures[pass.index] ?? 0) + 1
    charge.failures[pass.index] = failures
    guard failures > charge.charged else { return false }
    charge.charged = failures
    return true
  }
}
