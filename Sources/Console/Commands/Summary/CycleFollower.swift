import Base
import Documents
import HTTP
import Terminal

/// The cycles of a server as they come, by its stream of events, and its health, which is asked for besides: a collector whose
/// cycles stop says nothing by itself. Two threads of its own, one question of health at a time. While there is no stream (an
/// older server, one that is gone, the first moments) it knows nothing, and whoever looks asks for himself.
final class CycleFollower: @unchecked Sendable {
  /// Nanoseconds between two attempts to get a stream.
  private static let pause: UInt64 = 2_000_000_000
  /// The fewest nanoseconds between two questions of health that people may ask for.
  static let shortestPeriod: UInt64 = 500_000_000

  private let fetch: Fetch
  private let period: UInt64
  private let lock = ConditionLock()
  /// Under the lock.
  private var state: SummaryState?
  private var taken: UInt64 = 0
  private var isStreaming = false
  private var isClosed = false
  /// When health was asked for last, and what was wrong with the answer.
  private var asked: UInt64 = 0
  private var trouble: String?

  /// Begins to follow; health is asked for with each cycle, and once in so many nanoseconds where none comes.
  init(_ fetch: Fetch, period: UInt64) throws(Failure) {
    self.fetch = fetch
    self.period = max(period, 1)
    do throws(SystemError) {
      try SystemThread(for: "the server's cycles") { self.followOnAndOn() }.detach()
      try SystemThread(for: "the server's health") { self.askOnAndOn() }.detach()
    } catch {
      close()
      throw error.failure
    }
  }

  /// The newest cycle with the present health, or what is wrong with that; nil while no stream brings any.
  var look: SummaryLook? {
    lock.withLock {
      guard isStreaming, let aged else { return nil }
      return trouble.map { .trouble($0, last: aged) } ?? .state(aged)
    }
  }

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
    defer {
      lock.withLock { (isStreaming, trouble) = (false, nil) }
    }
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
        (taken, asked) = (MonotonicClock.nanoseconds(), MonotonicClock.nanoseconds())
        isStreaming = true
        trouble = nil
        return !isClosed
      }
    } catch { return false }
  }

  // MARK: Health

  private func askOnAndOn() {
    while true {
      // Nobody is asked for health while nothing is shown whose health it could be.
      let due = lock.withLock { (isStreaming ? asked : MonotonicClock.nanoseconds()) &+ period }
      lock.wait(until: due) { isClosed }
      if lock.withLock({ isClosed }) { return }
      if lock.withLock({ isStreaming && MonotonicClock.nanoseconds() &- asked >= period }) { askHealth() }
    }
  }

  /// Asks once. Nobody knows how well a collector is that does not say it.
  private func askHealth() {
    let began = MonotonicClock.nanoseconds()
    var health: SummaryState?
    var why: String?
    do throws(Failure) { health = try SummarySource.health(fetch) } catch { why = error.detail }
    lock.withLock {
      // A cycle that came meanwhile knows better.
      guard isStreaming, asked <= began else { return }
      asked = MonotonicClock.nanoseconds()
      trouble = why
      state?.health = health?.health ?? SummaryState.unknownHealth
      state?.reasons = health?.reasons ?? ""
    }
  }
}
