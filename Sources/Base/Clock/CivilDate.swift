/// A day of the proleptic Gregorian calendar, without a time and without a zone.
package struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  package let daysSinceEpoch: Int32

  /// The day that many days after 1970-01-01. O(1).
  package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

  /// A day by its parts; nil when the calendar has no such day or the year is not within 1...9999. O(1).
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Years begin on 1 March here, so that a leap day is a year's last.
    let shiftedYear = month <= 2 ? year - 1 : year
    let shiftedMonth = month <= 2 ? month + 9 : month - 3
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(daysSinceEpoch: Int32(era * 146_097 + dayOfEra - 719_468))
    guard parts == (year, month, day) else { return nil }
  }

  /// Reads `YYYY-MM-DD`; nil for anything else. O(1).
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      bytes[range].reduce(into: Int?.some(0)) { value, byte in
        value = (48...57).contains(byte) ? value.map { $0 * 10 + Int(byte - 48) } : nil
      }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month 1...12 and day of the month 1...31. O(1).
  package var parts: (year: Int, month: Int, day: Int) {
    // Counted in eras of 400 years that begin on 1 March.
    let days = Int(daysSinceEpoch) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// Which day of the week it is.
  package var weekday: Weekday {
    // 1970-01-01 was a Thursday.
    let place = (Int(daysSinceEpoch) % 7 + 7 + 3) % 7
    return Weekday.allCases[place]
  }

  /// The day that many days later, or earlier when negative.
  package func adding(days: Int) -> CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + Int32(days)) }

  /// The last day of its month.
  package var lastOfMonth: CivilDate {
    let (year, month, day) = parts
    let length =
      month == 2 ? (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28) : Self.lengths[month - 1]
    return adding(days: length - day)
  }

  /// `YYYY-MM-DD`.
  package var description: String {
    let (year, month, day) = parts
    var text: [UInt8] = []
    Numerals.append(Int64(year), minimumDigits: 4, to: &text)
    text.append(UInt8(ascii: "-"))
    Numerals.append(Int64(month), minimumDigits: 2, to: &text)
    text.append(UInt8(ascii: "-"))
    Numerals.append(Int64(day), minimumDigits: 2, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Earlier days first.
  package static func < (left: CivilDate, right: CivilDate) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  private static let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// The days of the week in the order of ISO 8601; raw values are their English names.
package enum Weekday: String, Sendable, CaseIterable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday

  /// Saturday or Sunday.
  package var isWeekend: Bool { self == .saturday || self == .sunday }
}
