import Base
import HashMaps
import Telemetry
import Workloads

/// The end of a run as a person reads it: what happened, how fast, how evenly, in how much memory.
struct RunCSVReport {
  let outcome: RunCSVOutcome
  let width: Int

  private var result: ReplayResult { outcome.result }

  init(_ outcome: RunCSVOutcome, session: Session) {
    self.init(outcome, width: 80)
  }

  init(_ outcome: RunCSVOutcome, width: Int) {
    self.outcome = outcome
    self.width = width
  }

  /// All of it.
  var text: String {
    let parts = [head, latency, probes, memory, structure, tail].filter { !$0.isEmpty }
    return parts.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  // MARK: What happened

  private var head: [String] {
    let counts = result.counts
    let tally = result.tally
    var lines = [
      "\(outcome.options.csv): \(result.ending.status)",
      "  \(Figures.grouped(counts.total)) operations in \(Figures.duration(nanoseconds: Double(result.elapsedNanoseconds))), "
        + "\(Figures.scaled(result.operationsPerSecond)) a second; "
        + "\(Figures.percent(share(result.waitedNanoseconds, result.elapsedNanoseconds))) of it waiting for input",
    ]
    if counts.puts > 0 {
      lines.append(
        "  \(Figures.grouped(counts.puts)) puts: \(Figures.grouped(tally.inserted)) inserted, \(Figures.grouped(tally.updated)) updated"
      )
    }
    if counts.gets > 0 {
      lines.append(
        "  \(Figures.grouped(counts.gets)) gets: \(Figures.percent(share(counts.hits, counts.gets))) hits")
    }
    if counts.deletes > 0 {
      lines.append(
        "  \(Figures.grouped(counts.deletes)) dels: \(Figures.grouped(tally.deleted)) removed, \(Figures.grouped(tally.absent)) absent"
      )
    }
    return lines
  }

  private func share(_ part: UInt64, _ whole: UInt64) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }

  // MARK: Latency

  private var latency: [String] {
    guard let every = result.settings.sampleEvery, result.latency.overall.count > 0 else { return [] }
    var table = TextTable("latency", ">samples", ">p50", ">p90", ">p99", ">p99.9", ">p99.99", ">max")
    for (name, summary) in zip(LatencyReading.names, result.latency.all) where summary.count > 0 {
      var needed: UInt64 = 1
      var cells: [String] = []
      for value in summary.quantiles.dropLast() {
        cells.append(summary.count >= needed ? Figures.duration(nanoseconds: Double(value)) : "-")
        needed = needed == 1 ? 100 : needed * 10
      }
      let most = Figures.duration(nanoseconds: Double(summary.quantiles[5]))
      table.add(
        "\(name)", Figures.grouped(summary.count), cells[0], cells[1], cells[2], cells[3], cells[4], most)
    }
    return table.lines(width: width) + [
      "one operation in \(Figures.grouped(every)) timed at random; \(result.timerOverheadNanoseconds) ns for the timer taken off"
    ]
  }

  // MARK: Map

  private var probes: [String] {
    let statistics = result.statistics
    guard statistics.entries > 0 else { return [] }
    var plot = BarPlot()
    for probe in statistics.distances.prefix(8) {
      plot.bars.append(
        BarPlot.Bar(
          label: "  \(probe.distance + 1)", value: Double(probe.count),
          shown: Figures.percent(Double(probe.count) / Double(statistics.entries))))
    }
    return [
      "probe length: mean \(Figures.fixed(statistics.meanProbe, 3)), longest \(statistics.longestProbe)"
    ]
      + plot.lines(width: width)
  }

  private var memory: [String] {
    let statistics = result.statistics
    let reading = MemoryReading(statistics)
    var table = TextTable("memory", ">bytes", ">an entry", ">share")
    let kinds = [
      ("keys", reading.keys), ("values", reading.values), ("metadata", reading.metadata),
      ("arena", reading.arena),
      ("slack", reading.slack), ("total", reading.total),
    ]
    for (name, bytes) in kinds where bytes > 0 {
      table.add(
        name, Figures.bytes(bytes),
        statistics.entries > 0 ? Figures.fixed(Double(bytes) / Double(statistics.entries), 1) : "-",
        Figures.percent(Double(bytes) / Double(max(1, reading.total))))
    }
    return table.lines(width: width)
  }

  private var structure: [String] {
    let totals = result.ledger.structuralTotals
    guard !totals.isEmpty else { return [] }
    var table = TextTable("structure", ">events", ">entries", ">total", ">longest")
    for total in totals {
      table.add(
        total.name, Figures.grouped(total.events), Figures.grouped(total.entries),
        Figures.duration(nanoseconds: Double(total.nanoseconds)),
        Figures.duration(nanoseconds: Double(total.longestNanoseconds)))
    }
    return table.lines(width: width)
  }

  private var tail: [String] {
    let statistics = result.statistics
    var lines = [
      "layout \(statistics.layout.name), \(Figures.grouped(statistics.entries)) entries, load factor "
        + "\(Figures.fixed(statistics.loadFactor, 3)), peak RSS \(Figures.bytes(result.peakResidentBytes)), "
        + "seed \(result.settings.seed)"
    ]
    if let digest = result.contentDigest { lines.append("content digest \(digest)") }
    return lines
  }
}
