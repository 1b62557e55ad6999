import CPeers

/// SplitMix64: a bijection of the words, so that distinct counters give distinct keys.
func mixed(_ counter: UInt64) -> UInt64 {
  var word = counter &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
  word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
  word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
  return word ^ (word >> 31)
}

/// The benchmark's source of chance: one seed, the same streams for every map.
struct Chance: RandomNumberGenerator {
  private var counter: UInt64

  init(seed: UInt64) { counter = mixed(seed) }

  mutating func next() -> UInt64 {
    counter &+= 1
    return mixed(counter)
  }

  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Uniform in [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Ranks with probability proportional to 1 / (rank + 1)^0.99, by the approximation of Gray et al.; rank 0 is the hottest.
struct ZipfRanks {
  private let count: Double
  private let zeta: Double
  private let eta: Double
  private static let exponent = 0.99

  init(count: Int) {
    self.count = Double(count)
    zeta = (1...count).reduce(0) { $0 + power(Double($1), -Self.exponent) }
    let firstTwo = 1 + power(2, -Self.exponent)
    eta = (1 - power(2 / self.count, 1 - Self.exponent)) / (1 - firstTwo / zeta)
  }

  func rank(_ chance: inout Chance) -> Int {
    let unit = chance.unit()
    let scaled = unit * zeta
    if scaled < 1 { return 0 }
    if scaled < 1 + power(0.5, Self.exponent) { return 1 }
    return min(Int(count) - 1, Int(count * power(eta * unit - eta + 1, 1 / (1 - Self.exponent))))
  }
}

/// Memory that lives as long as the streams cut from it.
final class StreamMemory: @unchecked Sendable {
  let start: UnsafeMutableRawPointer

  init(bytes: Int) { start = .allocate(byteCount: max(bytes, 1), alignment: 16) }

  deinit { start.deallocate() }
}

/// Keys or values in the order in which they are used, end to end in memory.
protocol KeyStream: Sendable {
  /// The items for these key numbers.
  init(keys numbers: [UInt32])
  /// The values that belong to these key numbers.
  init(values numbers: [UInt32])
  var count: Int { get }
  static var name: String { get }
}

struct WordStream: KeyStream, @unchecked Sendable {
  static let name = "u64"
  let words: UnsafePointer<UInt64>
  let count: Int
  private let memory: StreamMemory

  init(keys numbers: [UInt32]) {
    memory = StreamMemory(bytes: numbers.count * 8)
    let storage = memory.start.assumingMemoryBound(to: UInt64.self)
    for (index, number) in numbers.enumerated() { storage[index] = mixed(UInt64(number)) }
    words = UnsafePointer(storage)
    count = numbers.count
  }

  /// A word's value is its complement, so no stream of values is needed.
  init(values numbers: [UInt32]) { self.init(keys: []) }
}

/// Keys "K0", "K1", ... and values "v0", "v1", ...: short, as most keys are.
struct TextStream: KeyStream, @unchecked Sendable {
  static let name = "bytes"
  let bytes: UnsafePointer<UInt8>
  let offsets: UnsafePointer<UInt32>
  let lengths: UnsafePointer<UInt32>
  let count: Int
  private let memory: StreamMemory

  var stream: byte_stream { byte_stream(bytes: bytes, offsets: offsets) }

  init(keys numbers: [UInt32]) { self.init(numbers, first: UInt8(ascii: "K")) }
  init(values numbers: [UInt32]) { self.init(numbers, first: UInt8(ascii: "v")) }

  private init(_ numbers: [UInt32], first: UInt8) {
    let padding = 16
    let startBytes = (2 * numbers.count + 1) * 4
    memory = StreamMemory(bytes: startBytes + numbers.count * 11 + 2 * padding)
    let starts = memory.start.assumingMemoryBound(to: UInt32.self)
    let storage = (memory.start + startBytes).assumingMemoryBound(to: UInt8.self)
    var end = padding
    for (index, number) in numbers.enumerated() {
      starts[index] = UInt32(end)
      storage[end] = first
      end += 1 + Self.write(number, at: storage + end + 1)
    }
    starts[numbers.count] = UInt32(end)
    let sizes = starts + (numbers.count + 1)
    for index in numbers.indices { sizes[index] = starts[index + 1] - starts[index] }
    bytes = UnsafePointer(storage)
    offsets = UnsafePointer(starts)
    lengths = UnsafePointer(sizes)
    count = numbers.count
  }

  /// The number in decimal; returns how many digits.
  static func write(_ number: UInt32, at place: UnsafeMutablePointer<UInt8>) -> Int {
    var digits = 1
    var bound: UInt64 = 10
    while UInt64(number) >= bound {
      digits += 1
      bound *= 10
    }
    var rest = number
    for index in stride(from: digits - 1, through: 0, by: -1) {
      place[index] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    return digits
  }

  @inline(__always) func item(_ index: Int) -> UnsafeRawBufferPointer {
    let start = Int(offsets[index])
    return UnsafeRawBufferPointer(start: bytes + start, count: Int(offsets[index + 1]) - start)
  }
}
