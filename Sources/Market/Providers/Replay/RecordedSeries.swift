import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A recorded CSV file, read forward as time goes on. Holds two rows; the file is open only while it is read.
struct RecordedSeries {
  /// A row: its moment and the numbers of the columns that were asked for, NaN for empty ones.
  struct Row: Equatable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    let instant: Int64
    let numbers: [Double]
  }

  static let lineLimit = 65_536

  let path: String
  private let names: [String]
  private var columns: [Int] = []
  private var width = 0
  private var stamp = 0
  private var offset = 0
  private var line = 0
  private var latest: Int64 = .min
  private var current: Row?
  private var next: Row?
  /// Every moment that was met, when all are asked for.
  private var met: Set<Int64>?

  /// A file with a header; `names` are the columns whose numbers are wanted.
  init(path: String, names: [String]) {
    self.path = path
    self.names = names
  }

  /// The last row at or before an instant; nil before the first one. Earlier instants than the last time begin anew.
  ///
  /// A last line without its line feed is left for later. A broken row is passed over, and `told` hears of it: an error of
  /// kind `data_quality` with file and line. A file whose header means nothing has no rows; every call hears of that.
  ///
  /// - Throws: kind `storage`.
  mutating func row(at instant: Int64, told: (MarketError) -> Void) throws(MarketError) -> Row? {
    if instant < latest { self = RecordedSeries(path: path, names: names) }
    latest = instant
    if let next, next.instant <= instant {
      current = next
      self.next = nil
    }
    if next == nil { try read(until: instant, told) }
    return current
  }

  /// The moments of all rows but broken ones.
  mutating func moments(told: (MarketError) -> Void) throws(MarketError) -> Set<Int64> {
    met = []
    _ = try row(at: .max, told: told)
    return met ?? []
  }

  private mutating func read(until instant: Int64, _ told: (MarketError) -> Void) throws(MarketError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    // A few rows at first: mostly only the next one is wanted.
    var room = 2048
    while next == nil {
      let position = off_t(offset)
      var failed = false
      let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        let got = pread(descriptor, buffer.baseAddress, room, position)
        failed = got < 0
        count = max(0, got)
      }
      if failed { throw failure("read") }
      if bytes.isEmpty { return }
      var start = 0
      while next == nil, let end = Self.lineEnd(bytes, from: start) {
        let text = bytes[start..<end]
        start = end + 1
        offset += text.count + 1
        line += 1
        do throws(MarketError) { try take(text, instant) } catch { told(error) }
        if width == 0 { return forgetHeader() }
      }
      if start == 0 {
        // Not one whole line: a longer one, or the end of the file before its line feed.
        if bytes.count < room { return }
        guard room <= Self.lineLimit else {
          offset += room
          line += 1
          told(broken("longer than \(Self.lineLimit) bytes"))
          if width == 0 { return forgetHeader() }
          continue
        }
      }
      room = min(2 * Self.lineLimit, room * 2)
    }
  }

  /// Without a header nothing behind it means anything: the next call looks whether there is a better one.
  private mutating func forgetHeader() { (offset, line) = (0, 0) }

  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = memchr(base + start, 10, buffer.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func take(_ text: ArraySlice<UInt8>, _ instant: Int64) throws(MarketError) {
    guard text.count <= Self.lineLimit else { throw broken("longer than \(Self.lineLimit) bytes") }
    let text = text.last == UInt8(ascii: "\r") ? text.dropLast() : text
    let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard line > 1 else { return try takeHeader(fields) }
    guard fields.count == width else { throw broken("\(fields.count) fields where the header has \(width)") }
    guard let moment = Self.moment(fields[stamp]) else {
      throw broken(
        "\"\(String(decoding: fields[stamp].prefix(40), as: UTF8.self))\" is no timestamp DD-MM-YYYY HH:MM:SS"
      )
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(columns.count)
    for (column, name) in zip(columns, names) {
      let field = String(decoding: fields[column], as: UTF8.self)
      guard let number = field.isEmpty ? Double.nan : Double(field) else {
        throw broken("\(name) is \"\(field.prefix(40))\", no number")
      }
      numbers.append(number)
    }
    if let current, moment < current.instant { throw broken("its time is before that of the row above") }
    if let count = met?.count, count > 86_400 { throw broken("more moments than a day has seconds") }
    met?.insert(moment)
    let row = Row(instant: moment, numbers: numbers)
    if moment <= instant { current = row } else { next = row }
  }

  private mutating func takeHeader(_ fields: [ArraySlice<UInt8>]) throws(MarketError) {
    let found = fields.map { String(decoding: $0, as: UTF8.self) }
    var places: [Int] = []
    for name in ["timestamp"] + names {
      guard let place = found.firstIndex(of: name) else {
        throw broken("the header has no column \(name)")
      }
      places.append(place)
    }
    width = found.count
    stamp = places.removeFirst()
    columns = places
  }

  /// Reads `DD-MM-YYYY HH:MM:SS` of exchange time.
  static func moment(_ field: ArraySlice<UInt8>) -> Int64? {
    let text = Array(field)
    let marks: [(Int, UInt8)] = [(2, 45), (5, 45), (10, 32), (13, 58), (16, 58)]
    guard text.count == 19, marks.allSatisfy({ text[$0.0] == $0.1 }) else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      text[range].reduce(into: Int?.some(0)) { value, byte in
        value = (48...57).contains(byte) ? value.map { $0 * 10 + Int(byte - 48) } : nil
      }
    }
    guard let day = number(0..<2), let month = number(3..<5), let year = number(6..<10),
      let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), hour < 24, minute < 60, second < 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    return MarketCalendar.zone.instant(date, second: hour * 3600 + minute * 60 + second)
  }

  private func broken(_ what: String) -> MarketError { MarketError(.dataQuality, "\(path):\(line): \(what)") }

  private func failure(_ operation: String) -> MarketError {
    MarketError(.storage, "\(SystemError(operation: operation, path: path))", severity: .abort)
  }
}
