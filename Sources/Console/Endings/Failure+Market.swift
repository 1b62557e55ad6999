import Market

extension MarketError: FailureConvertible {
  /// By its route: the same table that decides the log level decides the exit code.
  var failure: Failure {
    let place = index.map { "\($0): " } ?? ""
    switch ErrorRoute.of(kind, .fatal).exit.code {
    case 2: return .badInput(place + message, hint: hint)
    case 4: return .policy(place + message, hint: hint)
    case 5: return .io(place + message, hint: hint)
    default: return .invariant(place + message, hint: hint)
    }
  }
}
