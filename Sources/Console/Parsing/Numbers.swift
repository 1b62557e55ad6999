/// Reading and writing numbers the way people type them.
enum Numbers {
  /// The shortest decimal form that reads back the same, without a trailing `.0`.
  static func plain(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A whole number: an optional sign, digits, single underscores between digits. Nil if it is anything else.
  ///
  /// A number beyond the range of `Int` is reported as `.overflow`.
  static func integer(_ text: some StringProtocol) -> Parsed<Int>? {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    var result = 0
    var overflowed = false
    var wasDigit = false
    for byte in digits {
      if byte == UInt8(ascii: "_"), wasDigit {
        wasDigit = false
        continue
      }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      wasDigit = true
      let digit = Int(byte - UInt8(ascii: "0"))
      let (product, tooBig) = result.multipliedReportingOverflow(by: 10)
      let (sum, carried) =
        isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      overflowed = overflowed || tooBig || carried
      result = sum
    }
    guard wasDigit else { return nil }
    return overflowed ? .overflow : .value(result)
  }

  /// A finite decimal number, with an optional fraction and exponent.
  static func number(_ text: String) -> Double? {
    let allowed = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    guard allowed, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// A size in bytes: a whole number with an optional suffix. `K M G T` and `KiB MiB GiB TiB` count in steps of
  /// 1,024, `kB MB GB TB` in steps of 1,000.
  static func bytes(_ text: String) -> Parsed<Int>? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "_" || $0 == "-" || $0 == "+") }
    guard let count = integer(digits) else { return nil }
    guard let unit = unit(String(text.dropFirst(digits.count))) else { return nil }
    guard case .value(let value) = count else { return .overflow }
    let (product, overflowed) = value.multipliedReportingOverflow(by: unit)
    return overflowed ? .overflow : .value(product)
  }

  private static func unit(_ suffix: String) -> Int? {
    switch suffix {
    case "", "B": 1
    case "K", "KiB": 1 << 10
    case "M", "MiB": 1 << 20
    case "G", "GiB": 1 << 30
    case "T", "TiB": 1 << 40
    case "kB", "KB": 1_000
    case "MB": 1_000_000
    case "GB": 1_000_000_000
    case "TB": 1_000_000_000_000
    default: nil
    }
  }
}

/// A number that was read, or one too large to hold.
enum Parsed<Value: Equatable & Sendable>: Equatable, Sendable {
  case value(Value)
  case overflow
}
