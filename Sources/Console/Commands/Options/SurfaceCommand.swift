import Base
import Market

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `surface`: rows of option data in, volatilities by moneyness and expiry out.
enum SurfaceCommand {
  /// A surface is built in memory.
  static let rowLimit = 1_000_000

  static let edges = Flag<String>.text(
    "edges", "LIST", default: "-20,-10,-5,0,5,10,20",
    "Edges of the buckets of moneyness in percent, (strike / forward - 1) * 100, rising.")

  private static let strict = Flag<Bool>.toggle(
    "strict", "Exit with 2 when a row has no volatility; the surface of the others is printed all the same.")

  static let spec = CommandSpec(
    name: "surface",
    summary: "Show volatilities by moneyness and expiry, from rows of option prices.",
    details: [
      """
      Reads what `iv` reads: CSV with the columns type (C or P), forward or spot, strike, years, price and optionally rate \
      and dividend, or one JSON object a line. A column sigma counts before the price, so the output of `iv` is read too. \
      At most 1,000,000 rows.
      """,
      """
      Cells are means in percent a year; ~ marks interpolated ones (linear in total variance between strikes, in order with \
      time), a dot stands where nothing is known. The options out of the money speak for their strikes. docs/options/analytics.md tells what \
      is guaranteed and how the quality is computed.
      """,
    ],
    flags: [QuoteFlags.csv.spec, edges.spec, strict.spec],
    examples: [
      Example(purpose: "a file", line: "g6 surface --csv prices.csv"),
      Example(purpose: "finer buckets", line: "g6 surface --csv prices.csv --edges=-4,-2,0,2,4"),
      Example(purpose: "the quality alone", line: "g6 surface --csv prices.csv --json | jq .quality.score"),
    ],
    failures: [
      FailureNote(
        label: .badInput,
        meaning:
          "The file has no such columns, too many rows or more than 512 times to expiry; the edges do not rise; with --strict a row has no volatility."
      ),
      FailureNote(label: .io, meaning: "The file cannot be read."),
    ]
  ) { arguments, session throws(Failure) in
    let buckets = try buckets(arguments[edges])
    let path = arguments[QuoteFlags.csv]
    let name = path == "-" ? "standard input" : path
    let read = try rows(path, name)
    if let fault = read.firstFault {
      session.log.warning(
        "\(Figures.grouped(read.faults)) of \(Figures.grouped(read.points.count)) rows cannot be read; the first, line \(fault.line): \(fault.reason)"
      )
    }
    let surface = try build(read.points, buckets, name)
    try session.succeed(text: SurfaceTable(surface, Emphasis(session)).text()) { json in
      json.field("schema", "g6.surface.v1")
      json.object("statuses") { json in
        for status in VolatilityStatus.allCases {
          json.key(status.rawValue)
          json.integer(read.counts[status] ?? 0)
        }
      }
      surface.render(into: &json)
    }
    guard arguments[strict] else { return }
    let others = VolatilityStatus.allCases.filter { $0 != .ok && read.counts[$0] != nil }
    guard others.isEmpty else {
      let list = others.map { "\(Figures.grouped(read.counts[$0] ?? 0)) \($0.rawValue)" }.joined(
        separator: ", ")
      throw .badInput(
        "\(name): not every row has a volatility: \(list)", hint: "without --strict such rows are no failure")
    }
  }

  private static func build(
    _ points: [SurfacePoint], _ buckets: MoneynessBuckets, _ name: String
  ) throws(Failure) -> VolatilitySurface {
    do throws(MarketError) {
      return try VolatilitySurface(points, buckets: buckets)
    } catch {
      throw .badInput("\(name): \(error.message)", hint: error.hint)
    }
  }

  /// What was read.
  private struct Rows {
    var points: [SurfacePoint] = []
    var counts: [VolatilityStatus: Int] = [:]
    var faults = 0
    var firstFault: (line: Int, reason: String)?
  }

  private static func rows(_ path: String, _ name: String) throws(Failure) -> Rows {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(operation: "open", path: path).failure }
    defer { if path != "-" { close(descriptor) } }
    var reader = try Failure.wrapping { () throws(QuoteFileError) in
      try QuoteReader(descriptor: descriptor, path: name, question: .surface)
    }
    var read = Rows()
    while let line = try Failure.wrapping({ () throws(QuoteFileError) in try reader.next() }) {
      try Interrupt.check()
      guard read.points.count < rowLimit else {
        throw .badInput(
          "\(name): more than \(Figures.grouped(rowLimit)) rows",
          hint: "a surface is of one moment: give fewer rows")
      }
      if let fault = line.fault {
        read.faults += 1
        if read.firstFault == nil { read.firstFault = (line.number, fault) }
      }
      let found = line.row.surfacePoint
      read.counts[found?.status ?? .noQuote, default: 0] += 1
      // A row that says nothing was offered all the same.
      read.points.append(
        found?.point ?? SurfacePoint(years: .nan, forward: .nan, strike: .nan, kind: .call, sigma: .nan))
    }
    return read
  }

  private static func buckets(_ text: String) throws(Failure) -> MoneynessBuckets {
    var edges: [Double] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let edge = Double(part) else {
        throw .badInput(
          "--edges: \"\(part)\" is no number",
          hint: "write rising percentages with commas, as in --edges=-10,-5,0,5,10")
      }
      edges.append(edge)
    }
    let found = edges
    return try Failure.wrapping { () throws(MarketError) in try MoneynessBuckets(found) }
  }
}
