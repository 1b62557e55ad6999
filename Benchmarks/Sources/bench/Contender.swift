import CPeers

/// One map in the race. Every call is a whole loop; what it returns must be the same for all maps.
protocol Contender<Stream>: AnyObject {
  associatedtype Stream: KeyStream

  /// As it stands in the table.
  var name: String { get }
  /// Drops the map; there is none until the next `insert`.
  func drop()
  /// Creates the map and fills it.
  func insert(keys: Stream, values: Stream) -> UInt64
  func get(_ keys: Stream) -> UInt64
  func mix(_ keys: Stream, values: Stream, puts: [UInt8]) -> UInt64
  func churn(gone: Stream, fresh: Stream, values: Stream) -> UInt64
  func erase(_ keys: Stream) -> UInt64
  /// Lookups handed over in batches; nil where the map has no such thing.
  func getBatched(_ keys: Stream) -> UInt64?
  /// Bytes held as the map itself counts them; nil where only malloc knows.
  var ownBytes: UInt64? { get }
}

extension Contender {
  func getBatched(_ keys: Stream) -> UInt64? { nil }
  var ownBytes: UInt64? { nil }
}

/// A map of CPeers with word keys.
final class WordPeer: Contender {
  let name: String
  private let kind: peer_kind
  private var map: OpaquePointer?

  init(_ name: String, _ kind: peer_kind) {
    self.name = name
    self.kind = kind
  }

  func drop() {
    if let map { peer_destroy(map) }
    map = nil
  }

  func insert(keys: WordStream, values: WordStream) -> UInt64 {
    map = peer_create(kind)
    return peer_insert(map, keys.words, keys.count)
  }

  func get(_ keys: WordStream) -> UInt64 { peer_get(map, keys.words, keys.count) }

  func mix(_ keys: WordStream, values: WordStream, puts: [UInt8]) -> UInt64 {
    peer_mix(map, keys.words, puts, keys.count)
  }

  func churn(gone: WordStream, fresh: WordStream, values: WordStream) -> UInt64 {
    peer_churn(map, gone.words, fresh.words, gone.count)
  }

  func erase(_ keys: WordStream) -> UInt64 { peer_erase(map, keys.words, keys.count) }
}

/// A map of CPeers with byte keys.
final class TextPeer: Contender {
  let name: String
  private let kind: peer_kind
  private var map: OpaquePointer?

  init(_ name: String, _ kind: peer_kind) {
    self.name = name
    self.kind = kind
  }

  func drop() {
    if let map { peer_destroy(map) }
    map = nil
  }

  func insert(keys: TextStream, values: TextStream) -> UInt64 {
    map = peer_create(kind)
    return peer_insert_bytes(map, keys.stream, values.stream, keys.count)
  }

  func get(_ keys: TextStream) -> UInt64 { peer_get_bytes(map, keys.stream, keys.count) }

  func mix(_ keys: TextStream, values: TextStream, puts: [UInt8]) -> UInt64 {
    peer_mix_bytes(map, keys.stream, values.stream, puts, keys.count)
  }

  func churn(gone: TextStream, fresh: TextStream, values: TextStream) -> UInt64 {
    peer_churn_bytes(map, gone.stream, fresh.stream, values.stream, gone.count)
  }

  func erase(_ keys: TextStream) -> UInt64 { peer_erase_bytes(map, keys.stream, keys.count) }
}
