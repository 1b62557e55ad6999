/// How loudly an error is logged. Raw values are the log levels of the programs.
package enum RouteLevel: String, Sendable, CaseIterable {
  case debug, info, warning, error
}

/// Where an error goes: to which level of the log, under which label into the metrics, to which budget, and with which
/// code the program ends because of it. One table for all of them, from which docs/options/error_routes.md is made.
package struct ErrorRoute: Sendable, Equatable {
  /// How loudly it is logged.
  package let level: RouteLevel
  /// The value of the label `kind` of `g6_errors_total`, and the key in `failures` of a cycle's line.
  package let label: String
  /// Whose budget pays for a failed attempt, and no other; nil for none.
  package let budget: BudgetDomain?
  /// What the program's exit code is because of it, and when.
  package let exit: Exit

  /// What an error means for the exit code.
  package enum Exit: Sendable, Equatable {
    /// 3 at the end, when its cycle collected nothing else; else nothing.
    case nothingCollected
    /// The program goes on, and has this code at the end.
    case later(Int32)
    /// At once, with this code: 2 BadInput, 3 Invariant, 4 Policy, 5 IO.
    case now(Int32)

    /// The code itself; 0 for none.
    package var code: Int32 {
      switch self {
      case .nothingCollected: 3
      case .later(let code), .now(let code): code
      }
    }

    /// For people.
    package var meaning: String {
      switch self {
      case .nothingCollected: "3 at the end when its cycle collected nothing else"
      case .later(let code): "\(code) at the end"
      case .now(let code): "\(code) at once"
      }
    }
  }

  /// The route of a kind at a severity.
  package static func of(_ kind: MarketError.Kind, _ severity: MarketError.Severity) -> ErrorRoute {
    let row = row(kind)
    let level: RouteLevel =
      switch severity {
      case .recoverable: row.quiet
      // Rows or panels of a cycle are gone for good; what a provider did not say is asked again.
      case .abort: kind == .storage ? .error : .warning
      case .fatal: .error
      }
    let exit: Exit =
      switch severity {
      case .recoverable: .nothingCollected
      // A full disk may have room again for the next cycle, so collecting goes on; the loss is told by the end.
      case .abort: kind == .storage ? .later(row.fatal) : .nothingCollected
      case .fatal: .now(row.fatal)
      }
    return ErrorRoute(level: level, label: kind.rawValue, budget: row.budget, exit: exit)
  }

  /// The route of an error.
  package static func of(_ error: MarketError) -> ErrorRoute { of(error.kind, error.severity) }

  /// What kinds differ in: the level while it is recoverable, the budget, the exit code when it is fatal.
  private static func row(_ kind: MarketError.Kind) -> (
    quiet: RouteLevel, budget: BudgetDomain?, fatal: Int32
  ) {
    switch kind {
    case .config: (.warning, nil, 2)
    case .api: (.warning, .provider, 5)
    // It is our own restraint that speaks, and it is expected to.
    case .rateLimit: (.info, .provider, 4)
    case .dataQuality: (.info, .analytics, 3)
    case .storage: (.warning, .storage, 5)
    case .expiry, .instruments, .quotes: (.warning, .provider, 3)
    }
  }
}
