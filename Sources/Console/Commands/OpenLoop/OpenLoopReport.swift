import Base
import Telemetry
import Workloads

extension RunCSVReport {
  /// The open loop: rates, and three kinds of time.
  var openLoop: [String] {
    guard let loop = result.openLoop, loop.operations > 0 else { return [] }
    let rates =
      "target \(Figures.scaled(loop.target))/s, came \(Figures.scaled(loop.offered))/s, "
      + "done \(Figures.scaled(loop.achieved))/s"
    var lines = [emphasis.strong("open loop") + emphasis.faint("  \(rates)")]
    if !loop.isSustained {
      lines.append(
        emphasis.warning("  the rate was not sustained: operations came faster than they were done"))
    }
    guard loop.isConsistent else {
      lines.append(
        emphasis.warning(
          "  the times contradict Little's law by \(Figures.percent(loop.littleError)); they are not shown"))
      return lines
    }
    var table = TextTable("", ">mean", ">p50", ">p90", ">p99", ">p99.9", ">p99.99", ">max")
    for (name, summary) in [("service", loop.service), ("queueing", loop.queue), ("response", loop.response)]
    {
      let mean = Double(summary.sum) / Double(max(1, summary.count))
      let cells: [Double?] = [mean] + summary.trustedQuantiles.map { value in value.map { Double($0) } }
      let shown = cells.map { cell in cell.map { Figures.duration(nanoseconds: $0) } ?? "-" }
      table.add(name, shown[0], shown[1], shown[2], shown[3], shown[4], shown[5], shown[6])
    }
    lines += table.lines(width: width - 2).map { "  " + $0 }
    lines.append(
      emphasis.faint(
        "  \(Figures.fixed(loop.meanInSystem, 3)) in the system on average, Little's law within "
          + "\(Figures.percent(loop.littleError))"))
    return lines
  }
}
