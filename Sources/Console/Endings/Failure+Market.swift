import Market

extension MarketError: FailureConvertible {
  /// By its route: the same table that decides the log level decides the exit code.
  var failure: Failure {
    let place = index.map { "\($0): " } ?? ""
    return Failure(ErrorRoute.of(kind, .fatal).exit, place + message, hint: hint)
  }
}

extension Failure {
  /// The failure that a route ends with.
  init(_ exit: ErrorRoute.Exit, _ message: String, hint: String?) {
    self =
      switch exit.code {
      case 2: .badInput(message, hint: hint)
      case 4: .policy(message, hint: hint)
      case 5: .io(message, hint: hint)
      default: .invariant(message, hint: hint)
      }
  }
}

extension Logger {
  /// Tells of an error of the market at the level of its route.
  func tell(_ error: MarketError, _ text: @autoclosure () -> String) {
    switch ErrorRoute.of(error).level {
    case .debug: debug(text())
    case .info: info(text())
    case .warning: warning(text())
    case .error: self.error(text())
    }
  }
}
