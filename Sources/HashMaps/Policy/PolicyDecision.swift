/// One decision of an adaptive map, with the operation at which it took effect.
public struct PolicyDecision: Sendable, Equatable {
  /// What was decided.
  public enum Action: String, Sendable, CaseIterable {
    /// Begin to move every segment to another layout.
    case convert
    /// Begin to clear the traces of deletions.
    case compact
  }

  /// Operations begun when it was taken: replaying it at this number reproduces the run.
  public let operation: UInt64
  /// What was decided.
  public let action: Action
  /// The layout to move to; the present one for a compaction.
  public let layout: Layout
  /// Why.
  public let reason: EventReason

  /// A decision, as read from a log.
  public init(operation: UInt64, action: Action, layout: Layout, reason: EventReason) {
    self.operation = operation
    self.action = action
    self.layout = layout
    self.reason = reason
  }
}
