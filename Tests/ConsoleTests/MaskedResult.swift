import Documents
import Foundation

/// Results as text that is the same for every run: what depends on time or machine becomes `*`.
enum MaskedResult {
  /// Members that a clock, the machine or the version decides.
  private static let masked: Set = [
    "elapsed_seconds", "ops_per_second", "input_wait_seconds", "implied_latency_ms", "loop_latency_median_ms",
    "peak_rss_bytes", "timer_overhead_ns", "t", "ns", "longest_ns", "p50", "p90", "p99", "p99_9", "p99_99",
    "max",
    "cpu", "cores", "os", "version",
    // What the layouts make of the same entries is their tests' business.
    "bytes", "bytes_per_entry", "load_factor", "mean_probe", "longest_probe", "probe_hist", "memory_bytes",
    "structure", "op", "segment", "segments",
  ]
  /// Members of which only the names count here, and lists of which only the first item does.
  private static let named: Set = ["map", "adaptive", "watchdog", "metrics"]
  private static let sampled: Set = ["ledger"]

  static func text(_ value: DocumentTable, hiding paths: [String]) -> String {
    paths.reduce(lines(.table(value), "") + "\n") { $0.replacingOccurrences(of: $1, with: "…") }
  }

  static func text(_ value: DocumentValue) -> String { lines(value, "") }

  private static func lines(_ value: DocumentValue, _ indent: String) -> String {
    switch value {
    case .null: return "null"
    case .bool(let flag, _): return "\(flag)"
    case .integer(let number, _): return "\(number)"
    case .float(let number, _): return "\(number)"
    case .string(let text, _): return "\"\(text)\""
    case .array(let items, _):
      return "[\(items.map { lines($0, indent + "  ") }.joined(separator: ", "))]"
    case .table(let table):
      let inner = indent + "  "
      let members = table.members.map { member in
        let isNull = if case .null = member.value { true } else { false }
        let shown =
          masked.contains(member.key) && !isNull ? "*" : lines(abridged(member.key, member.value), inner)
        return "\(inner)\(member.key): \(shown)\n"
      }
      return "{\n\(members.joined())\(indent)}"
    }
  }

  private static func abridged(_ name: String, _ value: DocumentValue) -> DocumentValue {
    if sampled.contains(name), let items = value.array {
      return .array(Array(items.prefix(1)), value.position)
    }
    if named.contains(name), let table = value.table {
      return .string(table.members.map(\.key).joined(separator: " "), value.position)
    }
    return value
  }

  /// A report whose durations, rates and resident bytes are masked and whose runs of spaces are single.
  static func report(_ text: String, hiding paths: [String]) -> String {
    var text = paths.reduce(text) { $0.replacingOccurrences(of: $1, with: "…") }
    let patterns = [
      #"[0-9.,]+ ?(ns|µs|ms|s)\b"#: "*", #"[0-9.]+ [kMG]/s"#: "*", #"held [0-9.]+ [KMG]iB"#: "held *",
      #"[0-9.]+ % of the time.*"#: "*", #"rate [▁▂▃▄▅▆▇█]+.*"#: "rate *", #"─+"#: "*",
      #"[█▏▎▍▌▋▊▉]+ +[0-9.]+ %"#: "*", #"(mean|longest|load factor) [0-9.]+"#: "$1 *",
      #"(keys|values|metadata|arena|slack|total) +[0-9.]+ .*"#: "$1 *",
      #"(resize|split) +[0-9,]+ +[0-9,]+"#: "$1 *", #"in [0-9,]+ segments"#: "in * segments",
    ]
    for (pattern, mask) in patterns.sorted(by: { $0.key < $1.key }) {
      text = text.replacingOccurrences(of: pattern, with: mask, options: .regularExpression)
    }
    text = text.replacingOccurrences(of: #"\n *\* *\n"#, with: "\n", options: .regularExpression)
    return text.replacingOccurrences(of: #" {2,}"#, with: " ", options: .regularExpression)
  }
}
