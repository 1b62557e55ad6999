@testable import HashMaps

/// A key whose hash is chosen: for every seed, or for the known one alone.
struct ForgedKey: FastHashable, CustomStringConvertible {
  let number: UInt64
  let forged: UInt64
  /// The seed the forgery is good for; nil for all of them.
  var knownTo: UInt64?

  static func == (one: ForgedKey, other: ForgedKey) -> Bool { one.number == other.number }

  func hash(into hasher: inout Hasher) { hasher.combine(number) }

  func fastHash(_ seed: HashSeed) -> UInt64 {
    if let knownTo, HashSeed(knownTo).k0 != seed.k0 { return number.fastHash(seed) }
    return forged
  }

  var description: String { "\(number) with hash \(String(forged, radix: 16))" }
}

/// Ways in which the hashes of hostile keys agree.
enum Collision: CaseIterable {
  case everything, lowHalf, highHalf, tag, allButTag, position, directoryAndTag, oneBitApart, ascending,
    constantZero

  /// The hash of key `number`, agreeing with the others' in this way.
  func hash(_ number: UInt64) -> UInt64 {
    let mixed = number.fastHash(HashSeed(99))
    switch self {
    case .everything: return 0x0123_4567_89AB_CDEF
    case .lowHalf: return mixed & ~0xFFFF_FFFF | 0x89AB_CDEF
    case .highHalf: return mixed & 0xFFFF_FFFF | 0x0123_4567 << 32
    case .tag: return mixed & ~0xFF | 0x77
    case .allButTag: return 0x0123_4567_89AB_CD00 | mixed & 0xFF
    case .position: return mixed & 0x0000_FFFF_FFFF_FFFF | 0xABCD << 48
    case .directoryAndTag: return mixed & ~0xFFFF_00FF | 0x1234_0055
    case .oneBitApart: return 0x5555_AAAA_0F0F_3333 ^ (1 << (number % 64))
    case .ascending: return number
    case .constantZero: return 0
    }
  }

  func key(_ number: UInt64, knownTo seed: UInt64? = nil) -> ForgedKey {
    ForgedKey(number: number, forged: hash(number), knownTo: seed)
  }
}
