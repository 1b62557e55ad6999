import Base
import HTTP
import Telemetry

/// `/api/stream` for one reader: every frame once and in order, then what comes.
///
/// A reader that does not keep up loses what the history of the run no longer holds: it is told which frames, and they
/// are counted. After the end of a run the stream goes on with the next one, unless a certain run was asked for.
final class LiveStream: @unchecked Sendable {
  /// Frames of one piece; more would be held for a reader that takes its time.
  private static let frames = 8

  private let runs: Runs
  private let run: String?
  private let lastEventID: String?
  private var subscription: FrameSubscription?
  private var feed: FrameFeed?
  private var events = EventStream()
  private var hasEnded = false
  private var watcher: Int?
  private var hasBegun = false

  init(runs: Runs, run: String?, lastEventID: String?) {
    self.runs = runs
    self.run = run
    self.lastEventID = lastEventID
  }

  /// The body that carries it.
  func body() -> StreamBody {
    // The body keeps the stream; whoever calls it awake must not keep the body.
    let box = WeakBody()
    let body = StreamBody(
      heartbeat: Array(": still here\n\n".utf8), onEnd: { self.end() },
      next: { self.next { box.body?.wake() } })
    box.body = body
    return body
  }

  /// What there is to send. Called by one thread at a time.
  private func next(_ wake: @escaping @Sendable () -> Void) -> [UInt8] {
    var text: [UInt8] = []
    if !hasBegun {
      hasBegun = true
      watcher = runs.watch(wake)
      text += Array("retry: 2000\n\n".utf8)
    }
    if subscription == nil || (hasEnded && run == nil && runs.current !== feed) { follow(wake) }
    guard let subscription, !hasEnded else { return text }
    let slice = subscription.take(limit: Self.frames)
    text += events.text(slice)
    hasEnded = slice.isLast
    return text
  }

  private func follow(_ wake: @escaping @Sendable () -> Void) {
    guard let next = runs.feed(run) else { return }
    // Only the first run of a stream can be resumed.
    let cursor = subscription == nil ? EventStream.cursor(lastEventID, run: next.runID) : 0
    subscription?.leave()
    feed = next
    hasEnded = false
    events = EventStream()
    subscription = next.follow(since: cursor, bound: .max, wake: wake)
  }

  private func end() {
    subscription?.leave()
    if let watcher { runs.unwatch(watcher) }
  }
}

private final class WeakBody: @unchecked Sendable {
  weak var body: StreamBody?
}
