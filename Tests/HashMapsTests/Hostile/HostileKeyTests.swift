import Base
import TestSupport
import Testing

@testable import HashMaps

/// Byte strings made to collide under a seed that became known.
@Suite(.serialized) struct HostileKeyTests {
  /// Which bits of their hashes the keys share.
  enum Aim: String, CaseIterable {
    case everything, position, directory, positionAndDirectory

    /// Key `number` of fifteen bytes. Its hash is the product of two factors folded: with one of them zero it is
    /// zero, with one of them one it is the other, of which the low seven bytes can be chosen.
    func key(_ number: UInt64, _ seed: HashSeed) -> [UInt8] {
      let mixed = number.fastHash(HashSeed(5))
      let low = self == .everything ? seed.k0 : seed.k0 ^ 1
      let wanted: UInt64
      switch self {
      case .everything: wanted = mixed
      case .position: wanted = mixed & 0xFFFF_FFFF | 0x00AB_CDEF << 32
      case .directory: wanted = mixed & ~0xFFFF_0000 | 0x1234_0000
      case .positionAndDirectory: wanted = number & 0xFFFF | 0x00AB_CDEF_1234_0000
      }
      let high = self == .everything ? wanted : wanted ^ seed.k1
      let cell = ByteCell(low: low, high: high & ~0 >> 8 | 15 << 56)
      return withUnsafeBytes(of: cell) { Array($0.prefix(15)) }
    }
  }

  @Test func theKeysReallyCollide() {
    let seed = HashSeed(7)
    for aim in Aim.allCases {
      let hashes = (0..<200).map { number in
        aim.key(number, seed).withUnsafeBytes { ByteKeys.hash(short: ByteCell(short: $0), seed) }
      }
      let shared = hashes.reduce(~0) { $0 & ~($1 ^ hashes[0]) }
      let expected: UInt64 =
        switch aim {
        case .everything: ~0
        case .position: 0xFFFF_FFFF_0000_0000
        case .directory: 0xFF00_0000_FFFF_0000
        case .positionAndDirectory: 0xFFFF_FFFF_FFFF_0000
        }
      #expect(shared & expected == expected, "\(aim): \(String(shared, radix: 16))")
      #expect(Set((0..<200).map { aim.key($0, seed) }).count == 200, "\(aim): the keys differ")
    }
  }

  @Test(.timeLimit(.minutes(5)), arguments: Shape.fixed)
  func theyAreContained(_ shape: Shape) throws {
    let secret: UInt64 = 7
    let count = UInt64(TestScale.pick(quick: 1500, full: 20_000, deep: 50_000))
    for aim in Aim.allCases {
      let label = "\(shape), \(aim)"
      let map = try ByteMap(shape.configuration(seed: secret))
      let keys = (0..<count).map { aim.key($0, HashSeed(secret)) }
      var deepest = 0
      for (number, key) in keys.enumerated() {
        guard try map.store(key, [UInt8(number & 0xFF)]).isNew else {
          throw Mismatch("\(label): \(number) is there")
        }
        deepest = max(deepest, map.table.main.depth)
        if number % 500 == 0 { try map.verify() }
      }
      for (number, key) in keys.enumerated() where map.fetch(key) != [UInt8(number & 0xFF)] {
        throw Mismatch("\(label): \(number) is lost")
      }
      try map.verify()
      #expect(!map.isWorking, "\(label): as many look-ups as entries end the reseed")
      #expect(deepest <= 16, "\(label): a directory of depth \(deepest)")
      let reseeds = map.ledger.events.filter { $0.kind == .reseedBegan }
      let statistics = map.statistics()
      if aim == .everything || aim == .positionAndDirectory || !reseeds.isEmpty {
        // Keys that differ in a few bits only can be unlucky under the second seed too; SipHash parts them for sure.
        #expect((1...2).contains(reseeds.count), "\(label): \(reseeds)")
        #expect(reseeds.allSatisfy { CollisionTests.suspicions.contains($0.reason) }, "\(label): \(reseeds)")
        let limit =
          statistics.hash == .sip
          ? CollisionTests.honestBound(shape.layout) : CollisionTests.bound(shape.layout)
        #expect(
          statistics.longestProbe <= limit, "\(label): a probe of \(statistics.longestProbe) after the reseed"
        )
      } else {
        #expect(
          statistics.longestProbe <= CollisionTests.bound(shape.layout),
          "\(label): \(statistics.longestProbe)")
      }
      for key in keys where !map.drop(key) { throw Mismatch("\(label): a key cannot be deleted") }
      #expect(map.count == 0)
      try map.verify()
    }
  }

  /// The generator's colliding keys, in the default map of their layout.
  @Test func generatedKeysAreContained() throws {
    for layout in Layout.allCases {
      let search = CollidingKeys(layout: layout, seed: 3, entries: 1000, count: 64)
      let keys = search.find(TestScale.pick(quick: 40, full: 400, deep: 4000)).map { Array("K\($0)".utf8) }
      #expect(Set(keys.map { $0.withUnsafeBytes { search.place(of: $0) } }).count == 1, "\(layout.name)")
      let map = try ByteMap(Shape(layout: layout).configuration(seed: 3))
      for number: UInt64 in 0..<1000 { _ = try map.store(Array("honest \(number)".utf8), []) }
      for key in keys { _ = try map.store(key, key) }
      for key in keys { #expect(map.fetch(key) == key) }
      try map.verify()
      #expect(map.statistics().longestProbe <= CollisionTests.bound(layout), "\(layout.name)")
    }
  }

  /// Without the seed no long keys can be made to collide: a word that equals a public constant of the hash must not
  /// swallow its neighbour.
  @Test func noConstantOfTheHashSwallowsAWord() {
    for length in [17, 24, 32, 33, 40, 48, 64, 80, 100] {
      for constant in [WyHash.c0, WyHash.c1, 0, .max] {
        for offset in stride(from: 0, through: length - 8, by: 8) {
          var hashes: Set<UInt32> = []
          for filling: UInt8 in 0..<32 {
            // The constant at one place, and a neighbour that changes.
            for place in [offset - 8, offset + 8] where place >= 0 && place + 8 <= length {
              var key = [UInt8](repeating: 1, count: length)
              key.replaceSubrange(place..<(place + 8), with: [UInt8](repeating: filling, count: 8))
              withUnsafeBytes(of: constant.littleEndian) {
                key.replaceSubrange(offset..<(offset + 8), with: $0)
              }
              _ = key.withUnsafeBytes { hashes.insert(ByteKeys.hash32(long: $0, HashSeed(77))) }
            }
          }
          #expect(
            hashes.count >= 32,
            "length \(length), \(constant) at \(offset): \(hashes.count) hashes of 32 keys")
        }
      }
    }
  }
}
