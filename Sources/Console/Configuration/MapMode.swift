import HashMaps
import Telemetry

/// Which map a command runs: the adaptive one, or a fixed layout under its own or its purpose's name.
enum MapMode: String, FlagChoice {
  case adaptive
  case fastInsert = "fast-insert"
  case fastLookup = "fast-lookup"
  case memoryTight = "memory-tight"
  case chaining, robinhood, grouped, compact

  /// The layout a fixed mode keeps; nil when the map adapts.
  var layout: Layout? {
    switch self {
    case .adaptive: nil
    case .fastInsert, .chaining: .chaining
    case .fastLookup, .robinhood: .robinhood
    case .memoryTight, .compact: .compact
    case .grouped: .grouped
    }
  }

  var help: String {
    switch self {
    case .adaptive: "changes its layout to suit the workload"
    case .fastInsert: "layout chaining"
    case .fastLookup: "layout robinhood"
    case .memoryTight: "layout compact"
    case .chaining: "two-level chaining in cache-line buckets"
    case .robinhood: "open addressing ordered by probe distance"
    case .grouped: "groups of fifteen slots searched at once"
    case .compact: "small references into an arena"
    }
  }
}

extension MapConfiguration.PolicyKind: FlagChoice {
  var help: String {
    switch self {
    case .live: "by measured cost; decisions are logged and can be replayed"
    case .thresholds: "by the thresholds of [adaptive] alone; the same on every machine"
    }
  }
}

extension HashKind: FlagChoice {
  var help: String {
    switch self {
    case .fast: "seeded, 64 bits, for data of your own"
    case .sip: "SipHash-1-3, keyed, for data from strangers"
    }
  }
}

extension LatencyBuckets: FlagChoice {
  var help: String {
    switch self {
    case .standard: "0.05 ms to 10 ms"
    case .micro: "0.001 ms to 10 ms"
    }
  }
}
