import Base

/// Anything that goes wrong between a provider and the files, of one taxonomy: its kind decides the route to log, metric,
/// budget and exit code.
package struct MarketError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What failed. Raw values are the names in logs, metrics and JSON.
  package enum Kind: String, Sendable, CaseIterable {
    /// Configuration or a table of facts is wrong.
    case config
    /// A provider failed, stalled, died or answered nonsense.
    case api
    /// A provider asks for fewer questions, or ours are held back.
    case rateLimit = "rate_limit"
    /// Data arrived that cannot be believed.
    case dataQuality = "data_quality"
    /// A file, a disk or a database refused.
    case storage
    /// No expiry follows from the rule.
    case expiry
    /// No instruments are listed where some were expected.
    case instruments
    /// Instruments without quotes.
    case quotes
  }

  /// What becomes of the work it interrupts.
  package enum Severity: String, Sendable, CaseIterable {
    /// The next attempt or the next cycle may succeed.
    case recoverable
    /// This cycle is over for what it concerns; the next one goes on.
    case abort
    /// The program ends.
    case fatal
  }

  /// What failed.
  package let kind: Kind
  /// How far it reaches.
  package let severity: Severity
  /// The index it concerns; nil for all.
  package let index: String?
  /// What happened and where.
  package let message: String
  /// What to do about it.
  package let hint: String?

  /// An error of the taxonomy. Without a severity it has its kind's usual one.
  package init(
    _ kind: Kind, _ message: String, hint: String? = nil, index: String? = nil, severity: Severity? = nil
  ) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.index = index
    self.severity = severity ?? kind.usualSeverity
  }

  /// The same at another severity.
  package func at(_ severity: Severity) -> MarketError {
    MarketError(kind, message, hint: hint, index: index, severity: severity)
  }

  /// As it is within a cycle's work on one index, which never ends the program: at most `abort`; trouble with storage there
  /// loses nothing that was kept, and is `recoverable`.
  var withinIndex: MarketError {
    if kind == .storage { return at(.recoverable) }
    return severity == .fatal ? at(.abort) : self
  }

  /// The kind and the message, as a line of a log.
  package var description: String {
    (index.map { "\($0): " } ?? "") + "\(kind.rawValue): \(message)" + (hint.map { " (\($0))" } ?? "")
  }
}

extension MarketError.Kind {
  /// How far an error of the kind reaches unless it says otherwise.
  package var usualSeverity: MarketError.Severity {
    switch self {
    case .api, .rateLimit, .dataQuality: .recoverable
    case .expiry, .instruments, .quotes: .abort
    case .config, .storage: .fatal
    }
  }
}

extension MarketError {
  /// A call of the system that failed while something was written or read.
  package init(_ error: SystemError) {
    self.init(.storage, error.description)
  }
}
