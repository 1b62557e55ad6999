import Base

/// A forward and a discount factor to price with, and where they come from.
package struct ForwardQuote: Sendable, Equatable {
  /// Where a forward comes from. Raw values are names in JSON.
  package enum Source: String, Sendable, CaseIterable {
    /// Someone said so.
    case given
    /// Put–call parity, discount factor and all.
    case parity
    /// Put–call parity with a discount factor that was given.
    case parityDiscounted = "parity_discounted"
    /// The spot, carried to expiry by rate and dividend.
    case carried
  }

  /// Positive.
  package let forward: Double
  /// Positive.
  package let discount: Double
  /// Where they come from.
  package let source: Source
}

/// One way to come by a forward.
package enum ForwardChoice: Sendable, Equatable {
  case given(forward: Double, discount: Double)
  case parity
  /// Parity for the forward alone: prices of a narrow chain say little about interest.
  case parityDiscounted(discount: Double)
  /// Continuous rate and dividend, a year.
  case carried(spot: Double, rate: Double, dividend: Double, years: Double)
}

extension ImpliedForwardSolver {
  /// The forward by the first of the choices that has an answer; nil when none has. Nothing is invented: the answer
  /// says where it comes from.
  package mutating func first(of choices: [ForwardChoice], _ chain: OptionChain) -> ForwardQuote? {
    for choice in choices {
      let found: ForwardQuote
      switch choice {
      case .given(let forward, let discount):
        found = ForwardQuote(forward: forward, discount: discount, source: .given)
      case .parity:
        let implied = solve(chain)
        found = ForwardQuote(forward: implied.forward, discount: implied.discount, source: .parity)
      case .parityDiscounted(let discount):
        let implied = solve(chain, discount: discount)
        found = ForwardQuote(forward: implied.forward, discount: implied.discount, source: .parityDiscounted)
      case .carried(let spot, let rate, let dividend, let years):
        found = ForwardQuote(
          forward: spot * DeterministicMath.exp((rate - dividend) * years),
          discount: DeterministicMath.exp(-rate * years), source: .carried)
      }
      // NaN fails these too.
      if found.forward > 0, found.forward.isFinite, found.discount > 0, found.discount.isFinite {
        return found
      }
    }
    return nil
  }
}
