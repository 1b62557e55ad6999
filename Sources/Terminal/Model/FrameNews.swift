import Telemetry

/// What a look at a source brought.
package struct FrameNews: Sendable {
  /// New frames, oldest first.
  package var frames: [Frame] = []
  /// Numbers of frames that are lost before them.
  package var gap: ClosedRange<UInt64>?
  /// What is wrong with the source now; nil when nothing is.
  package var problem: String?
  /// Lines or answers that were no frame.
  package var refused = 0
  /// Whether another look right now would bring more.
  package var hasMore = false
  /// Whether nothing will ever follow.
  package var isOver = false

  /// No news.
  package init() {}
}

/// Where the frames of a view come from. Used by one thread.
package protocol FrameSource: AnyObject {
  /// What people know it by: a path, an address.
  var name: String { get }

  /// What is new since the last look. Must return within some tens of milliseconds.
  func take() -> FrameNews

  /// Asks for news before they would come by themselves.
  func refresh()
}
