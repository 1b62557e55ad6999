/// What is asked of rows of option data, and how the answer is named.
package enum QuoteQuestion: Sendable {
  /// Value and Greeks from a volatility.
  case price
  /// The volatility from a price.
  case volatility
  /// Points of a surface: volatilities that a row has, or that follow from its price.
  case surface

  /// The numbers of which a row must have one besides its terms.
  package var known: [QuoteColumn] {
    switch self {
    case .price: [.sigma]
    case .volatility: [.price]
    case .surface: [.sigma, .price]
    }
  }

  /// The columns that the answer adds, in order; the last one is the status.
  package var answers: [String] {
    switch self {
    case .price: ["value", "delta", "gamma", "vega", "theta", "rho", "status"]
    case .volatility: ["sigma", "status"]
    case .surface: []
    }
  }
}

/// The unit of vega, theta and rho.
package enum GreekUnits: Sendable {
  /// For 1.00 of volatility, one year, 1.00 of the rate.
  case plain
  /// As desks quote them: for a point (0.01) of volatility, a day of 365, a point of the rate.
  case desk

  func convert(_ valuation: inout Valuation) {
    guard self == .desk else { return }
    valuation.vega /= 100
    valuation.theta /= 365
    valuation.rho /= 100
  }
}

/// The numbers a row was answered with.
package struct QuoteAnswer: Sendable, Equatable {
  /// In the order of `QuoteQuestion.answers`, without the status; NaN for a number that there is none of.
  package let numbers: [Double]
  /// Whether there is an answer, and why not.
  package let status: VolatilityStatus
}

extension QuoteRow {
  /// Answers a question about this row; a row that does not say enough is answered `noQuote`. O(1).
  package func answer(_ question: QuoteQuestion, units: GreekUnits = .plain) -> QuoteAnswer {
    guard let terms else { return QuoteAnswer(numbers: Self.nothing(question), status: .noQuote) }
    switch question {
    case .price:
      var found = terms.valued(at: self[.sigma])
      units.convert(&found)
      return QuoteAnswer(
        numbers: [found.value, found.delta, found.gamma, found.vega, found.theta, found.rho],
        status: found.status)
    case .volatility:
      let found = terms.impliedVolatility(at: self[.price])
      return QuoteAnswer(numbers: [found.sigma], status: found.status)
    case .surface: return QuoteAnswer(numbers: [], status: surfacePoint?.status ?? .noQuote)
    }
  }

  private static func nothing(_ question: QuoteQuestion) -> [Double] {
    [Double](repeating: .nan, count: max(0, question.answers.count - 1))
  }
}
