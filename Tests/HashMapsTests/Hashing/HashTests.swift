import Base
import TestSupport
import Testing

@testable import HashMaps

@Suite struct HashTests {
  @Test func sipHashIsThePublishedOne() {
    let k0: UInt64 = 0x0706_0504_0302_0100
    let k1: UInt64 = 0x0F0E_0D0C_0B0A_0908
    let message = (0..<64).map { UInt8($0) }
    for (length, expected) in sipHash13Vectors.enumerated() {
      let hash = message.withUnsafeBytes {
        SipHash.hash(UnsafeRawBufferPointer(rebasing: $0[..<length]), k0: k0, k1: k1)
      }
      #expect(hash == expected, "length \(length)")
    }
    #expect(sipHash13Vectors[0] != sipHash24OfNothing)
    // The one-shot forms for one and two words.
    #expect(SipHash.hash(word: 0x0706_0504_0302_0100, k0: k0, k1: k1) == sipHash13Vectors[8])
    #expect(
      SipHash.hash(low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908, k0: k0, k1: k1)
        == sipHash13Vectors[16])
    // Anywhere in memory.
    var shifted = [UInt8(0)] + message
    shifted.append(0)
    for length in [0, 7, 8, 31, 63] {
      let hash = shifted.withUnsafeBytes {
        SipHash.hash(UnsafeRawBufferPointer(rebasing: $0[1..<(1 + length)]), k0: k0, k1: k1)
      }
      #expect(hash == sipHash13Vectors[length])
    }
  }

  @Test func seedsAreDerivedAndSucceededReproducibly() {
    #expect(HashSeed(1) == HashSeed(1))
    #expect(HashSeed(1) != HashSeed(2))
    #expect(HashSeed(1, kind: .sip) != HashSeed(1))
    let next = HashSeed(1).successor(kind: .sip)
    #expect(next == HashSeed(1).successor(kind: .sip))
    #expect(next.kind == .sip && next.k0 != HashSeed(1).k0 && next.k1 != HashSeed(1).k1)
    #expect(HashKind.allCases.map(\.name) == ["fast", "sip"])
    // Fixed for all time: a recorded seed must give the same layout with every version.
    #expect(HashSeed(0).k0 == 0xE220_A839_7B1D_CDAF)
    #expect(HashSeed(0).k1 == 0x6E78_9E6A_A1B9_65F4)
    var configuration = MapConfiguration()
    #expect(configuration.hashSeed() != configuration.hashSeed(), "without a seed, each map has its own")
    configuration.seed = 9
    #expect(configuration.hashSeed() == configuration.hashSeed())
  }

  /// Byte strings of every length differ from those one byte or one length apart, wherever they lie.
  @Test func everyByteAndTheLengthCount() {
    for kind in HashKind.allCases {
      let seed = HashSeed(7, kind: kind)
      var seen: Set<UInt64> = []
      for length in 0...130 {
        var bytes = [UInt8](repeating: 0, count: length)
        #expect(seen.insert(Self.hash(bytes, seed)).inserted, "\(kind), \(length) zero bytes")
        for index in bytes.indices {
          bytes[index] = 1
          #expect(seen.insert(Self.hash(bytes, seed)).inserted, "\(kind), byte \(index) of \(length)")
          bytes[index] = 0
        }
      }
    }
  }

  private static func hash(_ bytes: [UInt8], _ seed: HashSeed) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      bytes.count <= ByteCell.inlineLimit
        ? ByteKeys.hash(short: ByteCell(short: bytes), seed)
        : ByteKeys.spread(ByteKeys.hash32(long: bytes, seed))
    }
  }

  /// The two ways to make a cell agree, for every length and whatever follows in memory.
  @Test func cellsAreTheSameHoweverTheyAreRead() {
    var random = SeededRandom(seed: 4)
    var memory = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for length in 0...15 {
      for start in 0..<16 {
        memory.withUnsafeBytes { bytes in
          let part = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
          let short = ByteCell(short: part)
          #expect(
            short == ByteCell(padded: bytes.baseAddress! + start, count: length), "\(length) at \(start)")
          #expect(short.isInline && short.count == length)
          withUnsafeBytes(of: short) { #expect($0.prefix(length).elementsEqual(part)) }
        }
      }
      memory.reverse()
    }
    let long = ByteCell(reference: 77, count: 1 << 30, hash: 0xABCD_EF01)
    #expect(
      !long.isInline && long.count == 1 << 30 && long.reference == 77 && long.carriedHash == 0xABCD_EF01)
  }

  // MARK: Statistics

  /// Each input bit flips each output bit about every other time: strictly so with SipHash. One multiplication leaves
  /// some pairs of bits nearly tied, as it does in every table that hashes with one: a fixed multiplier more than one
  /// that is part of the secret.
  @Test func everyInputBitReachesTheOutput() {
    let samples = TestScale.pick(quick: 1500, full: 20_000, deep: 100_000)
    typealias Function = (UInt64, UInt64, HashSeed) -> UInt64
    let numbers: Function = { low, _, seed in low.fastHash(seed) }
    // Cells of fifteen bytes, and of eight, where only one factor varies.
    let cells: Function = { low, high, seed in
      ByteKeys.hash(short: ByteCell(low: low, high: high & ~0 >> 8 | 15 << 56), seed)
    }
    let shortCells: Function = { low, _, seed in
      ByteKeys.hash(short: ByteCell(low: low, high: 8 << 56), seed)
    }
    for kind in HashKind.allCases {
      for (name, inputs, function) in [
        ("numbers", 64, numbers), ("cells", 120, cells), ("short cells", 64, shortCells),
      ] {
        var random = SeededRandom(seed: 5)
        var flips = [Int](repeating: 0, count: inputs * 64)
        for sample in 0..<samples {
          let seed = HashSeed(UInt64(sample % 50), kind: kind)
          let (low, high) = (random.next(), random.next())
          let before = function(low, high, seed)
          for bit in 0..<inputs {
            let after = function(
              bit < 64 ? low ^ 1 << UInt64(bit) : low, bit < 64 ? high : high ^ 1 << UInt64(bit - 64), seed)
            var changed = before ^ after
            while changed != 0 {
              flips[bit * 64 + changed.trailingZeroBitCount] += 1
              changed &= changed - 1
            }
          }
        }
        let shares = flips.map { Double($0) / Double(samples) }
        let worst = shares.map { abs($0 - 0.5) }.max()!
        let mean = shares.reduce(0) { $0 + abs($1 - 0.5) } / Double(shares.count)
        #expect(worst <= (kind == .sip ? 0.1 : 0.49), "\(kind) of \(name): the worst pair is off by \(worst)")
        let even = kind == .sip ? 0.02 : name == "numbers" ? 0.25 : 0.06
        #expect(mean <= even, "\(kind) of \(name): off by \(mean) on the whole")
        for bit in 0..<inputs {
          let reached = shares[(bit * 64)..<(bit * 64 + 64)].reduce(0, +)
          #expect(reached > 24, "\(kind) of \(name): input bit \(bit) flips \(reached) output bits of 64")
        }
      }
    }
  }

  /// Tags, positions and directory bits of patterned keys: as even as chance with SipHash; with the fast hash no bucket
  /// in any family and under any seed gets three times its share.
  @Test func patternedKeysSpread() {
    let count = TestScale.pick(quick: 16_384, full: 65_536, deep: 262_144)
    let seeds = UInt64(TestScale.pick(quick: 2, full: 20, deep: 100))
    func text(_ format: @escaping (Int) -> String) -> (Int, HashSeed) -> UInt64 {
      { number, seed in
        let bytes = Array(format(number).utf8)
        return bytes.withUnsafeBytes { bytes in
          bytes.count <= 15
            ? ByteKeys.hash(short: ByteCell(short: bytes), seed)
            : ByteKeys.spread(ByteKeys.hash32(long: bytes, seed))
        }
      }
    }
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let families: [(String, (Int, HashSeed) -> UInt64)] = [
      ("sequential", { UInt64($0).fastHash($1) }),
      ("stride 64", { UInt64($0 * 64).fastHash($1) }),
      ("stride 2^20", { (UInt64($0) << 20).fastHash($1) }),
      ("stride 2^40", { (UInt64($0) << 40).fastHash($1) }),
      ("negative", { Int64(-$0).fastHash($1) }),
      ("K%d", text { "K\($0)" }),
      ("key:%08d", text { "key:" + padded($0, 8) }),
      ("%015d", text { padded($0, 15) }),
      ("8 bytes", text { padded($0, 8) }),
      ("session/%032d", text { "session/" + padded($0, 32) }),
      ("%032d/tail", text { padded($0, 32) + "/tail" }),
    ]
    let views: [(String, Int, (UInt64) -> Int)] = [
      ("tag", 256, { Int($0 & 0xFF) }),
      ("position", 256, { Int($0 >> 56) }),
      ("low position", 256, { Int($0 >> 48 & 0xFF) }),
      ("directory", 256, { Int($0 >> 24 & 0xFF) }),
      ("low directory", 256, { Int($0 >> 16 & 0xFF) }),
      ("position and tag", 256, { Int(($0 >> 60) << 4 | $0 & 0xF) }),
      ("directory and position", 256, { Int(($0 >> 60) << 4 | $0 >> 28 & 0xF) }),
    ]
    for (family, hash) in families {
      for seed in 0..<seeds {
        for kind in HashKind.allCases {
          let key = HashSeed(seed, kind: kind)
          let hashes = (0..<count).map { hash($0, key) }
          for (view, buckets, index) in views {
            var counts = [Int](repeating: 0, count: buckets)
            for hash in hashes { counts[index(hash)] += 1 }
            let expected = Double(count) / Double(buckets)
            let squares = counts.reduce(0.0) {
              $0 + (Double($1) - expected) * (Double($1) - expected) / expected
            }
            let label = "\(kind), \(family), seed \(seed), \(view)"
            // 255 degrees of freedom: mean 255, standard deviation 22.6; seven of them beyond.
            if kind == .sip { #expect(squares < 414, "\(label): chi-square \(squares)") }
            let fullest = counts.max()!
            #expect(
              Double(fullest) < 3 * expected, "\(label): a bucket of \(fullest), the mean is \(expected)")
          }
        }
      }
    }
  }
}
