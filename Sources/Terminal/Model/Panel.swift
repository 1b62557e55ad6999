/// The parts of the view, in the order in which the focus visits them.
package enum Panel: Int, CaseIterable, Sendable {
  case throughput, latency, load, summary, layout, histogram, happenings, probe

  /// The heading.
  var title: String {
    switch self {
    case .throughput: "throughput"
    case .latency: "latency"
    case .load: "load factor"
    case .summary: "summary"
    case .layout: "layout"
    case .histogram: "histogram"
    case .happenings: "events and ledger"
    case .probe: "probe trace"
    }
  }

  /// Rows it needs under its heading to be worth showing, and rows beyond which it has no use for more.
  var rows: (least: Int, most: Int) {
    switch self {
    case .throughput, .latency, .load: (3, 24)
    case .summary: (3, 18)
    case .layout: (2, 12)
    case .histogram: (3, 20)
    case .happenings, .probe: (3, .max)
    }
  }

  /// Whether the arrow keys scroll it.
  var scrolls: Bool { self == .happenings || self == .probe }
}
