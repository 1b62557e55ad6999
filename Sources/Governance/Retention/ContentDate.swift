import Base
import Documents

/// The day a file's content belongs to, in exchange time: from its name and from what stands in it, never from the time
/// of the file.
enum ContentDate: Equatable {
  /// The newest day that name or content tell.
  case day(CivilDate)
  /// Neither tells one.
  case undated
  /// The content cannot be read for its days; why.
  case unreadable(String)

  /// The most bytes of a file that are read for its days.
  static let byteLimit = 256 << 20
  private static let zone = FixedZone.india

  /// The day in a name such as `2026-11-20.csv` or `events-2026-11-20.ndjson`; the last one where there are several.
  static func day(inName name: String) -> CivilDate? {
    let bytes = Array(name.utf8)
    guard bytes.count >= 10 else { return nil }
    for start in stride(from: bytes.count - 10, through: 0, by: -1) {
      // A longer run of digits is no year or day.
      let isAlone =
        (start == 0 || !isDigit(bytes[start - 1]))
        && (start + 10 == bytes.count || !isDigit(bytes[start + 10]))
      if isAlone, let day = CivilDate(String(decoding: bytes[start..<(start + 10)], as: UTF8.self)) {
        return day
      }
    }
    return nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// The newest day of a file's name and of its content, which is that of `family`.
  static func of(name: String, _ content: [UInt8], _ family: RetentionFamily) -> ContentDate {
    let named = day(inName: name)
    let found: ContentDate =
      switch family {
      case .csv: newest(inRows: content)
      case .ndjson: newest(inLines: content)
      case .panels: newest(inDocument: content)
      case .snapshots, .jobs: .undated
      }
    switch (found, named) {
    case (.unreadable, _): return found
    case (.day(let day), let named?): return .day(max(day, named))
    case (.undated, let named?): return .day(named)
    default: return found
    }
  }

  // MARK: CSV

  /// The newest `timestamp` of rows; a file without that column has none.
  private static func newest(inRows content: [UInt8]) -> ContentDate {
    var newest: CivilDate?
    var column: Int?
    for (index, line) in content.split(separator: 10).enumerated() {
      let fields: [String]
      do throws(CSVLine.Fault) {
        fields = try CSVLine.fields(Array(line))
      } catch { return .unreadable("line \(index + 1) is no row") }
      if index == 0 {
        column = fields.firstIndex(of: "timestamp")
        if column == nil { return .undated }
        continue
      }
      guard let column, column < fields.count, let day = day(ofTime: fields[column]) else {
        return .unreadable("line \(index + 1) has no timestamp that can be read")
      }
      newest = max(newest ?? day, day)
    }
    return newest.map { .day($0) } ?? .undated
  }

  /// The day of `DD-MM-YYYY HH:MM:SS` in exchange time, or of ISO 8601 in UTC.
  static func day(ofTime text: String) -> CivilDate? {
    if let moment = WallClock.nanoseconds(iso8601: text) { return zone.date(moment) }
    let bytes = Array(text.utf8)
    guard bytes.count == 19, bytes[2] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "-"), bytes[10] == 32
    else {
      return nil
    }
    let parts = [bytes[6..<10], bytes[3..<5], bytes[0..<2]].map { String(decoding: $0, as: UTF8.self) }
    return CivilDate(parts.joined(separator: "-"))
  }

  // MARK: JSON

  private static let timeMembers = [
    "ts", "time", "timestamp", "timestamp_ist", "updated_at", "generated_at", "created_at", "created",
  ]

  private static func newest(inLines content: [UInt8]) -> ContentDate {
    var newest: CivilDate?
    for (index, line) in content.split(separator: 10).enumerated() where !line.isEmpty {
      do throws(DocumentError) {
        if let day = day(of: try JSON.parse(Array(line), file: "")) { newest = max(newest ?? day, day) }
      } catch { return .unreadable("line \(index + 1) is no JSON") }
    }
    return newest.map { .day($0) } ?? .undated
  }

  private static func newest(inDocument content: [UInt8]) -> ContentDate {
    do throws(DocumentError) {
      return day(of: try JSON.parse(content, file: "")).map { .day($0) } ?? .undated
    } catch { return .unreadable("no JSON") }
  }

  /// The newest day that the members of an object tell.
  private static func day(of value: DocumentValue) -> CivilDate? {
    guard let table = value.table else { return nil }
    return timeMembers.compactMap { table[$0] }.compactMap { member -> CivilDate? in
      if let text = member.string { return day(ofTime: text) ?? CivilDate(text.prefix(10)) }
      guard let number = member.number, number > 1e8, number < 1e19 else { return nil }
      // Seconds, milliseconds, microseconds or nanoseconds: told apart by size until the year 5138.
      let scale: Double = number < 1e11 ? 1e9 : number < 1e14 ? 1e6 : number < 1e17 ? 1e3 : 1
      return zone.date(Int64(min(number * scale, 9e18)))
    }.max()
  }
}
