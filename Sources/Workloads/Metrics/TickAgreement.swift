import Documents
import Telemetry

/// What must agree inside one tick whose members all have the right shape.
struct TickAgreement {
  let tick: DocumentTable
  let line: Int
  /// Ticks with a number come from this program and must agree in everything.
  var isNumbered: Bool { tick["frame"] != nil }

  /// All disagreements.
  func problems() -> [MetricsProblem] {
    counts() + quantiles() + histograms() + classes() + pictures() + regions() + happenings()
  }

  func problem(_ field: String, _ reason: String) -> MetricsProblem {
    MetricsProblem(line: line, field: field, reason: reason)
  }

  func number(_ names: String...) -> Double? {
    var table: DocumentTable? = tick
    for name in names.dropLast() { table = table?[name]?.table }
    return table?[names[names.count - 1]]?.number
  }

  private func counts() -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    let operations = number("ops") ?? 0
    let pairs = [("put", "puts"), ("get", "gets"), ("del", "dels")]
    let byType = pairs.compactMap { number("ops_by_type", $0.0) }
    if byType.count == 3, byType.reduce(0, +) != operations {
      problems.append(
        problem("ops_by_type", "adds up to \(shown(byType.reduce(0, +))), but ops is \(shown(operations))"))
    }
    for (type, total) in pairs {
      guard let left = number("ops_by_type", type), let right = number(total), left != right else { continue }
      problems.append(problem(total, "is \(shown(right)), but ops_by_type.\(type) is \(shown(left))"))
    }
    let memory = ["keys", "values", "metadata", "slack", "arena"].compactMap { number("memory_bytes", $0) }
    if memory.count == 5, let total = number("memory_bytes", "total"), total != memory.reduce(0, +) {
      problems.append(problem("memory_bytes.total", "is not the sum of the others"))
    }
    if let hits = number("hits"), let gets = number("gets"), hits > gets {
      problems.append(problem("hits", "\(shown(hits)) of \(shown(gets)) gets"))
    }
    return problems
  }

  /// Quantiles of every packet ascend.
  private func quantiles() -> [MetricsProblem] {
    var packets: [(String, DocumentTable)] = []
    for name in ["latency_ms", "latency_loop_ms"] {
      for member in tick[name]?.table?.members ?? [] {
        if let packet = member.value.table { packets.append(("\(name).\(member.key)", packet)) }
      }
    }
    for name in ["latency_ns", "latency_window_ms"] {
      if let packet = tick[name]?.table { packets.append((name, packet)) }
    }
    return packets.compactMap { name, packet in
      let values = LatencySummary.quantileNames.compactMap { quantile in
        packet["\(quantile)"]?.number.map { (name: "\(quantile)", value: $0) }
      }
      guard zip(values, values.dropFirst()).contains(where: { $0.value > $1.value }) else { return nil }
      let list = values.map { "\($0.name)=\(shown($0.value))" }.joined(separator: ", ")
      return problem(name, "non-monotonic latency percentiles: \(list)")
    }
  }

  private func histograms() -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    var totals: [String: Double] = [:]
    for member in tick["latency_hist_ms"]?.table?.members ?? [] {
      let name = "latency_hist_ms.\(member.key)"
      let buckets = (member.value.array ?? []).compactMap(\.table)
      let bounds = buckets.map { bound($0["le"]?.string ?? "") }
      let counts = buckets.compactMap { $0["count"]?.number }
      if !zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) || bounds.last != .infinity {
        problems.append(problem(name, "bounds must ascend and end with +Inf"))
      }
      if zip(counts, counts.dropFirst()).contains(where: { $0 > $1 }) {
        problems.append(problem(name, "counts fall from one bound to the next; they must be cumulative"))
      }
      guard let total = counts.last else { continue }
      totals[member.key] = total
      let operations = member.key == "overall" ? number("ops") : number("ops_by_type", member.key)
      if let operations, total > operations {
        problems.append(problem(name, "\(shown(total)) samples of \(shown(operations)) operations"))
      }
      if let sampled = number("latency_ms", member.key, "count"), sampled != total {
        problems.append(
          problem(
            name, "holds \(shown(total)) samples, but latency_ms.\(member.key).count is \(shown(sampled))"))
      }
    }
    if isNumbered, let overall = totals["overall"] {
      let sum = ["put", "get", "del"].compactMap { totals[$0] }.reduce(0, +)
      if sum != overall {
        problems.append(
          problem(
            "latency_hist_ms.overall", "holds \(shown(overall)) samples, put, get and del \(shown(sum))"))
      }
    }
    return problems
  }

  private func bound(_ text: String) -> Double {
    text == "+Inf" ? .infinity : Double(text) ?? .nan
  }

  private func pictures() -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    let distances = (tick["probe_hist"]?.array ?? []).compactMap { $0.array?.first?.number }
    if !zip(distances, distances.dropFirst()).allSatisfy({ $0 < $1 }) {
      problems.append(problem("probe_hist", "distances must ascend"))
    }
    guard let heatmap = tick["key_heatmap"]?.table else { return problems }
    let matrix = (heatmap["matrix"]?.array ?? []).map { ($0.array ?? []).compactMap(\.number) }
    let cells = matrix.flatMap { $0 }
    let columns = heatmap["cols"]?.number
    if Double(matrix.count) != heatmap["rows"]?.number
      || matrix.contains(where: { Double($0.count) != columns })
    {
      problems.append(problem("key_heatmap.matrix", "is not of rows times cols"))
    }
    if cells.reduce(0, +) != heatmap["total"]?.number {
      problems.append(problem("key_heatmap.total", "is not the sum of the matrix"))
    }
    if (cells.max() ?? 0) != heatmap["max"]?.number {
      problems.append(problem("key_heatmap.max", "is not the largest cell"))
    }
    return problems
  }

  private func happenings() -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    let seconds = number("t") ?? 0
    for (index, event) in (tick["events"]?.array ?? []).enumerated() {
      if let moment = event.table?["t"]?.number, moment > seconds {
        problems.append(problem("events[\(index)].t", "\(moment) is after the tick's \(seconds)"))
      }
    }
    var reached: Set<String> = []
    for (index, alert) in (tick["alerts"]?.array ?? []).enumerated() {
      guard let members = alert.table, let value = members["value"]?.number,
        let threshold = members["clears_below"]?.number ?? members["threshold"]?.number
      else { continue }
      reached.insert(members["metric"]?.string ?? "")
      if value < threshold {
        problems.append(problem("alerts[\(index)]", "\(value) has not reached the threshold \(threshold)"))
      }
    }
    for flag in tick["alert_flags"]?.table?.members ?? [] where flag.value.bool != reached.contains(flag.key)
    {
      problems.append(problem("alert_flags.\(flag.key)", "does not agree with alerts"))
    }
    return problems
  }
}
