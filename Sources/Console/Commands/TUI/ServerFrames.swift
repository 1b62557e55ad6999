import Base
import HTTP
import Terminal

/// The frames of a server, asked for by a thread of its own, so that a slow answer never holds up a key.
final class ServerFrames: FrameSource, @unchecked Sendable {
  private let period: UInt64
  private let inbox: FrameInbox
  private let sleep = ConditionLock()
  /// Under the lock of `sleep`.
  private var isWanted = false
  private var isClosed = false

  /// Of the asking thread alone.
  private var pager: FramePager

  let name: String

  /// Begins to ask; `period` is the time between two questions in nanoseconds.
  init(_ fetch: Fetch, period: UInt64, limit: Int) throws(Failure) {
    name = fetch.address.description
    self.period = period
    pager = FramePager(fetch)
    inbox = FrameInbox(name: name, limit: limit) {}
    try Failure.wrapping { () throws(SystemError) in
      try SystemThread(for: "the server's frames") { self.askOnAndOn() }.detach()
    }
  }

  func take() -> FrameNews { inbox.take() }

  func refresh() {
    sleep.withLock { isWanted = true }
    sleep.broadcast()
  }

  /// Ends the asking, after the answer that is awaited.
  func close() {
    sleep.withLock { isClosed = true }
    sleep.broadcast()
  }

  private func askOnAndOn() {
    while !sleep.withLock({ isClosed }) {
      if ask() { continue }
      sleep.wait(until: MonotonicClock.nanoseconds() &+ period) { isWanted || isClosed }
      sleep.withLock { isWanted = false }
    }
  }

  /// Asks once; true when there is more to be had at once.
  private func ask() -> Bool {
    do throws(Failure) {
      let page = try pager.next()
      if let gap = page.gap { inbox.put(gap: gap) }
      for frame in page.frames { inbox.put(frame) }
      inbox.put(problem: nil, refused: page.refused)
      return page.hasMore
    } catch {
      inbox.put(problem: error.detail, refused: 0)
      return false
    }
  }
}
