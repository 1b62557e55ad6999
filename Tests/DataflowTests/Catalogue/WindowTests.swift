import Base
import Testing

@testable import Dataflow

/// Windows, joins and memories: marble diagrams, and laws held against plain models.
@Suite struct WindowTests {
  @Test("tumbling, sliding and session windows, late messages, flush and the end of the stream")
  func diagrams() throws {
    func windows(_ diagram: String, _ kind: WindowKind, lateness: UInt64 = 0) throws -> [String] {
      try marbles(diagram) { builder, sources in
        let (out, late, _) = builder.window(
          "window", sources[0], kind, lateness: lateness, by: { _ in 0 }, into: "", fold: { $0 += $1 },
          merge: { $0 += $1 })
        return [builder.map("text", out) { $0.value }, late]
      }
    }
    // The last window is not lost at the end.
    #expect(try windows("abcdefgh|", .tumbling(size: ms(3))) == ["---(abc)--(def)-(gh|)", "--------|"])
    #expect(
      try windows("a@1b@5c@2d@9|", .tumbling(size: ms(4)), lateness: ms(4)) == ["---(ac)(bd|)", "----|"])
    #expect(try windows("a@1b@5c@2d@9|", .tumbling(size: ms(4))) == ["-a-b(d|)", "--c-|"])
    #expect(
      try windows("abcdef|", .sliding(size: ms(4), step: ms(2))) == ["----(abcd)-(cdefef|)", "------|"])
    #expect(try windows("ab---c|", .session(gap: ms(3))) == ["-----(ab)(c|)", "------|"])
    // d joins two sessions that were apart.
    #expect(
      try windows("a@1b@9c@5x@30|", .session(gap: ms(5)), lateness: ms(10)) == ["---(abc)(x|)", "----|"])
    #expect(try windows("ab!c@0d@4|", .tumbling(size: ms(4))) == ["--(ab)--(d|)", "---c-|"])
    #expect(try windows("|", .session(gap: 1)) == ["|", "|"])
  }

  @Test("every message is in each window that covers it, once, whatever the order within the lateness")
  func laws() {
    for seed in UInt64(1)...30 {
      var random = SeededRandom(seed: seed)
      let kind: WindowKind =
        switch seed % 3 {
        case 0: .tumbling(size: 1 + random.below(50))
        case 1: .sliding(size: 20 + random.below(30), step: 1 + random.below(20))
        default: .session(gap: 1 + random.below(20))
        }
      let lateness = random.below(40)
      var store = WindowStore<Int, [Int]>(kind, lateness: lateness, limit: 1 << 20) { $0 += $1 }
      var messages: [(key: Int, time: UInt64)] = []
      var complete: [Windowed<Int, [Int]>] = []
      var newest: UInt64 = 0
      for id in 0..<400 {
        newest += random.below(12)
        let message = (key: Int(random.below(3)), time: newest - min(newest, random.below(lateness + 1)))
        messages.append(message)
        #expect(
          store.add(message.key, at: message.time, trace: .none, initial: []) { $0.append(id) },
          "seed \(seed)")
        for window in store.complete() {
          #expect(window.end <= store.watermark)
          complete.append(window)
        }
      }
      complete += store.completeAll()
      #expect(store.count == 0)
      let found = Set(complete.map { "\($0.key) \($0.start) \($0.end) \($0.value.sorted())" })
      #expect(found.count == complete.count, "seed \(seed)")
      #expect(found == expected(kind, messages), "seed \(seed) \(kind)")
      #expect(complete.allSatisfy { $0.count == $0.value.count })
    }
  }

  private func expected(_ kind: WindowKind, _ messages: [(key: Int, time: UInt64)]) -> Set<String> {
    var windows: [String: [Int]] = [:]
    for key in 0..<3 {
      let mine = messages.indices.filter { messages[$0].key == key }.sorted {
        messages[$0].time < messages[$1].time
      }
      if let grid = kind.grid {
        for id in mine {
          var start = messages[id].time / grid.step * grid.step
          while start + grid.size > messages[id].time {
            windows["\(key) \(start) \(start + grid.size)", default: []].append(id)
            guard start >= grid.step else { break }
            start -= grid.step
          }
        }
      } else if case .session(let gap) = kind {
        var session: [Int] = []
        for id in mine {
          if let last = session.last, messages[id].time >= messages[last].time + gap {
            windows["\(key) \(messages[session[0]].time) \(messages[last].time + gap)"] = session
            session = []
          }
          session.append(id)
        }
        if let last = session.last {
          windows["\(key) \(messages[session[0]].time) \(messages[last].time + gap)"] = session
        }
      }
    }
    return Set(windows.map { "\($0.key) \($0.value.sorted())" })
  }

  @Test("open windows are bounded, late messages counted, and nothing is lost")
  func bounds() throws {
    var store = WindowStore<Int, Int>(.tumbling(size: 10), lateness: 1_000_000, limit: 64) { $0 += $1 }
    var random = SeededRandom(seed: 9)
    var counted = 0
    var late = 0
    for _ in 0..<10_000 {
      let taken = store.add(Int(random.below(500)), at: random.below(5000), trace: .none, initial: 0) {
        $0 += 1
      }
      if !taken { late += 1 }
      counted += store.complete().reduce(0) { $0 + $1.value }
      #expect(store.count <= 64)
    }
    counted += store.completeAll().reduce(0) { $0 + $1.value }
    #expect(counted + late == 10_000)
    #expect(store.forced > 0)
  }

  @Test("recently used values against a plain model; duplicates by number and by time; a cache")
  func memories() throws {
    var random = SeededRandom(seed: 11)
    var store = RecentStore<Int, Int>(capacity: 8, lifetime: 50)
    var model: [(key: Int, value: Int, expires: UInt64)] = []
    var now: UInt64 = 0
    for step in 0..<20_000 {
      now += random.below(4)
      let key = Int(random.below(14))
      let position = model.firstIndex { $0.key == key }
      switch random.below(8) {
      case 0...3:
        var expected: Int?
        if let position {
          let entry = model.remove(at: position)
          if entry.expires > now {
            model.append(entry)
            expected = entry.value
          }
        }
        #expect(store.value(key, at: now) == expected, "step \(step)")
      case 4:
        #expect(store.remove(key) == (position != nil), "step \(step)")
        if let position { model.remove(at: position) }
      default:
        if let position { model.remove(at: position) } else if model.count == 8 { model.removeFirst() }
        model.append((key, step, now + 50))
        store.set(key, step, at: now)
      }
      #expect(store.count == model.count)
    }
    let first = try marbles("aabacab--a|") { builder, sources in
      [
        builder.deduplicate("count", sources[0], capacity: 2) { $0 },
        builder.deduplicate("time", sources[0], capacity: 9, lifetime: ms(5)) { $0 },
      ]
    }
    #expect(first == ["a-b-cab---|", "a-b-ca----|"])
    var loaded: [String] = []
    let cached = try marbles("abaab---ba|") { builder, sources in
      [
        builder.cache("cache", sources[0], capacity: 2, lifetime: ms(5), by: { $0 }) {
          loaded.append($0)
          return $0.uppercased()
        }
      ]
    }
    #expect(cached == ["ABAAB---BA|"])
    #expect(loaded == ["a", "b", "b", "a"])
  }

  @Test("a join finds every pair within its time, once, and stays within its bounds")
  func joins() throws {
    let joined = try marbles("a@1-b@3---a@20|", "-a@2-a@4b@9c@4|") { builder, sources in
      [
        builder.join(
          "join", sources[0], sources[1], within: ms(5), capacity: 10, left: { $0 }, right: { $0 },
          combine: { $0 + $1.uppercased() })
      ]
    }
    #expect(joined == ["-(aA)-(aA)---|"])
    for seed in UInt64(1)...10 {
      var random = SeededRandom(seed: seed)
      var times: [[(key: Int, time: UInt64)]] = [[], []]
      for side in 0..<2 {
        var time: UInt64 = 0
        for _ in 0..<300 {
          time += random.below(6)
          times[side].append((Int(random.below(5)), time))
        }
      }
      let builder = GraphBuilder()
      let sides = times.enumerated().map { side, messages in
        var rest = messages[...]
        return builder.node("side\(side)") { node in
          let out = node.output("out", (key: Int, time: UInt64).self)
          node.onTick(every: 1) { context in
            while let next = rest.first, next.time <= context.now {
              rest.removeFirst()
              try out.emit(next, headers: Headers(timestamp: next.time))
            }
            if rest.isEmpty { context.finish() }
          }
          return out
        }
      }
      let pairs = builder.collect(
        "sink",
        builder.join(
          "join", sides[0], sides[1], within: 7, capacity: 100, left: { $0.key }, right: { $0.key },
          combine: { "\($0.key) \($0.time) \($1.time)" }))
      #expect(try Scheduler(builder.build(), on: ManualExecutor()).run().outcome == .completed)
      var expected: [String] = []
      for left in times[0] {
        for right in times[1]
        where left.key == right.key && max(left.time, right.time) - min(left.time, right.time) <= 7 {
          expected.append("\(left.key) \(left.time) \(right.time)")
        }
      }
      #expect(pairs.received.sorted() == expected.sorted(), "seed \(seed)")
    }
    var side = JoinSide<Int, Int>(capacity: 16)
    var evicted = 0
    for id in 0..<5000 where side.keep(id % 7, id, at: UInt64(id)) { evicted += 1 }
    #expect(side.count == 16 && evicted == 5000 - 16)
    side.forget(before: 5003, within: 10)
    #expect(side.count == 7)
  }

  @Test("counters add up, with and without a fresh start; state machines refuse and survive errors")
  func counting() throws {
    for resets in [false, true] {
      let builder = GraphBuilder()
      let numbers = builder.sequence("numbers", count: 1000)
      let counted = builder.counter(
        "counter", numbers, every: 300, resets: resets, keys: 3, by: { $0 % 5 }, amount: { Double($0) })
      let collected = builder.collect("sink", counted)
      _ = try Scheduler(builder.build(), on: ManualExecutor()).run()
      let totals = collected.received.map(\.total)
      #expect(totals == (resets ? [300, 300, 300, 100] : [300, 600, 900, 1000]))
      let last = try #require(collected.received.last)
      #expect(last.entries.count == 3)
      #expect(last.others == last.total * 2 / 5)
      if !resets { #expect(last[1]?.sum == Double(stride(from: 1, through: 1000, by: 5).reduce(0, +))) }
    }
    struct Jam: Error {}
    let builder = GraphBuilder()
    let machine = StateMachine<String, String>("idle") { state, event in
      switch (state, event) {
      case ("idle", "start"): "running"
      case ("running", "stop"): "idle"
      case ("running", "start"): "running"
      case (_, "jam"): throw Jam()
      default: nil
      }
    }
    let events = builder.source("events", ["stop", "start", "start", "jam", "stop", "stop"])
    let collected = builder.collect("sink", builder.place("machine", machine, after: events))
    let report = try Scheduler(builder.build(), on: ManualExecutor()).run()
    #expect(
      collected.received == [
        StateChange(from: "idle", to: "running"), StateChange(from: "running", to: "idle"),
      ])
    #expect(machine.refused == 2)
    #expect(report[node: "machine"]?.errors == 1)
  }
}
