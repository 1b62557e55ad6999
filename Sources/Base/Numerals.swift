/// Decimal text of integers, appended to bytes without any allocation of its own.
package enum Numerals {
  /// Appends the shortest decimal text of `value`.
  package static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    append(value, minimumDigits: 1, to: &bytes)
  }

  /// Appends the shortest decimal text of `value`, with a minus sign when it is negative.
  package static func append(_ value: Int, to bytes: inout [UInt8]) {
    append(Int64(value), minimumDigits: 1, to: &bytes)
  }

  /// Appends `value` padded with zeros to at least `minimumDigits`; the sign is not counted among them.
  package static func append(_ value: Int64, minimumDigits: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(value.magnitude, minimumDigits: minimumDigits, to: &bytes)
  }

  /// Appends `value` padded with zeros to at least `minimumDigits` (at most 20 digits are padded).
  package static func append(_ value: UInt64, minimumDigits: Int, to bytes: inout [UInt8]) {
    if value < 10, minimumDigits <= 1 {
      bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = value
      var start = 20
      let padded = 20 - min(minimumDigits, 20)
      repeat {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        start &-= 1
        digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
        rest = quotient
      } while rest != 0
      while start > padded {
        start &-= 1
        digits[start] = UInt8(ascii: "0")
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start..<20]))
    }
  }

  /// Appends `value` rounded to `decimals` (0...9) places; the shortest text for numbers too large for that.
  package static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
    var scale: UInt64 = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * Double(scale)).rounded(.toNearestOrEven)
    guard scaled < 9e18 else {
      bytes.append(contentsOf: value.description.utf8)
      return
    }
    let whole = UInt64(scaled)
    if value < 0, whole > 0 { bytes.append(UInt8(ascii: "-")) }
    append(whole / scale, to: &bytes)
    guard decimals > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    append(whole % scale, minimumDigits: decimals, to: &bytes)
  }
}

/// A number as 16 lower-case hex digits.
package func hexadecimalDigits(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
