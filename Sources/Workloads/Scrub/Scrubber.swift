import Base

/// Takes from a workload what must not leave the house, and leaves what decides how a map fares: which operations use the
/// same key, in which order, and how large values are.
package struct Scrubber {
  /// What becomes of keys.
  package enum Keys {
    /// The first 32 hex digits of the HMAC-SHA-256 of the key: the same for a key wherever the secret is the same, and
    /// nothing without it.
    case hmac(KeyedHash)
    /// `k` and a number in the order of first use. Takes memory for every different key.
    case drop
  }

  /// What becomes of the values of puts.
  package enum Values: Sendable {
    /// A single `0`.
    case drop
    /// As many letters `x` as there were bytes.
    case sizeOnly
  }

  /// Hex digits of a key: 128 bits, with which no two of 10^15 keys are likely to be alike.
  static let digits = 32

  private let keys: Keys
  private let values: Values
  private var numbers: [[UInt8]: Int] = [:]

  /// A scrubber that has seen nothing.
  package init(keys: Keys, values: Values) {
    self.keys = keys
    self.values = values
  }

  mutating func append(key: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    switch keys {
    case .hmac(let hash):
      text.append(contentsOf: hash.hexadecimal(of: key).prefix(Self.digits).utf8)
    case .drop:
      let number = numbers[Array(key), default: numbers.count]
      numbers[Array(key)] = number
      text.append(contentsOf: "k\(number)".utf8)
    }
  }

  func append(value: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    switch values {
    case .drop: text.append(0x30)
    case .sizeOnly: text.append(contentsOf: repeatElement(0x78, count: value.count))
    }
  }
}
