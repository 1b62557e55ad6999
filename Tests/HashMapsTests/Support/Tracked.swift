import HashMaps

/// A value with identity whose instances are counted, so that a lost or doubled release shows.
final class Tracked: Equatable, CustomStringConvertible {
  /// Instances alive; one counter a test, since tests run side by side.
  final class Census {
    var alive = 0
    var released = 0
  }

  let number: UInt64
  private let census: Census
  private var isAlive = true

  init(_ number: UInt64, _ census: Census) {
    self.number = number
    self.census = census
    census.alive += 1
  }

  static func == (one: Tracked, other: Tracked) -> Bool {
    precondition(one.isAlive && other.isAlive, "a released value is read")
    return one.number == other.number
  }

  var description: String { "#\(number)" }

  deinit {
    precondition(isAlive, "a value is released twice")
    isAlive = false
    census.alive -= 1
    census.released += 1
  }
}

/// A key with identity, counted like `Tracked`.
struct TrackedKey: FastHashable {
  let held: Tracked

  static func == (one: TrackedKey, other: TrackedKey) -> Bool { one.held == other.held }

  func hash(into hasher: inout Hasher) { hasher.combine(held.number) }

  func fastHash(_ seed: HashSeed) -> UInt64 { held.number.fastHash(seed) }
}
