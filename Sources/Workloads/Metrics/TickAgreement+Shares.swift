import Documents

/// What a tick divides: durations into fine classes, the map into regions.
extension TickAgreement {
  /// The pairs of `latency_hist_ns`: ascending, none empty, of each kind as many as were sampled.
  func classes() -> [MetricsProblem] {
    var problems: [MetricsProblem] = []
    for member in tick["latency_hist_ns"]?.table?.members ?? [] {
      let name = "latency_hist_ns.\(member.key)"
      let pairs = (member.value.array ?? []).compactMap { $0.array?.compactMap(\.number) }
      if !zip(pairs, pairs.dropFirst()).allSatisfy({ $0[0] < $1[0] }) {
        problems.append(problem(name, "bounds must ascend"))
      }
      if pairs.contains(where: { $0[1] == 0 }) {
        problems.append(problem(name, "holds an empty class"))
      }
      let total = pairs.reduce(0) { $0 + $1[1] }
      if let sampled = number("latency_ms", member.key, "count"), sampled != total {
        problems.append(
          problem(
            name, "adds up to \(shown(total)), but latency_ms.\(member.key).count is \(shown(sampled))"))
      }
    }
    return problems
  }

  /// The columns of `regions`: of one length, a power of two, and adding up to what the tick says of the whole map.
  func regions() -> [MetricsProblem] {
    guard let regions = tick["regions"]?.table else { return [] }
    var problems: [MetricsProblem] = []
    func column(_ name: String) -> [Double] { (regions[name]?.array ?? []).compactMap(\.number) }
    let names = ["segments", "settled", "entries", "slots"]
    let columns = names.map(column)
    let length = columns[0].count
    if length & (length - 1) != 0 || length == 0 || columns.contains(where: { $0.count != length }) {
      return [problem("regions", "columns must be of one length, a power of two")]
    }
    if zip(columns[0], columns[1]).contains(where: { $0 < $1 }) {
      problems.append(problem("regions.settled", "is more than the segments"))
    }
    let segments = (tick["segments"]?.table?.members ?? []).reduce(0) { $0 + ($1.value.number ?? 0) }
    for (name, whole, column) in [
      ("segments", segments, 0), ("entries", number("entries") ?? 0, 2), ("slots", number("slots") ?? 0, 3),
    ] {
      let sum = columns[column].reduce(0, +)
      guard sum != whole else { continue }
      problems.append(
        problem("regions.\(name)", "adds up to \(shown(sum)), but the tick says \(shown(whole))"))
    }
    if let slots = number("slots"), slots > 0, let entries = number("entries"),
      let load = number("load_factor"),
      abs(load - min(1, entries / slots)) > 1e-9
    {
      problems.append(
        problem("load_factor", "is \(load), but \(shown(entries)) of \(shown(slots)) slots are taken"))
    }
    return problems
  }
}
