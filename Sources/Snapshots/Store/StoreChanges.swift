import HashMaps

/// Changes of a log, the last one of every key: held in memory, laid over the snapshot on the disk.
final class StoreChanges {
  typealias Body = (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(SnapshotError) ->
    Bool

  /// Values begin with a byte: 0 for a key that was removed, 1 before a value.
  private let map: ByteMap

  /// No changes yet, in the order of `seed`: that of the snapshot beneath, or a new one. Throws `map`.
  init(seed: HashSeed?) throws(SnapshotError) {
    var configuration = MapConfiguration.fixed(.grouped)
    configuration.recordedSeed = seed
    do throws(MapError) { map = try ByteMap(configuration) } catch { throw .map(error) }
  }

  /// What keys are ordered by.
  var seed: HashSeed { map.hashSeed }

  /// Takes in a change. Throws `map`.
  func apply(_ change: StoreChange) throws(SnapshotError) {
    do throws(MapError) { try map.put(change.key, change.value.map { [1] + $0 } ?? [0]) } catch {
      throw .map(error)
    }
  }

  /// What the changes did to a key last; nil where they did nothing.
  func last(of key: [UInt8]) -> StoreChange? {
    key.withUnsafeBytes { map.get($0) }.map { found in
      StoreChange(key: key, value: found[0] == 1 ? Array(found[1...]) : nil)
    }
  }

  /// The changes in the order of the seed, to be laid over a snapshot. O(changes) memory and O(n log n).
  func merge() -> ChangeMerge { ChangeMerge(map) }
}

/// The changes of a log in the order of the store's seed, each given out once, between the entries of a snapshot.
struct ChangeMerge {
  private struct Change {
    let order: UInt64
    let key: [UInt8]
    let value: [UInt8]

    func precedes(_ order: UInt64, _ key: UnsafeRawBufferPointer) -> Bool {
      self.order < order || self.order == order && self.key.lexicographicallyPrecedes(key)
    }

    /// Gives the entry to `body`, unless the key was removed.
    func give(_ body: StoreChanges.Body) throws(SnapshotError) -> Bool {
      guard value[0] == 1 else { return true }
      return try key.withUnsafeBytes { key in
        value.withUnsafeBytes { value in
          Result { () throws(SnapshotError) in try body(key, value.part(1, value.count - 1)) }
        }
      }.get()
    }
  }

  private let changes: [Change]
  private let seed: HashSeed
  private var position = 0
  /// False when `body` wants no more.
  private var isWanted = true

  fileprivate init(_ map: ByteMap) {
    var found: [Change] = []
    found.reserveCapacity(map.count)
    map.forEachInOrder { order, key, value in
      found.append(Change(order: order, key: [UInt8](key), value: [UInt8](value)))
    }
    changes = found
    seed = map.hashSeed
  }

  /// Gives `body` the changes that come before an entry of the snapshot, and the entry unless a change stands in for it; false
  /// when no more are wanted. Throws what `body` throws.
  mutating func take(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ body: StoreChanges.Body
  ) throws(SnapshotError) -> Bool {
    let order = seed.order(of: key)
    while isWanted, position < changes.count, changes[position].precedes(order, key) { try giveNext(body) }
    guard isWanted else { return false }
    if position < changes.count, key.elementsEqual(changes[position].key) { return true }
    isWanted = try body(key, value)
    return isWanted
  }

  /// Gives `body` the changes behind the last entry. Throws what `body` throws.
  mutating func finish(_ body: StoreChanges.Body) throws(SnapshotError) {
    while isWanted, position < changes.count { try giveNext(body) }
  }

  private mutating func giveNext(_ body: StoreChanges.Body) throws(SnapshotError) {
    position += 1
    isWanted = try changes[position - 1].give(body)
  }
}
