import Base

/// The frames of one run: published once, kept for a while, read from any place, followed by any number of readers.
///
/// Publishing never waits: a reader that does not keep up loses the oldest frames, is told which, and is counted.
/// Thread-safe.
package final class FrameFeed: @unchecked Sendable {
  /// Frames a feed keeps unless told otherwise.
  package static let defaultFrames = 1200
  /// Bytes a feed keeps unless told otherwise.
  package static let defaultBytes = 64 << 20

  /// The run.
  package let runID: String
  private let lock = Lock()
  private var history: FrameHistory
  private var followers: [FrameSubscription] = []
  private var isClosed = false
  private let published: Counter
  private let duration: Histogram
  private let heldFrames: Gauge
  private let heldBytes: Gauge
  private let readers: Gauge
  let skipped: Counter

  /// A feed without frames yet; the registry hears how full it is and who falls behind.
  package init(
    runID: String, frameLimit: Int = FrameFeed.defaultFrames, byteLimit: Int = FrameFeed.defaultBytes,
    registry: Registry
  ) {
    self.runID = runID
    history = FrameHistory(frameLimit: frameLimit, byteLimit: byteLimit)
    published = registry.framesPublishedTotal()
    duration = registry.framePublishDurationSeconds()
    heldFrames = registry.historyFrames()
    heldBytes = registry.historyBytes()
    readers = registry.subscribers()
    skipped = registry.framesSkippedTotal()
  }

  /// The latest frame, or nil before the first.
  package var latest: PublishedFrame? { lock.withLock { history.last } }

  /// Whether the run is over.
  package var hasEnded: Bool { lock.withLock { isClosed } }

  /// Frames that followers have not taken yet and may still take.
  package var followerCount: Int { lock.withLock { followers.count } }

  /// Renders a frame, keeps it and wakes the followers. O(size of the frame).
  @discardableResult
  package func publish(_ frame: Frame) throws(TelemetryError) -> PublishedFrame {
    let began = MonotonicClock.nanoseconds()
    if frame.runID != runID { throw .foreignRun(expected: runID, found: frame.runID) }
    let rendered = PublishedFrame(frame)
    let waiting = try lock.withLock { () throws(TelemetryError) -> [FrameSubscription] in
      if isClosed { throw .closed }
      if let last = history.last, last.frame.frame >= frame.frame {
        throw .outOfOrder(latest: last.frame.frame, found: frame.frame)
      }
      let (frames, bytes) = (history.count, history.bytes)
      history.append(rendered)
      heldFrames.add(Double(history.count - frames))
      heldBytes.add(Double(history.bytes - bytes))
      return followers
    }
    published.add()
    for follower in waiting { follower.wake() }
    duration.record(nanoseconds: MonotonicClock.nanoseconds() &- began)
    return rendered
  }

  /// Ends the feed: what it holds stays readable, followers are woken a last time.
  package func close() {
    let waiting = lock.withLock {
      isClosed = true
      return followers
    }
    for follower in waiting { follower.wake() }
  }

  /// At most `limit` frames after the frame numbered `cursor` (0 for all), oldest first, and what is lost before them.
  package func frames(since cursor: UInt64, limit: Int) -> FrameSlice {
    lock.withLock {
      let frames = history.frames(after: cursor, limit: limit)
      var gap: ClosedRange<UInt64>?
      // A cursor comes from outside and may be the largest number there is.
      if let oldest = history.first?.frame.frame, oldest > 1, oldest - 1 > cursor {
        gap = (cursor + 1)...(oldest - 1)
      }
      let next = frames.last?.frame.frame ?? max(cursor, gap?.upperBound ?? 0)
      return FrameSlice(
        runID: runID, frames: frames, gap: gap, next: next,
        isLast: isClosed && next >= history.last?.frame.frame ?? 0)
    }
  }

  /// Follows the run after the frame numbered `cursor` (0 for everything kept).
  ///
  /// At most `bound` frames wait for the reader. `wake` is called, from whichever thread publishes, when there may be
  /// something to take; it must return at once.
  package func follow(
    since cursor: UInt64 = 0, bound: Int, wake: @escaping @Sendable () -> Void = {}
  ) -> FrameSubscription {
    let follower = FrameSubscription(feed: self, cursor: cursor, bound: bound, wake: wake)
    lock.withLock { followers.append(follower) }
    readers.add(1)
    return follower
  }

  func leave(_ follower: FrameSubscription) {
    let wasThere = lock.withLock {
      let before = followers.count
      followers.removeAll { $0 === follower }
      return followers.count < before
    }
    if wasThere { readers.add(-1) }
  }

  /// Frames after `cursor`, leaving out all but the newest `bound` of them.
  func take(after cursor: UInt64, bound: Int, limit: Int) -> FrameSlice {
    let floor = lock.withLock {
      let waiting = history.waiting(after: cursor)
      guard waiting > bound, let oldest = history[history.count - bound] else { return cursor }
      return max(oldest.frame.frame, 1) - 1
    }
    let slice = frames(since: floor, limit: limit)
    let lost = slice.gap?.upperBound ?? floor
    guard lost > cursor else { return slice }
    return FrameSlice(
      runID: runID, frames: slice.frames, gap: (cursor + 1)...lost, next: slice.next, isLast: slice.isLast)
  }
}

/// A part of a run's frames.
package struct FrameSlice: Sendable {
  /// The run.
  package let runID: String
  /// The frames, oldest first.
  package let frames: [PublishedFrame]
  /// Numbers after the cursor whose frames are no longer kept; nil where nothing is lost.
  package let gap: ClosedRange<UInt64>?
  /// The cursor that goes on behind these frames.
  package let next: UInt64
  /// Whether the run is over and nothing follows.
  package let isLast: Bool
}
