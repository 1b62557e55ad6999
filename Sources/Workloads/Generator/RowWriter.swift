/// Writes rows as bytes into memory, as fast as the memory takes them. Its user sees to it that there is room.
struct RowWriter {
  /// Where the next byte goes.
  var next: UnsafeMutablePointer<UInt8>

  /// The two digits of every number below 100.
  private static let pairs: [UInt16] = (0..<100).map { number in
    UInt16(littleEndian: UInt16(48 + number / 10) | UInt16(48 + number % 10) << 8)
  }

  private let pairs: UnsafePointer<UInt16>

  init(at next: UnsafeMutablePointer<UInt8>, pairs: UnsafePointer<UInt16>) {
    self.next = next
    self.pairs = pairs
  }

  /// The table that every writer needs; it lives as long as the process.
  nonisolated(unsafe) static let digitPairs: UnsafePointer<UInt16> = {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 100)
    table.initialize(from: pairs, count: 100)
    return UnsafePointer(table)
  }()

  /// Appends one byte.
  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    next.pointee = byte
    next += 1
  }

  /// Appends four bytes, the first in the low bits: `put,` and its like.
  @inline(__always)
  mutating func word(_ word: UInt32) {
    UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt32.self)
    next += 4
  }

  /// Appends text.
  @inline(__always)
  mutating func bytes(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    next.update(from: base, count: text.count)
    next += text.count
  }

  /// Appends a number in decimal digits, with leading zeros up to `width` digits.
  @inline(__always)
  mutating func decimal(_ number: UInt64, width: Int = 1) {
    let length = max(Self.digits(number), width)
    var rest = number
    var position = length
    while position >= 2 {
      let quotient = rest / 100
      position -= 2
      UnsafeMutableRawPointer(next + position).storeBytes(
        of: pairs[Int(rest &- quotient &* 100)], as: UInt16.self)
      rest = quotient
    }
    if position == 1 { next.pointee = UInt8(truncatingIfNeeded: 48 &+ rest % 10) }
    next += length
  }

  /// Appends a number as 16 hex digits from `digits` of it on: the low 4 * `digits` bits.
  @inline(__always)
  mutating func hexadecimal(_ number: UInt64, digits: Int = 16) {
    for index in 0..<digits {
      let nibble = UInt8(truncatingIfNeeded: number >> UInt64(4 * (digits - 1 - index))) & 15
      next[index] = nibble < 10 ? 48 &+ nibble : 87 &+ nibble
    }
    next += digits
  }

  @inline(__always)
  private static func digits(_ number: UInt64) -> Int {
    var count = 1
    var bound: UInt64 = 10
    while number >= bound {
      count += 1
      if count == 20 { break }
      bound &*= 10
    }
    return count
  }
}
