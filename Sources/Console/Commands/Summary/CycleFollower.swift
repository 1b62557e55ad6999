import Base
import Documents
import HTTP
import Terminal

/// The cycles of a server as they come, by its stream of events, on a thread of its own. While there is no stream (an older
/// server, one that is gone, the first moments) it knows nothing, and whoever looks asks for himself.
final class CycleFollower: @unchecked Sendable {
  /// Nanoseconds between two attempts to get a stream.
  private static let pause: UInt64 = 2_000_000_000

  private let fetch: Fetch
  private let lock = ConditionLock()
  /// Under the lock.
  private var state: SummaryState?
  private var taken: UInt64 = 0
  private var isStreaming = false
  private var isClosed = false

  /// Begins to follow.
  init(_ fetch: Fetch) throws(Failure) {
    self.fetch = fetch
    try Failure.wrapping { () throws(SystemError) in
      try SystemThread(for: "the server's cycles") { self.followOnAndOn() }.detach()
    }
  }

  /// The newest cycle; nil while no stream brings any.
  var latest: SummaryState? { lock.withLock { isStreaming ? aged : nil } }

  /// The newest cycle that came, whether the stream that brought it goes on or has ended; nil before the first one.
  var last: SummaryState? { lock.withLock { aged } }

  private var aged: SummaryState? {
    guard var state else { return nil }
    state.age = Double(MonotonicClock.nanoseconds() - taken) / 1e9
    return state
  }

  /// Ends it, within a second.
  func close() {
    lock.withLock { isClosed = true }
    lock.broadcast()
    fetch.cancel()
  }

  private func followOnAndOn() {
    while !lock.withLock({ isClosed }) {
      follow()
      lock.wait(until: MonotonicClock.nanoseconds() &+ Self.pause) { isClosed }
    }
  }

  /// Follows one stream to its end. Whatever ends it, those who look ask for themselves until there is another, and are
  /// told then what is wrong.
  private func follow() {
    defer { lock.withLock { isStreaming = false } }
    do throws(FetchError) {
      _ = try fetch.follow("/api/stream") { self.take($0) }
    } catch { return }
  }

  /// Takes an event; false when no more are wanted.
  private func take(_ event: ServerEvent) -> Bool {
    guard event.name == "cycle" else { return event.name != "end" && !lock.withLock { isClosed } }
    do throws(Failure) {
      let state = try SummarySource.state(of: event.data, fetch)
      return lock.withLock {
        self.state = state
        taken = MonotonicClock.nanoseconds()
        isStreaming = true
        return !isClosed
      }
    } catch { return false }
  }
}
