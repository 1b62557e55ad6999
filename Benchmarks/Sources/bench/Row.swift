import Foundation

/// One line of the table and one object of bench.json. A row with a goal is judged: `ratio` is what was measured over what
/// it is held against (cost over cost, so that less is better), and it passes when it does not exceed `goal`.
struct Row: Codable {
  /// Stable name, such as "u64-flat-hit@100000": the baseline is compared by it.
  var row: String
  var map: String
  var key: String
  var n: Int
  var op: String
  /// Nanoseconds per operation unless `op` names another measure.
  var ns: Double?
  var bytesPerEntry: Double?
  /// What it is held against.
  var peer: String?
  var ratio: Double?
  var goal: Double?
  var pass: Bool?

  enum CodingKeys: String, CodingKey {
    case row, map, key, n, op, ns
    case bytesPerEntry = "bytes_per_entry"
    case peer, ratio, goal, pass
  }

  /// A number without a goal.
  init(_ cell: Cell) {
    row = "\(cell.key)/\(cell.entries)/\(cell.operation)/\(cell.map)"
    map = cell.map
    key = cell.key
    n = cell.entries
    op = cell.operation
    ns = cell.nanoseconds
    bytesPerEntry = cell.bytesPerEntry
  }

  /// A number held against a peer or a limit.
  init(
    row: String, map: String, key: String, n: Int, op: String, ns: Double?, bytesPerEntry: Double? = nil,
    peer: String, ratio: Double, goal: Double
  ) {
    self.row = row
    self.map = map
    self.key = key
    self.n = n
    self.op = op
    self.ns = ns
    self.bytesPerEntry = bytesPerEntry
    self.peer = peer
    self.ratio = ratio
    self.goal = goal
    pass = ratio <= goal
  }

  /// One object on one line, every key present, null where there is nothing to say.
  var json: String {
    let fields: [(String, String)] = [
      ("row", quoted(row)), ("map", quoted(map)), ("key", quoted(key)), ("n", String(n)), ("op", quoted(op)),
      ("ns", number(ns)), ("bytes_per_entry", number(bytesPerEntry)), ("peer", peer.map(quoted) ?? "null"),
      ("ratio", number(ratio)), ("goal", number(goal)),
      ("pass", pass.map { $0 ? "true" : "false" } ?? "null"),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}

func quoted(_ text: String) -> String {
  "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
}

private func number(_ value: Double?) -> String {
  guard let value, value.isFinite else { return "null" }
  return String(format: "%.4g", value).contains("e") ? String(value) : String(format: "%.4f", value)
}

/// The rows as bench.json holds them: one array, a row a line.
func render(_ rows: [Row]) -> String { "[\n" + rows.map(\.json).joined(separator: ",\n") + "\n]\n" }
