@testable import Dataflow

/// What an edge has to do, with arrays and no cleverness: the oracle that edges are held against.
struct EdgeModel {
  struct MergeRefused: Error {}

  private(set) var kind: OverflowKind
  private(set) var capacity: Int
  private(set) var isClosed = false
  private var queue: [Message<Int>] = []
  private var head = 0
  private(set) var control: [Message<Int>] = []
  private(set) var counted = EdgeStatistics()

  init(kind: OverflowKind, capacity: Int) {
    self.kind = kind
    self.capacity = capacity
  }

  /// The merge of the tests: a sum, which refuses some values.
  static func merge(_ queued: Int, _ new: Int) throws -> Int {
    if new % 97 == 13 { throw MergeRefused() }
    return queued &+ new
  }

  var data: ArraySlice<Message<Int>> { queue[head...] }
  var depth: Int { queue.count - head }
  private var limit: Int { kind == .latest ? 1 : capacity }

  mutating func setPolicy(_ kind: OverflowKind) { self.kind = kind }
  mutating func setCapacity(_ capacity: Int) { self.capacity = capacity }
  mutating func close() { isClosed = true }

  /// What becomes of a message; nil where the edge has to throw.
  mutating func put(_ message: Message<Int>) -> PutResult? {
    defer { note() }
    if isClosed {
      counted.offered += 1
      counted.rejected += 1
      return .rejected
    }
    if message.isControl {
      guard control.count < 64 else { return block() }
      control.append(message)
      counted.offered += 1
      return .accepted
    }
    guard depth >= limit else { return append(message, .accepted) }
    switch kind {
    case .block:
      return block()
    case .dropNewest:
      counted.offered += 1
      counted.dropped += 1
      return .dropped
    case .dropOldest:
      while depth >= limit {
        _ = removeFirst()
        counted.dropped += 1
      }
      return append(message, .dropped)
    case .dropAll:
      counted.dropped += UInt64(depth)
      queue.removeAll(keepingCapacity: true)
      head = 0
      return append(message, .dropped)
    case .latest:
      counted.replaced += UInt64(depth)
      queue.removeAll(keepingCapacity: true)
      head = 0
      return append(message, .replaced)
    case .coalesce:
      return coalesce(message)
    case .fail:
      counted.offered += 1
      counted.rejected += 1
      return nil
    }
  }

  private mutating func block() -> PutResult {
    counted.blocked += 1
    return .blocked
  }

  private mutating func append(_ message: Message<Int>, _ result: PutResult) -> PutResult {
    queue.append(message)
    counted.offered += 1
    return result
  }

  private mutating func coalesce(_ message: Message<Int>) -> PutResult? {
    guard let new = message.payload, let old = queue[queue.count - 1].payload else { return block() }
    counted.offered += 1
    do {
      queue[queue.count - 1] = Message(try Self.merge(old, new), headers: message.headers)
      counted.coalesced += 1
      return .coalesced
    } catch {
      counted.rejected += 1
      return nil
    }
  }

  mutating func take() -> Message<Int>? {
    defer { note() }
    guard depth > 0 || !control.isEmpty else { return nil }
    counted.delivered += 1
    return control.isEmpty ? removeFirst() : control.removeFirst()
  }

  private mutating func removeFirst() -> Message<Int> {
    defer {
      head += 1
      if head == queue.count || head > 4096 {
        queue.removeFirst(head)
        head = 0
      }
    }
    return queue[head]
  }

  private mutating func note() {
    counted.queued = depth + control.count
    counted.maxDepth = max(counted.maxDepth, counted.queued)
  }
}
