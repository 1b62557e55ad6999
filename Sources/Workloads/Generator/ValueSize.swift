import Base

/// What the values of puts look like.
package enum ValueSize: Equatable, Sendable {
  /// A decimal number below 1,000,000.
  case number
  /// Letters and digits, so many bytes, every length of the range equally often.
  case bytes(ClosedRange<Int>)

  /// The longest value that can be asked for.
  package static let longestBytes = 1 << 20

  /// Reads `number`, `64` or `16-256`.
  package init(_ text: String) throws(WorkloadError) {
    if text == "number" {
      self = .number
      return
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count <= 2, let first = parts.first, let low = first, let last = parts.last, let high = last,
      low >= 1, low <= high, high <= Self.longestBytes
    else {
      throw .badInput(
        "Value size must be 'number', a size or a range of sizes from 1 to \(Self.longestBytes), not '\(text)'",
        file: "", hint: "For example 64 or 16-256")
    }
    self = .bytes(low...high)
  }

  /// The form that `init` reads.
  package var text: String {
    switch self {
    case .number: "number"
    case .bytes(let range):
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
  }

  /// The most bytes a value can have.
  var mostBytes: Int {
    switch self {
    case .number: 6
    case .bytes(let range): range.upperBound
    }
  }

  /// Writes a value.
  @inline(__always)
  func write(_ random: inout SeededRandom, to writer: inout RowWriter) {
    switch self {
    case .number: writer.decimal(random.below(1_000_000))
    case .bytes(let range):
      let spread = UInt64(range.upperBound - range.lowerBound)
      let size = range.lowerBound + (spread == 0 ? 0 : Int(random.below(spread + 1)))
      writeLetters(size, &random, to: &writer)
    }
  }

  private func writeLetters(_ size: Int, _ random: inout SeededRandom, to writer: inout RowWriter) {
    var rest = size
    while rest > 0 {
      var bits = random.next()
      for _ in 0..<min(rest, 10) {
        // 64 characters: a-z, A-Z, 0-9, - and _.
        let six = UInt8(truncatingIfNeeded: bits & 63)
        bits >>= 6
        let character: UInt8 =
          six < 26 ? 97 &+ six : six < 52 ? 39 &+ six : six < 62 ? six &- 4 : six == 62 ? 45 : 95
        writer.byte(character)
      }
      rest -= 10
    }
  }
}
