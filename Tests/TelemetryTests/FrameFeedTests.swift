import Base
import Dispatch
import Synchronization
import Testing

@testable import Telemetry

@Suite struct FrameFeedTests {
  /// A cursor comes from outside: whatever it is, nothing overflows.
  @Test func theLargestCursorIsHeld() throws {
    let feed = FrameFeed(runID: "run", frameLimit: 2, registry: Registry())
    var builder = FrameBuilder(runID: "run")
    for _ in 0..<5 {
      try feed.publish(
        builder.tick(
          at: 0, counts: .init(), map: MapReading(), latency: SampleFrame.silence,
          loopLatency: SampleFrame.silence))
    }
    for cursor in [UInt64.max, UInt64.max - 1, 6, 5] {
      let slice = feed.frames(since: cursor, limit: .max)
      #expect(slice.frames.isEmpty && slice.gap == nil && slice.next == cursor)
      #expect(feed.follow(since: cursor, bound: .max).take().frames.isEmpty)
    }
    #expect(feed.frames(since: 0, limit: .max).gap == 1...3)
  }

  /// Frames of one run, numbered from 1.
  private func frames(_ count: Int, run: String = "r") -> [Frame] {
    var builder = FrameBuilder(runID: run)
    return (0..<count).map { index in
      builder.tick(
        at: Double(index), counts: .init(puts: UInt64(index)), map: MapReading(),
        latency: SampleFrame.silence,
        loopLatency: SampleFrame.silence)
    }
  }

  private func numbers(_ slice: FrameSlice) -> [UInt64] { slice.frames.map(\.frame.frame) }

