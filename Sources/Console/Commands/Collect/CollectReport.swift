import Base
import Market

/// What `collect` prints: a line a cycle, and in the end the chains next to expiry.
struct CollectReport {
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// Tells of one cycle, at once.
  func cycle(_ report: CycleReport) throws(Failure) {
    if session.options.isJSON {
      var json = JSONWriter()
      json.beginObject()
      report.write(to: &json)
      json.endObject()
      try session.output.line(json.text)
    } else if !session.options.isQuiet {
      try session.output.line(Self.line(report))
    }
    if session.output.isTerminal || session.options.isJSON { try session.output.flush() }
    for error in report.errors { session.log.tell(error, "cycle \(report.order.number): \(error)") }
    for change in report.changes {
      let text = "cycle \(report.order.number): \(change)"
      if change.began { session.log.warning(text) } else { session.log.info(text) }
    }
    if report.options == 0 { session.log.warning("cycle \(report.order.number): nothing was collected") }
  }

  private static func line(_ report: CycleReport) -> String {
    let whole = report.indices.count { $0.status == "OK" }
    let time = WallClock.iso8601(report.order.instant, fractionDigits: 0)
    var words = [
      "cycle \(report.order.number)", time, Figures.counted(report.options, "option"),
      "\(report.solved) solved",
      "\(whole) of \(report.indices.count) indices whole",
      "\(Figures.fixed(Double(report.nanoseconds) / 1e6, 1)) ms",
    ]
    if let writing = report.writing {
      words.append(
        Figures.counted(writing.kept, "row") + (writing.known > 0 ? " (\(writing.known) known before)" : ""))
    }
    if report.order.plan.tier != .normal { words.append("tier \(report.order.plan.tier.rawValue)") }
    if report.order.plan.detail != .full { words.append("detail \(report.order.plan.detail.name)") }
    if report.isSlowed { words.append("next after \(Figures.fixed(report.interval, 0)) s") }
    let failed = report.failures.values.reduce(0, +)
    if failed > 0 { words.append(Figures.counted(failed, "failure")) }
    return words.joined(separator: " · ")
  }

  /// The chain next to expiry of every index, near the money.
  func chains(_ report: CycleReport) throws(Failure) {
    guard !session.options.isJSON, !session.options.isQuiet else { return }
    for index in report.indices {
      guard let slice = index.slices.min(by: { $0.expiry < $1.expiry }), slice.quoted > 0 else { continue }
      try session.output.line("")
      try session.output.line(
        "\(index.name) \(Figures.fixed(index.price, 2)), expiry \(slice.expiry), forward \(Figures.fixed(slice.forward, 2))"
      )
      var table = TextTable(
        ">call Δ", ">call IV %", ">call", ">strike", ">put", ">put IV %", ">put Δ", ">Γ", ">vega", ">Θ a day")
      let middle = slice.strikes.firstIndex { Double($0) / 100 >= index.atTheMoney } ?? 0
      for place in max(0, middle - Self.shown)...min(slice.strikes.count - 1, middle + Self.shown) {
        let call = slice.legs[2 * place]
        let put = slice.legs[2 * place + 1]
        let strike = Double(slice.strikes[place]) / 100
        table.add(
          Self.text(call.valuation.delta, 3), Self.text(call.volatility * 100, 2),
          Self.text(call.quote?.last, 2),
          Self.text(strike, strike == strike.rounded() ? 0 : 2), Self.text(put.quote?.last, 2),
          Self.text(put.volatility * 100, 2), Self.text(put.valuation.delta, 3),
          Self.text(call.valuation.gamma, 6), Self.text(call.valuation.vega / 100, 2),
          Self.text(call.valuation.theta / 365, 2))
      }
      for line in table.lines(width: session.output.columns ?? .max) { try session.output.line(line) }
    }
  }

  /// Strikes on either side of the money that are shown.
  private static let shown = 3

  private static func text(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "-" }
    return Figures.fixed(value, digits)
  }

  /// The last line of a run.
  func end(_ outcome: Collector.Outcome, _ folder: String?) throws(Failure) {
    guard !session.options.isJSON, !session.options.isQuiet else { return }
    let seconds = Double(outcome.nanoseconds) / 1e9
    var text =
      "\n\(Figures.counted(outcome.cycles, "cycle")), \(Figures.counted(outcome.options, "option")), \(outcome.solved) solved"
    if let folder { text += ", \(Figures.counted(outcome.rows, "row")) in \(folder)" }
    text += ", \(Figures.fixed(seconds, 2)) s"
    if outcome.missedCycles > 0 { text += ", \(Figures.counted(outcome.missedCycles, "cycle")) missed" }
    try session.output.line(text)
  }
}
