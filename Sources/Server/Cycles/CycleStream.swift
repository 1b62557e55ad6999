import Base
import HTTP

/// `/api/stream` of a collector for one reader: every cycle once and in order, as an event `cycle` whose id is its
/// number. A reader that comes back with the id continues there; what is no longer kept is told as a `gap`.
final class CycleStream: @unchecked Sendable {
  /// Cycles of one piece; more would be held for a reader that takes its time.
  private static let most = 8

  private let feed: CycleFeed
  private var last: UInt64?
  private var hasBegun = false
  private var hasEnded = false
  private var watcher: Int?

  /// From the cycle after `last` on; from the newest one without it.
  init(_ feed: CycleFeed, after last: UInt64?) {
    self.feed = feed
    self.last = last
  }

  /// The body that carries it.
  func body() -> StreamBody {
    let box = WeakStream()
    let body = StreamBody(
      heartbeat: Array(": still here\n\n".utf8), onEnd: { self.end() },
      next: { self.next { box.body?.wake() } })
    box.body = body
    return body
  }

  /// What there is to send; nil after the end. Called by one thread at a time.
  private func next(_ wake: @escaping @Sendable () -> Void) -> [UInt8]? {
    if hasEnded { return nil }
    var text: [UInt8] = []
    if !hasBegun {
      hasBegun = true
      watcher = feed.watch(wake)
      text += Array("retry: 2000\n\n".utf8)
      if last == nil { last = feed.latest.map { $0.number - min(1, $0.number) } }
    }
    let from = last ?? 0
    let (cycles, isLast) = feed.after(from, Self.most)
    for cycle in cycles {
      if let last, cycle.number > last + 1 {
        append(
          "gap", cycle.number - 1, Array("{\"from\":\(last + 1),\"to\":\(cycle.number - 1)}".utf8), &text)
      }
      append("cycle", cycle.number, cycle.json, &text)
      last = cycle.number
    }
    if isLast {
      append("end", last ?? 0, Array("{}".utf8), &text)
      hasEnded = true
    }
    return text
  }

  private func append(_ event: String, _ id: UInt64, _ data: [UInt8], _ text: inout [UInt8]) {
    text += Array("event: \(event)\nid: \(id)\ndata: ".utf8)
    text += data
    text += [0x0A, 0x0A]
  }

  private func end() {
    if let watcher { feed.unwatch(watcher) }
  }
}

private final class WeakStream: @unchecked Sendable {
  weak var body: StreamBody?
}
