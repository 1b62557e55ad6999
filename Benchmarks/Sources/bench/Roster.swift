import CPeers
import HashMaps

/// Who races: the maps over one kind of key, and the peers that could not be compiled in.
enum Roster {
  static func words() -> [any Contender<WordStream>] {
    let peers: [any Contender<WordStream>] = present([
      ("absl", peer_absl), ("absl, our mix", peer_absl_mix), ("boost", peer_boost),
      ("boost, our mix", peer_boost_mix),
    ])
    .map { WordPeer($0, $1) }
    let ours = Layout.allCases.flatMap { [OurWordMap($0, flat: true), OurWordMap($0, flat: false)] }
    return ours + peers + [WordDictionary()]
  }

  static func texts() -> [any Contender<TextStream>] {
    let peers: [any Contender<TextStream>] = present([
      ("absl<16-byte key>", peer_absl_inline), ("boost<16-byte key>", peer_boost_inline),
      ("absl<std::string>", peer_absl_string), ("boost<std::string>", peer_boost_string),
    ])
    .map { TextPeer($0, $1) }
    let ours = Layout.allCases.flatMap { [OurByteMap($0, flat: true), OurByteMap($0, flat: false)] }
    return ours + peers + [TextDictionary()]
  }

  /// Libraries that were not there when this program was compiled.
  static var absent: [String] {
    [("absl::flat_hash_map", peer_absl), ("boost::unordered_flat_map", peer_boost)].filter {
      !isPresent($0.1)
    }
    .map(\.0)
  }

  private static func present(_ peers: [(String, peer_kind)]) -> [(String, peer_kind)] {
    peers.filter { isPresent($0.1) }
  }

  private static func isPresent(_ kind: peer_kind) -> Bool {
    guard let map = peer_create(kind) else { return false }
    peer_destroy(map)
    return true
  }
}
