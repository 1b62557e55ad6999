import CPeers
import Foundation
import HashMaps

/// Bytes an entry of short keys and values, as the map counts them: at a size, at the best and the worst moment of the
/// doubling around it, and against what the process grew by.
struct Footprint {
  let sizes: [Int]

  /// One question: how many bytes an entry may this layout take at this size.
  private struct Limit {
    let layout: Layout
    let entries: Int
    let bytes: Double
  }

  private static let limits = [
    Limit(layout: .grouped, entries: 100_000, bytes: 45),
    Limit(layout: .grouped, entries: 4_000_000, bytes: 68),
    Limit(layout: .compact, entries: 4_000_000, bytes: 45),
  ]
  /// Resident memory over what the map counts, at four million entries.
  private static let residentLimit = 1.1

  func rows() throws(BenchmarkFailure) -> [Row] {
    print("bytes an entry, keys K0, K1, ... and values v0, v1, ...")
    var rows: [Row] = []
    for limit in Self.limits where sizes.contains(limit.entries) {
      let phase = Self.growth(limit.layout, limit.entries)
      let name = limit.layout.name
      let count = limit.entries
      print(
        "  \(name), \(count) entries: \(Report.format(phase.there)); between \(count / 2) and \(count * 2) best "
          + "\(Report.format(phase.best.bytes)) at \(phase.best.entries), worst \(Report.format(phase.worst.bytes)) at "
          + "\(phase.worst.entries)")
      rows.append(
        Row(
          row: "bytes-per-entry-\(name)@\(count)", map: name, key: "bytes", n: count, op: "bytes per entry",
          ns: nil, bytesPerEntry: phase.there,
          peer: String(
            format: "%.0f B; best %.1f at %d, worst %.1f at %d", limit.bytes, phase.best.bytes,
            phase.best.entries, phase.worst.bytes, phase.worst.entries), ratio: phase.there / limit.bytes,
          goal: 1))
      if count >= 1_000_000 { rows.append(try resident(limit.layout, count)) }
    }
    for entries in sizes where entries >= 1_000_000 { rows.append(try budgeted(entries)) }
    print("")
    return rows
  }

  // MARK: By the map's own count

  private typealias Moment = (entries: Int, bytes: Double)

  /// Fills a map and looks at it at `entries`, and all along from half to twice that.
  private static func growth(_ layout: Layout, _ entries: Int) -> (there: Double, best: Moment, worst: Moment)
  {
    let numbers = (0..<UInt32(2 * entries)).map { $0 }
    let keys = TextStream(keys: numbers)
    let values = TextStream(values: numbers)
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    return made { () throws(MapError) in
      let map = try ByteMap(configuration)
      var there = 0.0
      var best: Moment = (0, .infinity)
      var worst: Moment = (0, 0)
      for index in 0..<keys.count {
        try map.put(keys.item(index), values.item(index))
        let count = index + 1
        guard count >= entries / 2, count % (entries / 200) == 0 else { continue }
        let bytes = map.statistics(sample: 1).bytesPerEntry
        if count == entries { there = bytes }
        if bytes < best.bytes { best = (count, bytes) }
        if bytes > worst.bytes { worst = (count, bytes) }
      }
      return (there, best, worst)
    }
  }

  // MARK: Under a budget

  /// An adaptive map under a budget in which `grouped` would not fit: it must become `compact`, hold every entry and never
  /// count more than the budget.
  private func budgeted(_ entries: Int) throws(BenchmarkFailure) -> Row {
    let budget = entries * 55
    let numbers = (0..<UInt32(entries)).map { $0 }
    let keys = TextStream(keys: numbers)
    let values = TextStream(values: numbers)
    var configuration = MapConfiguration()
    configuration.seed = 1
    configuration.memoryBudget = budget
    var peak = 0
    let map = made { () throws(MapError) in
      let map = try ByteMap(configuration)
      for index in 0..<keys.count {
        try map.put(keys.item(index), values.item(index))
        if index % 1024 == 0 { peak = max(peak, map.heldBytes) }
      }
      return map
    }
    peak = max(peak, map.heldBytes)
    guard map.layout == .compact, map.count == entries else {
      throw BenchmarkFailure("under a budget of \(budget) bytes the map stayed \(map.layout.name)")
    }
    let most = Double(peak) / Double(entries)
    print(
      "  adaptive, \(entries) entries under a budget of 55 B an entry: compact at the end, at most \(Report.format(most))"
    )
    return Row(
      row: "memory-budget@\(entries)", map: "adaptive", key: "bytes", n: entries, op: "most bytes held",
      ns: nil, bytesPerEntry: most, peer: "a budget of 55 B an entry, in which grouped does not fit",
      ratio: Double(peak) / Double(budget), goal: 1)
  }

  // MARK: By the system's count

  /// The rise of resident memory over the empty process, in a process of its own, over what the map counts.
  private func resident(_ layout: Layout, _ entries: Int) throws(BenchmarkFailure) -> Row {
    let told = output(CommandLine.arguments[0], ["footprint", layout.name, String(entries)])
    let words = told.split(separator: " ").compactMap { Double($0) }
    guard words.count == 2 else { throw BenchmarkFailure("no footprint from the child process: \(told)") }
    let (rise, counted) = (words[0], words[1])
    print(
      "  \(layout.name), \(entries) entries in a new process: resident memory rose by "
        + "\(Report.format(rise / Double(entries))) B an entry, the map counts \(Report.format(counted / Double(entries)))"
    )
    return Row(
      row: "resident-\(layout.name)@\(entries)", map: layout.name, key: "bytes", n: entries,
      op: "resident memory", ns: nil, bytesPerEntry: rise / Double(entries),
      peer: "counted, \(Report.format(counted / Double(entries))) B", ratio: rise / counted,
      goal: Self.residentLimit)
  }

  /// What the child process does: fills a map from numbers alone, so that nothing else is resident, and tells both counts.
  static func runChild(_ words: [String]) throws(BenchmarkFailure) {
    guard words.count == 2, let layout = Layout(name: words[0]), let entries = UInt64(words[1]) else {
      throw BenchmarkFailure("footprint needs a layout and a number of entries")
    }
    var configuration = MapConfiguration.fixed(layout)
    configuration.seed = 1
    let text = UnsafeMutableRawBufferPointer.allocate(byteCount: 48, alignment: 16)
    defer { text.deallocate() }
    let before = bench_resident_bytes()
    let map = made { () throws(MapError) in
      let map = try ByteMap(configuration)
      for number in 0..<entries {
        let digits = TextStream.write(
          UInt32(number), at: text.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self) + 1)
        text[0] = UInt8(ascii: "K")
        let item = UnsafeRawBufferPointer(rebasing: text[0..<digits + 1])
        try map.put(item, item)
      }
      return map
    }
    let rise = bench_resident_bytes() &- before
    print("\(rise) \(map.statistics(sample: 1).totalBytes)")
  }
}
