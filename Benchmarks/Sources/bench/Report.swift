import Foundation

/// Tables for people.
enum Report {
  /// Cells of one kind of key and one size: a line a map, a column an operation.
  static func grid(_ cells: [Cell]) -> String {
    guard let first = cells.first else { return "" }
    var operations: [String] = []
    var maps: [String] = []
    for cell in cells {
      if !operations.contains(cell.operation) { operations.append(cell.operation) }
      if !maps.contains(cell.map) { maps.append(cell.map) }
    }
    var lines = ["\(first.key), \(first.entries) entries, ns per operation"]
    lines.append(pad("map", 28) + operations.map { left($0, 12) }.joined() + left("B/entry", 10))
    for map in maps {
      let own = cells.filter { $0.map == map }
      let numbers = operations.map { operation in
        left(own.first { $0.operation == operation }.map { format($0.nanoseconds) } ?? "-", 12)
      }
      let bytes = own.compactMap(\.bytesPerEntry).first.map { String(format: "%.1f", $0) } ?? "-"
      lines.append(pad(map, 28) + numbers.joined() + left(bytes, 10))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The judged rows with their goals.
  static func goals(_ rows: [Row]) -> String {
    let judged = rows.filter { $0.goal != nil }
    guard !judged.isEmpty else { return "" }
    var lines = [
      pad("goal", 38) + pad("map", 22) + left("measured", 12) + "  " + pad("against", 34) + left("ratio", 8)
        + left("goal", 8)
    ]
    for row in judged {
      let measured =
        row.ns.map { format($0) + " ns" } ?? row.bytesPerEntry.map { String(format: "%.1f B", $0) } ?? "-"
      let verdict =
        row.pass == true ? "" : (row.ratio ?? 0) > (row.goal ?? 0) * Check.tolerance ? "  MISSED" : "  short"
      lines.append(
        pad(row.row, 38) + pad(row.map, 22) + left(measured, 12) + "  " + pad(row.peer ?? "", 34)
          + left(String(format: "%.2f", row.ratio ?? .nan), 8)
          + left(String(format: "%.2f", row.goal ?? .nan), 8)
          + verdict)
    }
    let passed = judged.count { $0.pass == true }
    lines.append(
      "\(passed) of \(judged.count) goals met; \"short\" lies within 25 % of its goal, \"MISSED\" beyond")
    return lines.joined(separator: "\n") + "\n"
  }

  static func format(_ value: Double) -> String {
    value < 100 ? String(format: "%.2f", value) : String(format: "%.0f", value)
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text + " " : text + String(repeating: " ", count: width - text.count)
  }

  static func left(_ text: String, _ width: Int) -> String {
    text.count >= width ? " " + text : String(repeating: " ", count: width - text.count) + text
  }
}
