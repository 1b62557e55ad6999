extension Table {
  /// Gives the policy the window that has just ended.
  @inlinable
  func consultPolicy(_ operations: Int) {}
}
