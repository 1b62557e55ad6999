/// One entry as it lies in a segment or pool.
@frozen
@usableFromInline
struct Cell<Key, Value> {
  @usableFromInline var key: Key
  @usableFromInline var value: Value

  @inlinable @inline(__always)
  init(key: Key, value: Value) {
    self.key = key
    self.value = value
  }
}

/// How a table hashes the keys it holds.
@usableFromInline
protocol KeySpace {
  associatedtype Stored

  /// The hash of a stored key under `seed`; O(1) for keys that carry their hash, else O(length).
  func hash(_ stored: UnsafePointer<Stored>, _ seed: HashSeed) -> UInt64

  /// The hash computed from the key itself, whatever it carries; O(length).
  func freshHash(_ stored: UnsafePointer<Stored>, _ seed: HashSeed) -> UInt64

  /// The hash of a stored key under a new seed; a key that carries its hash takes the new one over.
  func rehash(_ stored: UnsafeMutablePointer<Stored>, _ seed: HashSeed) -> UInt64
}

/// What a look-up compares stored keys with.
@usableFromInline
protocol KeyQuery {
  associatedtype Keys: KeySpace

  func matches(_ stored: UnsafePointer<Keys.Stored>) -> Bool

  /// The hash of the wanted key under another seed, for the time of a reseed.
  func hash(_ seed: HashSeed) -> UInt64
}

/// Where a look-up found its entry: the cell, and the tag (or word) that stands for it.
@frozen
@usableFromInline
struct Slot<Key, Value> {
  @usableFromInline let cell: UnsafeMutablePointer<Cell<Key, Value>>
  @usableFromInline let mark: UnsafeMutableRawPointer

  @inlinable @inline(__always)
  init(cell: UnsafeMutablePointer<Cell<Key, Value>>, mark: UnsafeMutableRawPointer) {
    self.cell = cell
    self.mark = mark
  }
}
