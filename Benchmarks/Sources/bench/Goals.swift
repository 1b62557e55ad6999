/// The goals that are read off the grid: which of our maps, against which peers, how much at most.
struct GridGoal {
  let row: String
  let key: String
  let operation: String
  /// Ours: the best of these maps counts.
  let ours: [String]
  /// The better of these peers counts, in this operation unless `peerOperation` says otherwise.
  let peers: [String]
  var peerOperation: String?
  /// Highest ratio of our cost to the peer's, by number of entries.
  let limits: [Int: Double]

  func judge(_ cells: [Cell]) -> [Row] {
    limits.sorted { $0.key < $1.key }.compactMap { entries, limit in
      let here = cells.filter { $0.key == key && $0.entries == entries }
      let own = here.filter { $0.operation == operation && ours.contains($0.map) }
      let theirs = here.filter { $0.operation == peerOperation ?? operation && peers.contains($0.map) }
      guard let best = own.min(by: { $0.nanoseconds < $1.nanoseconds }),
        let rival = theirs.min(by: { $0.nanoseconds < $1.nanoseconds })
      else { return nil }
      let suffix = peerOperation == nil ? "" : " " + rival.operation
      return Row(
        row: "\(row)@\(entries)", map: best.map, key: key, n: entries, op: operation, ns: best.nanoseconds,
        bytesPerEntry: best.bytesPerEntry,
        peer: "\(rival.map)\(suffix), \(Report.format(rival.nanoseconds)) ns",
        ratio: best.nanoseconds / rival.nanoseconds, goal: limit)
    }
  }
}

extension GridGoal {
  private static let small = 1000
  private static let medium = 100_000
  private static let large = 4_000_000

  private static let flat = ["grouped flat", "chaining flat", "robinhood flat", "compact flat"]
  private static let capped = ["grouped", "chaining", "robinhood", "compact"]
  private static let cpp = ["absl", "boost"]
  private static let inline16 = ["absl<16-byte key>"]
  private static let dictionary = ["Dictionary<String, String>"]

  static let all: [GridGoal] =
    [
      GridGoal(
        row: "u64-flat-hit", key: "u64", operation: "hit", ours: flat, peers: cpp,
        limits: [small: 1.10, medium: 1.10, large: 1.15]),
      GridGoal(
        row: "u64-flat-miss", key: "u64", operation: "miss", ours: flat, peers: cpp,
        limits: [small: 1.10, medium: 1.10, large: 1.30]),
      GridGoal(
        row: "u64-hit", key: "u64", operation: "hit", ours: capped, peers: cpp,
        limits: [medium: 1.5, large: 1.3]),
      GridGoal(
        row: "u64-batched-hit", key: "u64", operation: "batched-hit", ours: capped, peers: ["absl"],
        peerOperation: "hit", limits: [large: 1 / 1.3]),
      GridGoal(
        row: "u64-batched-against-single", key: "u64", operation: "batched-hit", ours: ["grouped"],
        peers: ["grouped"], peerOperation: "hit", limits: [large: 1 / 1.7]),
      GridGoal(
        row: "bytes-hit", key: "bytes", operation: "hit", ours: ["grouped"], peers: inline16,
        limits: [small: 1.3, medium: 1.3, large: 1.4]),
      GridGoal(
        row: "bytes-flat-hit", key: "bytes", operation: "hit", ours: flat, peers: inline16,
        limits: [small: 1.15, medium: 1.15, large: 1.3]),
      GridGoal(
        row: "bytes-batched-hit", key: "bytes", operation: "batched-hit", ours: capped, peers: inline16,
        peerOperation: "hit", limits: [large: 1 / 1.5]),
      GridGoal(
        row: "bytes-batched-against-single", key: "bytes", operation: "batched-hit", ours: ["grouped"],
        peers: ["grouped"], peerOperation: "hit", limits: [large: 1 / 1.7]),
      GridGoal(
        row: "dictionary-hit", key: "bytes", operation: "hit", ours: ["grouped"], peers: dictionary,
        limits: [small: 1 / 5, medium: 1 / 5, large: 1 / 3.5]),
      GridGoal(
        row: "dictionary-insert", key: "bytes", operation: "insert", ours: ["grouped"], peers: dictionary,
        limits: [small: 1 / 5, medium: 1 / 5, large: 1 / 3.5]),
    ]
    + ["insert", "hit", "miss", "mix", "churn", "erase"].map { operation in
      GridGoal(
        row: "std-string-" + operation, key: "bytes", operation: operation, ours: ["grouped"],
        peers: ["absl<std::string>"], limits: [small: 1, medium: 1, large: 1])
    }
}
