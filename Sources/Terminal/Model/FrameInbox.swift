import Base
import Telemetry

/// A source that another thread fills: of a run this program carries out itself, or of a
/// server that is asked now and then. Thread-safe, bounded.
package final class FrameInbox: FrameSource, @unchecked Sendable {
  private let lock = Lock()
  private let limit: Int
  private let onRefresh: @Sendable () -> Void
  private var frames: [Frame] = []
  private var gap: ClosedRange<UInt64>?
  private var problem: String?
  private var refused = 0
  private var isClosed = false
  /// What people know the run by.
  package let name: String

  /// An empty inbox that holds at most `limit` frames; `onRefresh` is called when somebody wants a frame at once.
  package init(name: String, limit: Int, onRefresh: @escaping @Sendable () -> Void) {
    self.name = name
    self.limit = max(1, limit)
    self.onRefresh = onRefresh
  }

  /// Adds a frame; never waits. The oldest one leaves where nobody takes them.
  package func put(_ frame: Frame) {
    lock.withLock {
      if frames.count == limit {
        let lost = frames.removeFirst().frame
        lose(lost...lost)
      }
      frames.append(frame)
    }
  }

  /// Tells that frames are lost.
  package func put(gap lost: ClosedRange<UInt64>) { lock.withLock { lose(lost) } }

  private func lose(_ lost: ClosedRange<UInt64>) {
    gap =
      min(gap?.lowerBound ?? lost.lowerBound, lost.lowerBound)...max(gap?.upperBound ?? 0, lost.upperBound)
  }

  /// Tells what is wrong now, nil when nothing is, and how much more was no frame.
  package func put(problem: String?, refused more: Int) {
    lock.withLock {
      self.problem = problem
      refused += more
    }
  }

  /// Nothing follows.
  package func close() { lock.withLock { isClosed = true } }

  /// What came since the last look. Never waits for more than the lock.
  package func take() -> FrameNews {
    lock.withLock {
      var news = FrameNews()
      (news.frames, news.gap, news.isOver) = (frames, gap, isClosed)
      (news.problem, news.refused) = (problem, refused)
      (frames, gap, refused) = ([], nil, 0)
      return news
    }
  }

  /// Tells whoever fills it that a frame is wanted at once.
  package func refresh() { onRefresh() }
}
