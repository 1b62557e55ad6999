/// Byte-string keys that fall on one place of a map whose seed and layout are known: what a hostile client would send.
///
/// They are found by trying: a key's place is decided by some of the bits of its hash, and a key in 2^bits has those of
/// the first one tried. `HashKind.fast` only.
package struct CollidingKeys {
  /// The layout they collide in.
  package let layout: Layout
  /// The bits of a hash that decide the place in a map of the expected size.
  package let mask: UInt64
  /// How many bits those are; a key takes 2^bits trials, about a nanosecond each.
  package var bits: Int { mask.nonzeroBitCount }

  private typealias Shape = Geometry<ByteCell, ByteCell>
  private let seed: HashSeed

  /// The search for keys that collide in a map with the default segment size that holds about `entries` others.
  ///
  /// `count` colliding keys that do not fit in one segment have to agree in as many bits as the directory may ever
  /// look at for so many entries, or splitting would part them.
  package init(layout: Layout, seed: UInt64, entries: Int, count: Int) {
    self.layout = layout
    self.seed = HashSeed(seed)
    let exponent = Shape.largestExponent(layout, within: MapConfiguration().segmentBytes ?? 16_384)
    let capacity = Shape.capacity(layout, exponent)
    let segments = (entries + count) / capacity + 1
    let spread = 64 - (segments - 1).leadingZeroBitCount
    let depth = min(count * 2 <= capacity ? spread + 2 : spread + 7, Directory.depthLimit)
    let position: UInt64 = exponent == 0 ? 0 : .max << UInt64(64 - exponent)
    mask = position | (0xFFFF_FFFF << UInt64(32 - depth)) & 0xFFFF_FFFF
  }

  /// The place of a key: keys of equal places collide.
  package func place(of key: UnsafeRawBufferPointer) -> UInt64 {
    let hash =
      key.count <= ByteCell.inlineLimit
      ? ByteKeys.hash(short: ByteCell(short: key), seed) : ByteKeys.spread(ByteKeys.hash32(long: key, seed))
    return hash & mask
  }

  /// The numbers, ascending, of `count` keys `K10000000000`, `K10000000001`, ... that share the place of the first.
  package func find(_ count: Int) -> [UInt64] {
    // Eight bytes, `K` and seven digits, are the low word of a key; four digits and the length the high one.
    var ends = [UInt64](repeating: 0, count: 10_000)
    for number in ends.indices {
      ends[number] = Self.digits(UInt64(number), 4) | 12 << 56
    }
    var found: [UInt64] = []
    var wanted: UInt64?
    var start: UInt64 = 1_000_000
    while found.count < count, start < 10_000_000 {
      let low = UInt64(UInt8(ascii: "K")) | Self.digits(start, 7) << 8
      for (end, high) in ends.enumerated() {
        let place = WyHash.hash(low: low, high: high, seed) & mask
        if wanted == nil { wanted = place }
        if place == wanted {
          found.append(start * 10_000 + UInt64(end))
          if found.count == count { break }
        }
      }
      start += 1
    }
    return found
  }

  /// The last `count` decimal digits of a number as text, the first in the low byte.
  private static func digits(_ number: UInt64, _ count: Int) -> UInt64 {
    var rest = number
    var text: UInt64 = 0
    for _ in 0..<count {
      text = text << 8 | (48 + rest % 10)
      rest /= 10
    }
    return text
  }
}
