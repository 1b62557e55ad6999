/// The values used last, by key: at most `capacity`, none older than `lifetime` nanoseconds. Pure; every operation O(1).
public struct RecentStore<Key: Hashable, Value> {
  @usableFromInline
  struct Slot {
    @usableFromInline var key: Key
    @usableFromInline var value: Value
    @usableFromInline var expires: UInt64
    @usableFromInline var newer = -1
    @usableFromInline var older = -1

    @inlinable
    init(key: Key, value: Value, expires: UInt64) {
      self.key = key
      self.value = value
      self.expires = expires
    }
  }

  /// How many values fit.
  public let capacity: Int
  /// How long a value lives after it was set; nil for ever.
  public let lifetime: UInt64?
  /// Values that made room for others before their time.
  public var evicted: UInt64 { lost }
  @usableFromInline var lost: UInt64 = 0
  @usableFromInline var slots: [Slot] = []
  @usableFromInline var positions: [Key: Int] = [:]
  @usableFromInline var newest = -1
  @usableFromInline var oldest = -1
  @usableFromInline var free: [Int] = []

  /// An empty store.
  @inlinable
  public init(capacity: Int, lifetime: UInt64? = nil) {
    self.capacity = max(1, capacity)
    self.lifetime = lifetime
  }

  /// Values there are, expired ones that nobody has asked for since included.
  public var count: Int { positions.count }

  /// The value of a key, unless it has expired. It counts as used now when it is `touched`.
  @inlinable
  public mutating func value(_ key: Key, at now: UInt64, touches: Bool = true) -> Value? {
    guard let position = positions[key] else { return nil }
    if slots[position].expires <= now {
      remove(position)
      return nil
    }
    if touches, newest != position {
      unlink(position)
      link(position)
    }
    return slots[position].value
  }

  /// Sets the value of a key. When there is no room, the one used longest ago goes.
  @inlinable
  public mutating func set(_ key: Key, _ value: Value, at now: UInt64) {
    let expires = lifetime.map { now > .max - $0 ? .max : now + $0 } ?? .max
    if let position = positions[key] {
      slots[position].value = value
      slots[position].expires = expires
      unlink(position)
      return link(position)
    }
    if positions.count >= capacity {
      if slots[oldest].expires > now { lost += 1 }
      remove(oldest)
    }
    let slot = Slot(key: key, value: value, expires: expires)
    if let position = free.popLast() {
      slots[position] = slot
      positions[key] = position
      link(position)
    } else {
      slots.append(slot)
      positions[key] = slots.count - 1
      link(slots.count - 1)
    }
  }

  /// Removes the value of a key; whether there was one.
  @inlinable
  public mutating func remove(_ key: Key) -> Bool {
    guard let position = positions[key] else { return false }
    remove(position)
    return true
  }

  @inlinable
  mutating func remove(_ position: Int) {
    unlink(position)
    positions[slots[position].key] = nil
    free.append(position)
  }

  @inlinable
  mutating func unlink(_ position: Int) {
    let (newer, older) = (slots[position].newer, slots[position].older)
    if newer >= 0 { slots[newer].older = older } else { newest = older }
    if older >= 0 { slots[older].newer = newer } else { oldest = newer }
  }

  @inlinable
  mutating func link(_ position: Int) {
    slots[position].newer = -1
    slots[position].older = newest
    if newest >= 0 { slots[newest].newer = position } else { oldest = position }
    newest = position
  }
}

extension RecentStore: Sendable where Key: Sendable, Value: Sendable {}
extension RecentStore.Slot: Sendable where Key: Sendable, Value: Sendable {}
