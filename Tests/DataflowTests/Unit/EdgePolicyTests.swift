import Testing

@testable import Dataflow

/// The seed's cases for the overflow policies.
@Suite("unit/test_edge_policies") struct EdgePolicyTests {
  private func edge(_ capacity: Int, _ policy: OverflowPolicy<Int>) -> Edge<Int> {
    Edge(options: EdgeOptions(capacity: capacity, policy: policy))
  }

  private func payloads(_ edge: Edge<Int>) -> [Int] { edge.data.all.compactMap(\.payload) }

  @Test("test_block_applies_backpressure_until_get", arguments: [1, 8, 64, 1024])
  func block(capacity: Int) throws {
    let edge = edge(capacity, .block)
    for value in 0..<capacity { #expect(try edge.put(Message(value)) == .accepted) }
    for _ in 0..<3 { #expect(try edge.put(Message(-1)) == .blocked) }
    #expect(edge.take()?.payload == 0)
    #expect(try edge.put(Message(capacity)) == .accepted)
    #expect(payloads(edge) == Array(1...capacity))
    #expect(edge.statistics.blocked == 3)
    #expect(edge.statistics.offered == UInt64(capacity + 1))
    #expect(edge.statistics.isConserved)
  }

  @Test("test_drop_increments_counter_and_preserves_depth", arguments: [1, 8, 64, 1024])
  func drop(capacity: Int) throws {
    let oldest = edge(capacity, .dropNewest)
    let newest = edge(capacity, .dropOldest)
    for value in 0..<3 * capacity {
      let expected = value < capacity ? PutResult.accepted : .dropped
      #expect(try oldest.put(Message(value)) == expected)
      #expect(try newest.put(Message(value)) == expected)
      #expect(oldest.depth == min(value + 1, capacity) && newest.depth == oldest.depth)
    }
    #expect(payloads(oldest) == Array(0..<capacity))
    #expect(payloads(newest) == Array(2 * capacity..<3 * capacity))
    for edge in [oldest, newest] {
      #expect(edge.statistics.dropped == UInt64(2 * capacity))
      #expect(edge.statistics.isConserved)
    }
  }

  @Test("test_latest_keeps_only_newest_during_burst", arguments: [1, 8, 64, 1024])
  func latest(capacity: Int) throws {
    let edge = edge(capacity, .latest)
    for value in 0..<100 { _ = try edge.put(Message(value)) }
    #expect(payloads(edge) == [99])
    #expect(edge.statistics.replaced == 99)
    #expect(edge.statistics.maxDepth == 1)
    #expect(edge.statistics.isConserved)
  }

  @Test("test_coalesce_merges_fast_and_is_pure", arguments: [1, 8, 64, 1024])
  func coalesce(capacity: Int) throws {
    var calls: [(Int, Int)] = []
    let edge = edge(
      capacity,
      .coalesce { queued, new in
        calls.append((queued, new))
        if new < 0 { throw EdgeModel.MergeRefused() }
        return queued + new
      })
    for _ in 0..<capacity + 10 { _ = try edge.put(Message(1)) }
    // Payloads, not envelopes, and only the newest queued one.
    #expect(payloads(edge) == Array(repeating: 1, count: capacity - 1) + [11])
    #expect(calls.count == 10 && calls.allSatisfy { $0.1 == 1 })
    // A merge that fails is an error at the producer and costs the accumulated value nothing.
    #expect(throws: DataflowError.self) { _ = try edge.put(Message(-1)) }
    #expect(payloads(edge).last == 11)
    #expect(edge.statistics.coalesced == 10 && edge.statistics.rejected == 1)
    #expect(edge.statistics.isConserved)
  }

  @Test("a merged value still has to match the port's schema")
  func mergedSchema() throws {
    let edge = Edge<Int>(
      options: EdgeOptions(capacity: 1, policy: .coalesce { $0 + $1 }), spec: .range("in", 0...5))
    for _ in 0..<5 { _ = try edge.put(Message(1)) }
    #expect(throws: DataflowError.self) { _ = try edge.put(Message(1)) }
    #expect(payloads(edge) == [5])
    #expect(edge.statistics.isConserved)
  }
}
