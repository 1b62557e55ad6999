import Base

/// One reader that follows a run at its own pace. Thread-safe; it takes part until `leave`.
///
/// What was published since it began is delivered, skipped, or waiting: nothing else happens to a frame.
package final class FrameSubscription: @unchecked Sendable {
  private let feed: FrameFeed
  private let bound: Int
  private let lock = Lock()
  private var cursor: UInt64
  private var deliveredFrames: UInt64 = 0
  private var skippedFrames: UInt64 = 0
  let wake: @Sendable () -> Void

  init(feed: FrameFeed, cursor: UInt64, bound: Int, wake: @escaping @Sendable () -> Void) {
    self.feed = feed
    self.cursor = cursor
    self.bound = max(1, bound)
    self.wake = wake
  }

  /// Frames given to the reader.
  package var delivered: UInt64 { lock.withLock { deliveredFrames } }

  /// Frames the reader was too slow for.
  package var skipped: UInt64 { lock.withLock { skippedFrames } }

  /// The next frames, at most `limit`, and the gap before them. Never waits; empty when there is nothing new.
  package func take(limit: Int = .max) -> FrameSlice {
    let (slice, lost) = lock.withLock { () -> (FrameSlice, UInt64) in
      let slice = feed.take(after: cursor, bound: bound, limit: limit)
      let lost = slice.gap.map { $0.upperBound - $0.lowerBound + 1 } ?? 0
      cursor = slice.next
      deliveredFrames += UInt64(slice.frames.count)
      skippedFrames += lost
      return (slice, lost)
    }
    if lost > 0 { feed.skipped.add(lost) }
    return slice
  }

  /// Ends it; it takes nothing more from the feed and is woken no more.
  package func leave() { feed.leave(self) }
}
