import Base
import Synchronization
import Testing

@testable import Dataflow

/// A subscriber that writes down what it hears and holds its publisher to the rules.
final class Probe<Payload: Sendable>: Subscriber, @unchecked Sendable {
  private let lock = Lock()
  private var heard: [String] = []
  private var demand = 0
  private var isOver = false
  private let depth = Atomic<Int>(0)
  private(set) var subscription: (any Subscription)?
  private(set) var faults: [String] = []
  private(set) var deepest = 0
  private(set) var payloads: [Payload] = []
  var atStart: (any Subscription) -> Void = { _ in }
  var atNext: (Payload, any Subscription) -> Void = { _, _ in }

  var signals: [String] { lock.withLock { heard } }

  /// Requests and counts on it.
  func request(_ count: Int) {
    lock.withLock { addDemand(&demand, max(0, count)) }
    subscription?.request(count)
  }

  private func note(_ signal: String, isInside: Bool = true, _ body: () -> Void = {}) {
    if depth.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
      faults.append("1.3: \(signal) during another")
    }
    lock.withLock {
      if heard.isEmpty != (signal == "subscribe") { faults.append("1.9: \(signal) after \(heard)") }
      if isOver { faults.append("1.7: \(signal) after the end") }
      isOver = isOver || signal == "complete" || signal == "error"
      heard.append(signal)
    }
    body()
    depth.subtract(1, ordering: .sequentiallyConsistent)
  }

  func onSubscribe(_ subscription: any Subscription) {
    note("subscribe") {
      self.subscription = subscription
      atStart(subscription)
    }
  }

  func onNext(_ payload: Payload) {
    note("\(payload)") {
      lock.withLock {
        if demand != .max { demand -= 1 }
        if demand < 0 { faults.append("1.1: \(payload) was not requested") }
        payloads.append(payload)
      }
      deepest = max(deepest, depth.load(ordering: .relaxed))
      if let subscription { atNext(payload, subscription) }
    }
  }

  func onError(_ error: any Error) { note("error") }
  func onComplete() { note("complete") }
}

/// A publisher that the test plays by hand, and the requests it got.
final class HandPublisher: Publisher, @unchecked Sendable {
  final class Tie: Subscription, @unchecked Sendable {
    private let lock = Lock()
    private var heard: [String] = []
    private let depth = Atomic<Int>(0)
    var overlaps = 0
    var atRequest: (Int) -> Void = { _ in }
    var calls: [String] { lock.withLock { heard } }
    var requested: Int { calls.compactMap { Int($0) }.reduce(0, +) }

    private func note(_ call: String, _ body: () -> Void) {
      if depth.add(1, ordering: .sequentiallyConsistent).newValue > 1 { overlaps += 1 }
      lock.withLock { heard.append(call) }
      body()
      depth.subtract(1, ordering: .sequentiallyConsistent)
    }

    func request(_ count: Int) { note("\(count)") { atRequest(count) } }
    func cancel() { note("cancel") {} }
  }

  let tie = Tie()
  func subscribe(_ subscriber: any Subscriber<Int>) { subscriber.onSubscribe(tie) }
}

/// A graph of numbers that ends in a publisher, stepped by hand.
final class PublishedGraph {
  let publisher: GraphPublisher<Int>
  let scheduler: Scheduler
  let executor = ManualExecutor()

  init(_ count: Int, failsAt bad: Int? = nil, news: Int? = nil, capacity: Int = 8) throws {
    let builder = GraphBuilder()
    var next = 0
    let numbers = builder.source("numbers", NodeSettings(onError: .stopGraph)) { _ -> SourceStep<Int> in
      guard next < count else { return .end }
      next += 1
      if next == bad { throw Failure(node: "numbers", reason: "bad") }
      return .next(next)
    }
    let passed = builder.node("pass") { node in
      let out = node.output("out", Int.self)
      let input = node.input("in", Int.self) { number, _ in
        if number == news {
          try out.forward(Message(.error(Failure(node: "pass", reason: "news"))))
        } else {
          try out.emit(number)
        }
      }
      builder.connect(numbers, to: input, EdgeOptions(capacity: capacity))
      return out
    }
    publisher = builder.publisher("publisher", passed, NodeSettings(), EdgeOptions(capacity: capacity))
    scheduler = Scheduler(try builder.build(), on: executor)
    try scheduler.start()
  }

  /// Steps until nothing moves; false once the run is over.
  @discardableResult
  func settle() -> Bool {
    for _ in 0..<100_000 {
      switch scheduler.step() {
      case .worked: continue
      case .idle(let deadline?) where deadline <= executor.now: continue
      case .idle: return true
      case .finished:
        scheduler.finish()
        return false
      }
    }
    return true
  }
}
