import Base
import Connectors
import TestSupport
import Testing

@testable import Dataflow

/// The ring between two threads: every interleaving of its steps in small, two real threads at large.
@Suite("unit/ring between two threads") struct HandoffRingTests {
  /// The ring's algorithm, one atomic step at a time: what each thread knows, and what memory holds.
  private struct Model: Hashable {
    var head = 0
    var tail = 0
    var headSeen = 0
    var tailSeen = 0
    var slots: [Int?]
    var closed = false
    // Program counters: 0 begin, 1 index read anew, 2 slot done and index not yet published.
    var pusher = 0
    var popper = 0
    var pushed = 0
    var popped = 0
    var sawClosed = false
    var popperDone = false
  }

  /// One step of the pushing thread, which pushes `total` elements and closes; nil when it is done.
  private func push(_ model: Model, capacity: Int, total: Int) throws -> Model? {
    var next = model
    if model.pushed == total {
      if model.closed { return nil }
      next.closed = true
      return next
    }
    switch model.pusher {
    case 0 where model.tail - model.headSeen >= capacity:
      next.headSeen = model.head
      next.pusher = model.tail - next.headSeen >= capacity ? 0 : 1
    case 0, 1:
      // The slot is written before the index says so: it must be free.
      let slot = model.tail % model.slots.count
      try #require(model.slots[slot] == nil, "a slot is overwritten: \(model)")
      next.slots[slot] = model.pushed
      next.pusher = 2
    default:
      next.tail += 1
      next.pushed += 1
      next.pusher = 0
    }
    return next
  }

  /// One step of the popping thread: it looks whether the ring is closed, then pops until it is empty.
  private func pop(_ model: Model) throws -> Model? {
    if model.popperDone { return nil }
    var next = model
    switch model.popper {
    case 0:
      next.sawClosed = model.closed
      next.popper = model.head == model.tailSeen ? 1 : 2
    case 1:
      next.tailSeen = model.tail
      if model.head == next.tailSeen {
        if model.sawClosed { next.popperDone = true }
        next.popper = 0
      } else {
        next.popper = 2
      }
    case 2:
      let slot = model.head % model.slots.count
      let value = try #require(model.slots[slot], "an empty slot is read: \(model)")
      try #require(value == model.popped, "out of order: \(model)")
      next.slots[slot] = nil
      next.popped += 1
      next.popper = 3
    default:
      next.head += 1
      next.popper = 0
    }
    return next
  }

  @Test(
    "every interleaving of small rings delivers everything once, in order, and ends", arguments: [1, 2, 3])
  func interleavings(capacity: Int) throws {
    var size = 1
    while size < capacity { size *= 2 }
    for total in 0...5 {
      let first = Model(slots: Array(repeating: nil, count: size))
      var seen: Set<Model> = [first]
      var frontier = [first]
      var ends = 0
      while let model = frontier.popLast() {
        let nexts = [try push(model, capacity: capacity, total: total), try pop(model)].compactMap { $0 }
        if nexts.isEmpty {
          ends += 1
          #expect(model.popped == total && model.slots.allSatisfy { $0 == nil })
        }
        for next in nexts where seen.insert(next).inserted { frontier.append(next) }
      }
      #expect(ends >= 1, "capacity \(capacity), \(total) elements: \(ends) ends among \(seen.count) states")
    }
  }

  @Test("pushes and pops agree with an array, one by one and in batches")
  func model() {
    for capacity in [1, 2, 3, 5, 64] {
      var random = SeededRandom(seed: 0x51A6 + UInt64(capacity))
      let ring = HandoffRing<Int>(capacity: capacity)
      var queue: [Int] = []
      for step in 0..<5000 {
        switch random.below(4) {
        case 0:
          let wanted = queue.count < capacity
          #expect(ring.push(step) == wanted)
          if wanted { queue.append(step) }
        case 1:
          let batch = Array(step..<step + Int(random.below(8)))
          let fits = min(batch.count, capacity - queue.count)
          #expect(ring.push(contentsOf: batch) == fits)
          queue += batch.prefix(fits)
        case 2:
          #expect(ring.pop() == (queue.isEmpty ? nil : queue.removeFirst()))
        default:
          var got: [Int] = []
          let limit = Int(random.below(8))
          let count = ring.pop(upTo: limit) { got.append($0) }
          #expect(got == Array(queue.prefix(limit)) && count == got.count)
          queue.removeFirst(count)
        }
        #expect(ring.count == queue.count, "capacity \(capacity), step \(step)")
      }
      ring.close()
      #expect(ring.isClosed && !ring.push(1) && ring.push(contentsOf: [1]) == 0)
      while let value = ring.pop() { #expect(value == queue.removeFirst()) }
      #expect(queue.isEmpty)
    }
  }

  @Test("what is left in a ring dies with it")
  func releases() {
    final class Payload: Sendable {}
    weak var left: Payload?
    do {
      let ring = HandoffRing<Payload>(capacity: 4)
      let payload = Payload()
      left = payload
      #expect(ring.push(payload))
    }
    #expect(left == nil)
  }

  @Test("two threads hand over everything in order", arguments: [1, 7, 1024])
  func threads(capacity: Int) throws {
    let total = TestScale.pick(quick: 50_000, full: 2_000_000, deep: 50_000_000) / (capacity == 1 ? 10 : 1)
    let ring = HandoffRing<Int>(capacity: capacity)
    let thread = try SystemThread(for: "a test") {
      var next = 0
      while next < total {
        if next % 3 == 0 {
          next += ring.push(contentsOf: next..<min(next + 16, total))
        } else if ring.push(next) {
          next += 1
        } else {
          SystemThread.yield()
        }
      }
      ring.close()
    }
    var expected = 0
    var isOver = false
    var isInOrder = true
    while !isOver {
      isOver = ring.isClosed
      while let value = ring.pop() {
        isInOrder = isInOrder && value == expected
        expected += 1
      }
      let count = ring.pop(upTo: 32) { value in
        isInOrder = isInOrder && value == expected
        expected += 1
      }
      if count == 0 { SystemThread.yield() }
    }
    thread.join()
    #expect(isInOrder && expected == total)
  }
}
