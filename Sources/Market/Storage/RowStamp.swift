import Base

/// The moment of a row as files tell it: exchange time to the nearest half minute, halves later.
package struct RowStamp: Hashable, Sendable {
  /// Seconds between two moments a file can tell apart.
  package static let step = 30
  /// How many moments a day has.
  static let slots = 86_400 / step

  /// The day in exchange time.
  package let date: CivilDate
  /// Which half minute of the day, 0..<2880.
  package let slot: Int

  /// The nearest half minute to an instant in nanoseconds since 1970-01-01T00:00:00Z.
  package init(_ instant: Int64, in zone: FixedZone) {
    let (date, second) = zone.local(instant + Int64(Self.step) * 500_000_000)
    self.date = date
    slot = second / Self.step
  }

  /// The instant of that half minute, in nanoseconds since 1970-01-01T00:00:00Z.
  package func instant(in zone: FixedZone) -> Int64 { zone.instant(date, second: slot * Self.step) }

  /// Appends `DD-MM-YYYY HH:MM:SS`.
  func append(to bytes: inout [UInt8]) {
    let (year, month, day) = date.parts
    func pair(_ value: Int, _ mark: Character?) {
      Numerals.append(Int64(value), minimumDigits: 2, to: &bytes)
      if let mark { bytes.append(mark.asciiValue!) }
    }
    pair(day, "-")
    pair(month, "-")
    Numerals.append(Int64(year), minimumDigits: 4, to: &bytes)
    bytes.append(UInt8(ascii: " "))
    pair(slot * Self.step / 3600, ":")
    pair(slot * Self.step / 60 % 60, ":")
    pair(slot * Self.step % 60, nil)
  }

  /// Reads `DD-MM-YYYY HH:MM:SS`; nil for anything else and for seconds between half minutes.
  init?(_ bytes: some Collection<UInt8>) {
    let text = Array(bytes)
    guard text.count == 19 else { return nil }
    let marks: [(Int, Character)] = [(2, "-"), (5, "-"), (10, " "), (13, ":"), (16, ":")]
    guard marks.allSatisfy({ text[$0.0] == $0.1.asciiValue }) else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      text[range].reduce(into: Int?.some(0)) { value, byte in
        value = (48...57).contains(byte) ? value.map { $0 * 10 + Int(byte - 48) } : nil
      }
    }
    guard let day = number(0..<2), let month = number(3..<5), let year = number(6..<10),
      let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), hour < 24, minute < 60, second < 60,
      second % Self.step == 0, let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    self.date = date
    slot = (hour * 3600 + minute * 60 + second) / Self.step
  }
}

/// Which half minutes of a day a file has rows of.
struct DaySlots: Equatable, Sendable {
  private var words = [UInt64](repeating: 0, count: (RowStamp.slots + 63) / 64)

  func contains(_ slot: Int) -> Bool { words[slot >> 6] & 1 << UInt64(slot & 63) != 0 }

  mutating func insert(_ slot: Int) { words[slot >> 6] |= 1 << UInt64(slot & 63) }
}
