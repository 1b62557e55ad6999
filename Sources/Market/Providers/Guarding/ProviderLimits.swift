/// What a guarded provider may be asked, and how much at a time.
package struct ProviderLimits: Sendable {
  /// Questions a second.
  package var rate = 10.0
  /// Questions at once.
  package var burst = 20.0
  /// Strikes in one question; longer chains are asked in parts.
  package var strikesPerQuestion = 50
  /// Charged failures until the breaker opens.
  package var failures = 5
  /// Nanoseconds after which one charged failure is forgiven.
  package var forgiveness: UInt64 = 60_000_000_000
  /// Nanoseconds until a question is tried again within the cycle that opened the breaker; the next cycle tries anyway.
  package var recovery: UInt64 = 10_000_000_000

  /// The defaults.
  package init() {}

  /// The defaults for a collection every `interval` nanoseconds: where a minute brings fewer than three cycles, failures are
  /// forgiven once in three intervals, so that a provider that fails in every cycle opens its breaker at any interval.
  package init(interval: Int64) {
    forgiveness = max(forgiveness, 3 * UInt64(max(1, min(interval, .max / 4))))
  }

  /// No limit at all and no breaker, for providers inside this process: they need no rest.
  package static var none: ProviderLimits {
    var limits = ProviderLimits()
    limits.rate = 1e9
    limits.burst = 1e9
    limits.strikesPerQuestion = .max
    limits.failures = .max
    return limits
  }
}

/// How a provider has behaved since it was made.
package struct ProviderCounts: Sendable, Equatable {
  /// Questions that were asked.
  package var questions = 0
  /// Questions that failed.
  package var failures = 0
  /// Questions that the rate limit held back.
  package var limited = 0
  /// Questions that an open breaker refused.
  package var refused = 0
  /// How often the breaker opened.
  package var openings = 0
}
