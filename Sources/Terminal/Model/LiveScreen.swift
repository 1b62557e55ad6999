/// What a terminal shows of something that changes: looks, keys, and the screen that follows from both.
package protocol LiveScreen {
  /// Takes in what is new; true when there is more at once.
  mutating func look() -> Bool
  /// Takes a key.
  mutating func press(_ key: Key) -> KeyOutcome
  /// The screen for a terminal of this size: the same for the same state and size, always.
  func view(_ size: Size) -> Screen
}

/// What a key leads to.
package enum KeyOutcome: Equatable, Sendable {
  /// The view goes on.
  case stays
  /// Everything is drawn anew, and the source is looked at again at once.
  case refreshes
  /// The view ends.
  case leaves
}
