import Base
import HashMaps
import Telemetry
import Workloads

/// The end of a run as a person reads it: what happened, how fast, how evenly, in how much memory.
struct RunCSVReport {
  let outcome: RunCSVOutcome
  let width: Int
  let emphasis: Emphasis

  var result: ReplayResult { outcome.result }

  /// A report as wide as the terminal, within reason; 80 columns elsewhere.
  init(_ outcome: RunCSVOutcome, _ session: Session) {
    self.init(
      outcome, width: min(110, max(60, session.output.columns ?? 80)), emphasis: Emphasis(session))
  }

  init(_ outcome: RunCSVOutcome, width: Int, emphasis: Emphasis) {
    self.outcome = outcome
    self.width = width
    self.emphasis = emphasis
  }

  /// All of it.
  var text: String {
    let parts = [head, commands, openLoop, latency, probes, memory, structure, map].filter { !$0.isEmpty }
    return parts.map { lines in lines.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  // MARK: What happened

  private var head: [String] {
    let counts = result.counts
    let tally = result.tally
    let noun = counts.total == 1 ? "operation" : "operations"
    var lines = [
      emphasis.strong(
        "\(outcome.options.csv): \(Figures.grouped(counts.total)) \(noun) in "
          + "\(Figures.duration(nanoseconds: Double(result.elapsedNanoseconds))), "
          + "\(Figures.scaled(result.operationsPerSecond))/s")
    ]
    switch result.ending {
    case .completed: break
    case .interrupted: lines.append(emphasis.warning("interrupted before the end of the workload"))
    case .commanded: lines.append(emphasis.warning("stopped by a command before the end of the workload"))
    case .stopped: lines.append(emphasis.warning("stopped at --max-memory"))
    case .failed: lines.append(emphasis.warning("broken off by an error"))
    }
    let rows: [(UInt64, String, Int, String, Int, String)] = [
      (counts.puts, "puts", tally.inserted, "inserted", tally.updated, "updated"),
      (counts.gets, "gets", tally.hits, "hits", tally.misses, "misses"),
      (counts.deletes, "dels", tally.deleted, "removed", tally.absent, "absent"),
    ]
    let digits = rows.map { max($0.0.description.count, Figures.grouped($0.0).count) }.max() ?? 0
    for (count, kind, left, leftName, right, rightName) in rows where count > 0 {
      let parts = [(left, leftName), (right, rightName)].map { part, name in
        DisplayWidth.pad("\(padded(part, digits)) \(name)", to: digits + 9)
      }
      lines.append("  \(padded(Int(count), digits)) \(kind)  \(parts[0])  \(parts[1])".trimmedRight)
    }
    if let rate = rateLine { lines.append(rate) }
    if result.waitedNanoseconds > result.elapsedNanoseconds / 4 {
      let share = Double(result.waitedNanoseconds) / Double(result.elapsedNanoseconds)
      lines.append(emphasis.faint("  \(Figures.percent(share)) of the time was spent waiting for input"))
    }
    return lines
  }

  private func padded(_ value: Int, _ digits: Int) -> String {
    DisplayWidth.pad(Figures.grouped(value), to: digits, left: true)
  }

  /// The rate from tick to tick, where there are enough to show a course.
  private var rateLine: String? {
    guard outcome.rates.count >= 4, let least = outcome.rates.min(), let most = outcome.rates.max() else {
      return nil
    }
    let ends = "\(Figures.scaled(least)) to \(Figures.scaled(most))/s"
    return "  rate \(Sparkline.line(outcome.rates, width: width - ends.count - 9))  \(ends)"
  }

  /// What was asked of the run, and its answers.
  private var commands: [String] {
    guard !result.receipts.isEmpty else { return [] }
    var lines = result.receipts.prefix(20).map { receipt in
      let line = "  \(receipt.id) \(receipt.command) at operation \(Figures.grouped(receipt.operation))"
      let end = "\(receipt.status.rawValue), \(receipt.detail)"
      return "\(line): " + (receipt.status == .applied ? end : emphasis.warning(end))
    }
    let more = result.receipts.count - lines.count + result.receiptsOmitted
    if more > 0 { lines.append("  and \(Figures.grouped(more)) more") }
    return [emphasis.strong("commands")] + lines
  }

  // MARK: Latency

  private var latency: [String] {
    guard let every = result.settings.sampleEvery, result.latency.overall.count > 0 else { return [] }
    var table = TextTable("", ">samples", ">p50", ">p90", ">p99", ">p99.9", ">p99.99", ">max")
    for (name, summary) in zip(LatencyReading.names, result.latency.all) where summary.count > 0 {
      let known = summary.trustedQuantiles.map { value in
        value.map { Figures.duration(nanoseconds: Double($0)) } ?? "-"
      }
      table.add(
        "\(name)", Figures.grouped(summary.count), known[0], known[1], known[2], known[3], known[4], known[5])
    }
    let how = every == 1 ? "every operation" : "1 operation in \(Figures.grouped(every)), at random"
    return [
      emphasis.strong("latency")
        + emphasis.faint("  \(how); the timer's \(result.timerOverheadNanoseconds) ns are taken off")
    ] + indented(table)
  }

  // MARK: The map

  private var probes: [String] {
    let statistics = result.statistics
    guard statistics.entries > 0 else { return [] }
    let unit: String
    switch statistics.layout {
    case .grouped, .compact: unit = "groups"
    case .chaining: unit = "buckets"
    case .robinhood: unit = "slots"
    }
    var plot = BarPlot()
    let shown = 8
    let distances = statistics.distances
    for probe in distances.prefix(shown) { plot.bars.append(bar("\(probe.distance + 1)", probe.count)) }
    let rest = distances.dropFirst(shown).reduce(0) { $0 + $1.count }
    if rest > 0 { plot.bars.append(bar("more", rest)) }
    return [
      emphasis.strong("probe length")
        + emphasis.faint(
          "  \(unit) a hit looks at: mean \(Figures.fixed(statistics.meanProbe, 3)), "
            + "longest \(statistics.longestProbe)")
    ] + plot.lines(width: width - 2).map { "  " + $0 }
  }

  private func bar(_ label: String, _ count: Int) -> BarPlot.Bar {
    let share = Double(count) / Double(max(1, result.statistics.entries))
    return BarPlot.Bar(label: label, value: Double(count), shown: Figures.percent(share))
  }

  private var memory: [String] {
    let statistics = result.statistics
    let reading = MemoryReading(statistics)
    var table = TextTable("", ">bytes", ">per entry", ">share")
    let kinds = [
      ("keys", reading.keys), ("values", reading.values), ("metadata", reading.metadata),
      ("arena", reading.arena), ("slack", reading.slack), ("total", reading.total),
    ]
    for (name, bytes) in kinds where bytes > 0 {
      let each = statistics.entries > 0 ? Figures.fixed(Double(bytes) / Double(statistics.entries), 1) : "-"
      table.add(
        name, Figures.bytes(bytes), each, Figures.percent(Double(bytes) / Double(max(1, reading.total))))
    }
    let process = "of the map; the process held \(Figures.bytes(result.peakResidentBytes)) at most"
    return [emphasis.strong("memory") + emphasis.faint("  \(process)")] + indented(table)
  }

  private var structure: [String] {
    // The beginning of whole-map work takes no time; its end tells how long all of it took.
    let totals = result.ledger.structuralTotals.filter { !$0.name.hasSuffix("_began") }
    guard !totals.isEmpty else { return [] }
    var table = TextTable("", ">events", ">entries", ">total", ">longest")
    for total in totals {
      let isSpan = total.name.hasSuffix("_ended")
      table.add(
        isSpan ? "\(total.name.dropLast(6)), begin to end" : total.name, Figures.grouped(total.events),
        Figures.grouped(total.entries), Figures.duration(nanoseconds: Double(total.nanoseconds)),
        Figures.duration(nanoseconds: Double(total.longestNanoseconds)))
    }
    return [emphasis.strong("structure") + emphasis.faint("  every event, exactly timed")] + indented(table)
  }

  private func indented(_ table: TextTable) -> [String] { table.lines(width: width - 2).map { "  " + $0 } }
}
