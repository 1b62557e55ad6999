import CPeers
import Dataflow
import Foundation

/// Edges alone, on one thread and between two.
struct EdgeRows {
  let pairs: Int
  let repetitions: Int

  func rows() throws -> [Row] {
    var rows: [Row] = []
    for (name, policy) in policies {
      let nanoseconds = try median(
        (0..<repetitions).map { _ in try pair(Edge<Int>(options: EdgeOptions(capacity: 1024, policy: policy)))
        })
      rows.append(.limited("edge-pair-\(name)", "put and take, one thread", pairs, nanoseconds, most: 20))
    }
    rows.append(try full())
    for batch in [1, 256] {
      let nanoseconds = median((0..<repetitions).map { _ in handOff(pairs / 2, batch: batch) })
      rows.append(
        .limited(
          batch == 1 ? "edge-two-threads" : "edge-two-threads-batched", "message between two threads",
          pairs / 2,
          nanoseconds, most: batch == 1 ? 100 : 10))
    }
    return rows
  }

  private var policies: [(String, OverflowPolicy<Int>)] {
    [
      ("block", .block), ("dropNewest", .dropNewest), ("dropOldest", .dropOldest), ("latest", .latest),
      ("coalesce", .coalesce(merge: +)), ("fail", .fail),
    ]
  }

  private func pair(_ edge: Edge<Int>) throws -> Double {
    var sum = 0
    let start = bench_thread_cpu()
    for value in 0..<pairs {
      _ = try edge.put(Message(value))
      if let payload = edge.take()?.payload { sum &+= payload }
    }
    let took = Double(bench_thread_cpu() - start) / Double(pairs)
    precondition(sum == (pairs - 1) * pairs / 2, "an edge lost a message")
    return took
  }

  /// What a put costs that its policy has to decide about: the edge is full all the time.
  private func full() throws -> Row {
    let edge = Edge<Int>(options: EdgeOptions(capacity: 16, policy: .dropOldest))
    let nanoseconds = try median(
      (0..<repetitions).map { _ in
        let start = bench_thread_cpu()
        for value in 0..<pairs { _ = try edge.put(Message(value)) }
        return Double(bench_thread_cpu() - start) / Double(pairs)
      })
    return Row(
      Cell(
        map: "graph", key: "dropOldest", entries: pairs, operation: "put-into-a-full-edge",
        nanoseconds: nanoseconds, bytesPerEntry: nil))
  }

  private func handOff(_ count: Int, batch: Int) -> Double {
    let ring = HandoffRing<Int>(capacity: 4096)
    let start = monotonicNanoseconds()
    let done = DispatchSemaphore(value: 0)
    let consumer = Thread {
      var expected = 0
      while expected < count {
        if batch == 1 {
          guard let value = ring.pop() else { continue }
          precondition(value == expected, "a ring lost a message")
          expected += 1
        } else {
          let before = expected
          let popped = ring.pop(upTo: batch) { value in
            precondition(value == expected, "a ring lost a message")
            expected += 1
          }
          precondition(expected == before + popped, "a ring miscounted")
        }
      }
      done.signal()
    }
    consumer.start()
    if batch == 1 {
      for value in 0..<count { while !ring.push(value) {} }
    } else {
      var sent = 0
      while sent < count { sent += ring.push(contentsOf: sent..<min(count, sent + batch)) }
    }
    done.wait()
    return Double(monotonicNanoseconds() - start) / Double(count)
  }
}

/// Nanoseconds on the monotonic clock.
func monotonicNanoseconds() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

extension Row {
  /// A cost held against a limit.
  static func limited(
    _ name: String, _ op: String, _ n: Int, _ nanoseconds: Double, most: Double, map: String = "graph"
  ) -> Row {
    Row(
      row: name, map: map, key: "-", n: n, op: op, ns: nanoseconds, peer: "\(Report.format(most)) ns",
      ratio: nanoseconds / most, goal: 1)
  }
}
