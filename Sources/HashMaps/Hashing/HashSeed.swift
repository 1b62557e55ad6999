/// Which hash function places the keys of a map.
public enum HashKind: UInt8, Sendable, CaseIterable {
  /// One 64x64-bit multiplication per short key; seeded, fast, not proven against a hostile client.
  case fast
  /// SipHash-1-3 with a 128-bit key; for keys that arrive over a socket.
  case sip

  /// The name used in flags, configuration and reports.
  public var name: String {
    switch self {
    case .fast: "fast"
    case .sip: "sip"
    }
  }
}

/// The secret of one map: hash function and 128 bits of key.
@frozen
public struct HashSeed: Equatable, Sendable {
  @usableFromInline let k0: UInt64
  @usableFromInline let k1: UInt64
  /// The hash function these keys belong to.
  public let kind: HashKind

  @inlinable
  init(k0: UInt64, k1: UInt64, kind: HashKind) {
    self.k0 = k0
    self.k1 = k1
    self.kind = kind
  }

  /// Derives both key words from one number, so that a recorded seed reproduces a layout.
  public init(_ seed: UInt64, kind: HashKind = .fast) {
    var state = seed
    k0 = Self.splitMix(&state)
    k1 = Self.splitMix(&state)
    self.kind = kind
  }

  /// The seed a map moves to when it reseeds: a one-way function of this one, so that a run with a fixed seed
  /// stays reproducible and an observer of one seed's collisions learns nothing of the next.
  @usableFromInline
  func successor(kind: HashKind) -> HashSeed {
    HashSeed(
      k0: SipHash.hash(word: k0, k0: k1, k1: k0 ^ 0x5EED),
      k1: SipHash.hash(word: k1, k0: k0, k1: k1 ^ 0x5EED),
      kind: kind)
  }

  /// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
  static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