  @Test func cursorsReadWhatIsKeptAndSayWhatIsNot() throws {
    let feed = FrameFeed(runID: "r", frameLimit: 4, registry: Registry())
    #expect(feed.latest == nil && feed.frames(since: 0, limit: 9).next == 0)
    for frame in frames(10) { try feed.publish(frame) }
    let table: [(since: UInt64, limit: Int, numbers: [UInt64], gap: ClosedRange<UInt64>?, next: UInt64)] = [
      (0, 9, [7, 8, 9, 10], 1...6, 10), (5, 9, [7, 8, 9, 10], 6...6, 10), (6, 2, [7, 8], nil, 8),
      (8, 9, [9, 10], nil, 10), (10, 9, [], nil, 10), (99, 9, [], nil, 99), (0, 0, [], 1...6, 6),
      (0, -5, [], 1...6, 6), (7, .max, [8, 9, 10], nil, 10),
    ]
    for row in table {
      let slice = feed.frames(since: row.since, limit: row.limit)
      #expect(numbers(slice) == row.numbers && slice.gap == row.gap && slice.next == row.next, "\(row)")
    }
    #expect(feed.latest?.frame.frame == 10 && feed.latest?.line.last == UInt8(ascii: "\n"))
    #expect(feed.latest?.json.last == UInt8(ascii: "}"))
    #expect(!feed.frames(since: 0, limit: 9).isLast)
    feed.close()
    #expect(
      feed.hasEnded && feed.frames(since: 0, limit: 9).isLast && !feed.frames(since: 0, limit: 2).isLast)
  }

  @Test func bytesBoundTheHistoryToo() throws {
    let all = frames(50)
    let weight = PublishedFrame(all[0]).weight
    let registry = Registry()
    let feed = FrameFeed(runID: "r", frameLimit: 1000, byteLimit: weight * 5, registry: registry)
    for frame in all { try feed.publish(frame) }
    let kept = feed.frames(since: 0, limit: 1000).frames
    #expect((3...5).contains(kept.count) && kept.last?.frame.frame == 50)
    #expect(registry.historyFrames().value == Double(kept.count))
    #expect(registry.historyBytes().value == Double(kept.reduce(0) { $0 + $1.weight }))
    #expect(registry.framesPublishedTotal().total == 50)
    #expect(registry.framePublishDurationSeconds().copy().count == 50)
    let tiny = FrameFeed(runID: "r", frameLimit: 0, byteLimit: 0, registry: Registry())
    for frame in all { try tiny.publish(frame) }
    #expect(numbers(tiny.frames(since: 0, limit: 9)) == [50], "one frame always stays")
  }

  @Test func whatDoesNotBelongIsRefused() throws {
    let feed = FrameFeed(runID: "r", registry: Registry())
    let run = frames(3)
    try feed.publish(run[1])
    #expect(throws: TelemetryError.outOfOrder(latest: 2, found: 2)) { try feed.publish(run[1]) }
    #expect(throws: TelemetryError.outOfOrder(latest: 2, found: 1)) { try feed.publish(run[0]) }
    #expect(throws: TelemetryError.foreignRun(expected: "r", found: "s")) {
      try feed.publish(frames(3, run: "s")[2])
    }
    #expect(feed.frames(since: 0, limit: 9).gap == 1...1, "frames a file lacks are a gap too")
    feed.close()
    #expect(throws: TelemetryError.closed) { try feed.publish(run[2]) }
    for error in [
      TelemetryError.closed, .outOfOrder(latest: 1, found: 1), .foreignRun(expected: "a", found: "b"),
    ] {
      #expect(error.description.contains(";"), "says what to do")
    }
  }

  /// Every reader has its own pace: a slow one loses the oldest and is told, a fast one loses nothing.
  @Test func slowReadersLoseTheOldestAndAreTold() throws {
    let registry = Registry()
    let feed = FrameFeed(runID: "r", frameLimit: 8, registry: registry)
    let woken = Atomic<Int>(0)
    let fast = feed.follow(bound: 8) { woken.add(1, ordering: .relaxed) }
    let slow = feed.follow(bound: 3)
    let late = feed.follow(since: 2, bound: 100)
    #expect(registry.subscribers().value == 3 && feed.followerCount == 3)
    var seen: [UInt64] = []
    for (index, frame) in frames(20).enumerated() {
      try feed.publish(frame)
      if index < 12 { seen += numbers(fast.take()) }
    }
    seen += numbers(fast.take())
    #expect(seen == Array(1...20) && fast.delivered == 20 && fast.skipped == 0)
    #expect(woken.load(ordering: .relaxed) == 20)
    var slice = slow.take(limit: 2)
    #expect(numbers(slice) == [18, 19] && slice.gap == 1...17 && slow.skipped == 17)
    slice = slow.take()
    #expect(numbers(slice) == [20] && slice.gap == nil && slow.delivered == 3)
    slice = late.take()
    #expect(numbers(slice) == Array(13...20) && slice.gap == 3...12 && late.skipped == 10)
    #expect(numbers(late.take()).isEmpty && registry.framesSkippedTotal().total == 27)
    slow.leave()
    slow.leave()
    #expect(registry.subscribers().value == 2)
    feed.close()
    #expect(fast.take().isLast)
  }

  @Test func deliveredAndSkippedAreAllThatWasPublished() throws {
    let feed = FrameFeed(runID: "r", frameLimit: 16, registry: Registry())
    let readers = [1, 4, 16, 64].map { feed.follow(bound: $0) }
    let all = frames(400)
    DispatchQueue.concurrentPerform(iterations: 3) { thread in
      if thread == 0 {
        for frame in all {
          do throws(TelemetryError) { try feed.publish(frame) } catch { Issue.record("\(error)") }
        }
        feed.close()
      } else {
        while !feed.hasEnded {
          for (index, reader) in readers.enumerated() where index % 2 == thread % 2 {
            let slice = reader.take(limit: 5)
            let numbers = slice.frames.map(\.frame.frame)
            if let gap = slice.gap, let first = numbers.first { #expect(gap.upperBound + 1 == first) }
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 })
          }
        }
      }
    }
    for reader in readers {
      while !reader.take().isLast {}
      #expect(reader.delivered + reader.skipped == 400, "\(reader.delivered) + \(reader.skipped)")
    }
  }
}
