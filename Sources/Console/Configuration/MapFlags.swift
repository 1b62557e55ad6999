import HashMaps

/// The flags of commands that make a map; each overrides a setting.
enum MapFlags {
  static let policy = Flag<Void>.setting(
    "policy", AdaptiveKeys.policy, value: "POLICY", kind: .choice(MapConfiguration.PolicyKind.specs),
    "When the adaptive map changes its layout.")
  static let segmentBytes = Flag<Void>.setting(
    "segment-bytes", MapKeys.segmentBytes, value: "N",
    kind: .bytes(256...1_073_741_824, words: ["unlimited"]),
    "Largest segment, which bounds every pause; unlimited keeps one flat table.")
  static let hash = Flag<Void>.setting(
    "hash", MapKeys.hash, value: "HASH", kind: .choice(HashKind.specs), "Hash function of the map.")
  static let seed = Flag<Void>.setting(
    "seed", MapKeys.seed, value: "N", "Seed of the hash; with one, two runs give the same layout and events.")
  static let tombstones = Flag<Void>.setting(
    "tombstones", MapKeys.tombstones, "Delete by tombstones in robinhood instead of shifting entries back.")
  static let memoryBudget = Flag<Void>.setting(
    "memory-budget", AdaptiveKeys.memoryBudget, value: "BYTES", kind: .bytes(1...Int.max, words: ["none"]),
    "Bytes the adaptive map should stay below; it converts to compact rather than pass them.")

  /// In the order help shows them, under one heading.
  static let all = [policy, segmentBytes, hash, seed, tombstones, memoryBudget].map { $0.grouped("Map").spec }
}
