import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A CSV file of one day that only grows, and what its next row must know of the rows before.
struct DayFile {
  /// The largest file that is read: 2,880 rows a day of 400 bytes leave room for twice as many.
  static let sizeLimit = 4 << 20
  /// How many days back a file counts as that of the day before; holidays and weekends lie between.
  static let daysBack = 5

  /// Below the output folder.
  let path: String
  /// How long it is; 0 before it exists.
  var length = 0
  /// Moments it has rows of.
  var slots = DaySlots()
  /// The value that changes are measured by, in its first row and in the last row of the day before; NaN without one.
  var first = Double.nan
  var previous = Double.nan

  /// What stands on the disk. `column` is the place of the value that changes are measured by.
  ///
  /// Throws `storage` with file and line for a file that is not one of ours, or whose last row is cut off.
  init(
    path: String, in folder: String, columns: [String], column: Int, olderPath: (CivilDate) -> String,
    date: CivilDate
  ) throws(MarketError) {
    self.path = path
    if let rows = try Self.read(path, in: folder, columns) {
      length = rows.bytes.count
      for (line, row) in rows.lines.enumerated() {
        let fields = row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == columns.count, let stamp = RowStamp(fields[0]), stamp.date == date else {
          throw MarketError(
            .storage, "\(folder)/\(path):\(line + 2): not a row of \(columns.count) fields of \(date)",
            hint: "move the file away, or mend the row")
        }
        slots.insert(stamp.slot)
        if first.isNaN { first = Self.number(fields[column]) }
      }
    }
    for days in 1...Self.daysBack {
      let older = olderPath(date.adding(days: -days))
      guard let rows = try Self.read(older, in: folder, columns), let last = rows.lines.last else { continue }
      let fields = last.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      if fields.count == columns.count { previous = Self.number(fields[column]) }
      break
    }
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Double {
    Double(String(decoding: field, as: UTF8.self)) ?? .nan
  }

  /// The rows of a file behind its header; nil without a file.
  private static func read(
    _ path: String, in folder: String, _ columns: [String]
  ) throws(MarketError) -> (bytes: [UInt8], lines: [ArraySlice<UInt8>])? {
    let full = "\(folder)/\(path)"
    if access(full, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return nil }
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: full, limit: sizeLimit) } catch {
      throw MarketError(error)
    }
    if bytes.isEmpty { return (bytes, []) }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.first?.elementsEqual(columns.joined(separator: ",").utf8) == true else {
      throw MarketError(
        .storage, "\(full):1: not the header of the collector's files", hint: "move the file away")
    }
    guard lines.removeLast().isEmpty else {
      throw MarketError(
        .storage, "\(full):\(lines.count + 1): the row is cut off: no line feed",
        hint: "delete the row; another program has written it")
    }
    return (bytes, Array(lines.dropFirst()))
  }
}
