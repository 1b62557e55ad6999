extension WallClock {
  /// Nanoseconds since 1970 of a text `YYYY-MM-DDTHH:MM:SS[.f…]Z` with up to nine digits of a fraction; nil for anything
  /// else, leap seconds too.
  package static func nanoseconds(iso8601 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.count <= 30, bytes[10] == UInt8(ascii: "T"),
      bytes.last == UInt8(ascii: "Z"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let date = CivilDate(String(decoding: bytes[..<10], as: UTF8.self)),
      // 2262 is the last year whose nanoseconds fit.
      (1678...2261).contains(date.parts.year),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
      let second = number(bytes[17..<19]),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let fraction = bytes[19..<(bytes.count - 1)]
    var nanoseconds: Int64 = 0
    if let point = fraction.first {
      guard point == UInt8(ascii: "."), fraction.count > 1, let digits = number(fraction.dropFirst()) else {
        return nil
      }
      nanoseconds = (fraction.count..<10).reduce(digits) { value, _ in value * 10 }
    }
    let seconds = Int64(date.daysSinceEpoch) * 86_400 + hour * 3600 + minute * 60 + second
    return seconds * 1_000_000_000 + nanoseconds
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    digits.reduce(into: Int64?.some(0)) { value, digit in
      value = (48...57).contains(digit) ? value.map { $0 * 10 + Int64(digit - 48) } : nil
    }
  }
}
