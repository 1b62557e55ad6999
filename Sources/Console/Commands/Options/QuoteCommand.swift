import Base
import Market

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `price` and `iv`: rows of option data in, the same rows with their answers out.
enum QuoteCommand {
  static let price = CommandSpec(
    name: "price",
    summary: "Add value, Greeks and status to rows of option terms.",
    details: [
      """
      Reads CSV with the columns type (C or P), forward or spot, strike, years, sigma and optionally rate and dividend \
      (continuous, a year; 0 where absent), or one JSON object a line with members of these names. Other columns are \
      kept. European options, Black's formula.
      """,
      """
      Vega is for 1.00 of volatility, theta for a year, rho for 1.00 of the rate; with --desk for a point, a day and a \
      point. Delta and gamma are for the price the row gives: forward or spot.
      """,
      statuses,
    ],
    flags: [QuoteFlags.csv.spec, QuoteFlags.strict.spec, QuoteFlags.desk.spec],
    examples: [
      Example(purpose: "a file", line: "g6 price --csv terms.csv > priced.csv"),
      Example(
        purpose: "one option",
        line:
          "echo '{\"type\":\"C\",\"spot\":42,\"strike\":40,\"years\":0.5,\"rate\":0.1,\"sigma\":0.2}' | g6 price --csv -"
      ),
    ],
    failures: failures
  ) { arguments, session throws(Failure) in
    try answer(.price, arguments[QuoteFlags.desk] ? .desk : .plain, arguments, session)
  }

  static let volatility = CommandSpec(
    name: "iv",
    summary: "Add the implied volatility and status to rows of option prices.",
    details: [
      """
      Reads CSV with the columns type (C or P), forward or spot, strike, years, price and optionally rate and dividend \
      (continuous, a year; 0 where absent), or one JSON object a line with members of these names. Other columns are \
      kept. sigma is annual, as a fraction, right to about 1e-12 unless the price itself has fewer digits of time value.
      """,
      statuses,
    ],
    flags: [QuoteFlags.csv.spec, QuoteFlags.strict.spec],
    examples: [
      Example(purpose: "a file", line: "g6 iv --csv prices.csv > volatilities.csv"),
      Example(purpose: "only what could be solved", line: "g6 iv --csv prices.csv | grep ',ok$'"),
    ],
    failures: failures
  ) { arguments, session throws(Failure) in
    try answer(.volatility, .plain, arguments, session)
  }

  private static let statuses = """
    Status is ok, or why a row has no answer: noQuote (a number is missing, unreadable or not positive), expired, \
    belowIntrinsic, aboveMaximum, noTimeValue (what lies above the intrinsic value is lost in the price's rounding). A \
    bad row stays in its place.
    """

  private static let failures = [
    FailureNote(
      label: .badInput,
      meaning: "The file has no such columns, or with --strict a row has another status than ok."),
    FailureNote(label: .io, meaning: "The file cannot be read."),
  ]

  private static func answer(
    _ question: QuoteQuestion, _ units: GreekUnits, _ arguments: Arguments, _ session: Session
  ) throws(Failure) {
    let path = arguments[QuoteFlags.csv]
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path).failure }
    defer { if path != "-" { close(descriptor) } }
    var report = QuoteReport(question, session)
    let name = path == "-" ? "standard input" : path
    var reader = try Failure.wrapping { () throws(QuoteFileError) in
      try QuoteReader(descriptor: descriptor, path: name, question: question)
    }
    try report.begin(reader.header)
    while let line = try Failure.wrapping({ () throws(QuoteFileError) in try reader.next() }) {
      try Interrupt.check()
      try report.add(line, line.row.answer(question, units: units), reader.format)
    }
    try report.finish()
    if arguments[QuoteFlags.strict] { try report.refuse(in: name) }
  }
}
