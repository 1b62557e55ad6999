/// Numbers as people read them in reports. All are pure and independent of the locale.
package enum Figures {
  /// A whole number with commas: `1,234,567`.
  package static func grouped(_ value: some BinaryInteger) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// How many there are of something: `1 row`, `1,234 rows`, `2 entries`. The plural adds an s, or is `many`.
  package static func counted(_ value: some BinaryInteger, _ noun: String, _ many: String? = nil) -> String {
    "\(grouped(value)) \(value == 1 ? noun : many ?? noun + "s")"
  }

  /// A number with a fixed count of decimals, rounded half away from zero: `3.10`. Not finite gives `-`.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    let scaled = (value * factor).rounded()
    guard scaled.isFinite, abs(scaled) < 9e15 else { return value.isFinite ? "\(value)" : "-" }
    let magnitude = Int(abs(scaled))
    let sign = scaled < 0 ? "-" : ""
    if decimals == 0 { return "\(sign)\(magnitude)" }
    let unit = Int(factor)
    let fraction = String(magnitude % unit)
    return "\(sign)\(magnitude / unit)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// Three significant digits and a decimal prefix: `12.3 M`, `950`, `1.00 k`.
  package static func scaled(_ value: Double) -> String {
    scaled(value, step: 1000, units: ["", "k", "M", "G", "T"])
  }

  /// A size: `512 B`, `16.0 KiB`, `2.50 GiB`.
  package static func bytes(_ count: some BinaryInteger) -> String {
    let value = Double(count)
    if abs(value) < 1024 { return "\(count) B" }
    return scaled(value, step: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB"])
  }

  /// A duration in the unit that fits: `850 ns`, `1.23 µs`, `4.50 ms`, `2.31 s`.
  package static func duration(nanoseconds: Double) -> String {
    if abs(nanoseconds) < 999.5 { return fixed(nanoseconds, 0) + " ns" }
    return scaled(nanoseconds, step: 1000, units: ["ns", "µs", "ms", "s"])
  }

  /// A share as percent: `12.5 %`.
  package static func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

  /// Seconds as a clock shows them: `0:05`, `12:34`, `1:02:03`.
  package static func clock(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 360_000 else { return "-:--" }
    let total = Int(seconds.rounded())
    let rest = "\(total % 60 < 10 ? "0" : "")\(total % 60)"
    let minutes = total / 60 % 60
    if total < 3600 { return "\(minutes):\(rest)" }
    return "\(total / 3600):\(minutes < 10 ? "0" : "")\(minutes):\(rest)"
  }

  private static func scaled(_ value: Double, step: Double, units: [String]) -> String {
    guard value.isFinite else { return "-" }
    var value = value
    var unit = 0
    while abs(value) >= step - 0.5, unit < units.count - 1 {
      value /= step
      unit += 1
    }
    let size = abs(value)
    let isWhole = unit == 0 && value == value.rounded()
    let decimals = isWhole || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
    let number = fixed(value, decimals)
    return units[unit].isEmpty ? number : "\(number) \(units[unit])"
  }
}
