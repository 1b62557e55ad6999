import Base
import Testing

@testable import Dataflow

/// A graph's beginning as a subscriber, by the rules of chapter 2, and asynchronous sequences in and out.
@Suite struct SubscriberTests {
  struct Ingest {
    let subscriber: GraphSubscriber<Int>
    let sink: Collect<Int>
    let scheduler: Scheduler
    let news: MarbleSink

    init(capacity: Int, batch: Int? = nil) throws {
      let builder = GraphBuilder()
      let (subscriber, out) = builder.subscriber("ingest", Int.self, capacity: capacity, batch: batch)
      self.subscriber = subscriber
      sink = builder.collect("sink", out)
      let news = MarbleSink()
      self.news = news
      news.attach("news", builder.map("text", out) { _ in "." }, in: builder)
      scheduler = Scheduler(try builder.build(), on: ManualExecutor())
      try scheduler.start()
    }

    @discardableResult
    func settle() -> Bool {
      while true {
        switch scheduler.step() {
        case .worked: continue
        case .idle: return true
        case .finished:
          scheduler.finish()
          return false
        }
      }
    }
  }

  @Test("2.01, 2.07: asks for what fits, then in batches as the graph takes it, one call at a time")
  func requests() throws {
    for (capacity, batch) in [(1, 1), (8, 4), (10, 3), (100, 100)] {
      let ingest = try Ingest(capacity: capacity, batch: batch)
      let publisher = HandPublisher()
      var sent = 0
      var owed = 0
      var isSending = false
      // Sends from inside request, as publishers may.
      publisher.tie.atRequest = { count in
        owed += count
        guard !isSending else { return }
        isSending = true
        while owed > 0, sent < 500 {
          owed -= 1
          sent += 1
          ingest.subscriber.onNext(sent)
        }
        isSending = false
      }
      publisher.subscribe(ingest.subscriber)
      #expect(publisher.tie.calls == ["\(capacity)"])
      #expect(ingest.settle())
      #expect(sent == 500)
      #expect(publisher.tie.requested - sent <= capacity)
      #expect(publisher.tie.overlaps == 0)
      ingest.subscriber.onComplete()
      #expect(!ingest.settle())
      #expect(ingest.sink.received == Array(1...500))
      #expect(!publisher.tie.calls.contains("cancel"))
    }
  }

  @Test("2.02, 2.03, 2.04, 2.08, 2.09, 2.10: ends with and without demand; nothing is called afterwards")
  func ends() throws {
    for isError in [false, true] {
      let ingest = try Ingest(capacity: 4)
      let publisher = HandPublisher()
      publisher.subscribe(ingest.subscriber)
      ingest.subscriber.onNext(1)
      ingest.subscriber.onNext(2)
      if isError {
        ingest.subscriber.onError(Failure(node: "far", reason: "away"))
      } else {
        ingest.subscriber.onComplete()
      }
      // A publisher that goes on all the same is not listened to.
      ingest.subscriber.onNext(3)
      ingest.subscriber.onComplete()
      #expect(!ingest.settle())
      #expect(ingest.sink.received == [1, 2])
      #expect(ingest.news.diagram == (isError ? "(..#|)" : "(..|)"))
      #expect(publisher.tie.calls == ["4"])
      #expect(ingest.scheduler.report().outcome == .completed)
    }
    let early = try Ingest(capacity: 4)
    early.subscriber.onError(Failure(node: "far", reason: "before any subscription"))
    #expect(!early.settle())
    #expect(early.news.diagram == "(#|)")
  }

  @Test(
    "2.05, 2.06, 2.12: a second subscription is cancelled; so is the first when the graph ends, or is overrun"
  )
  func cancellations() throws {
    let ingest = try Ingest(capacity: 2)
    let (first, second) = (HandPublisher(), HandPublisher())
    first.subscribe(ingest.subscriber)
    second.subscribe(ingest.subscriber)
    #expect(second.tie.calls == ["cancel"])
    ingest.settle()
    ingest.scheduler.stop()
    ingest.settle()
    #expect(first.tie.calls == ["2", "cancel"])
    let late = HandPublisher()
    late.subscribe(ingest.subscriber)
    #expect(late.tie.calls == ["cancel"])
    let overrun = try Ingest(capacity: 2)
    let wild = HandPublisher()
    wild.subscribe(overrun.subscriber)
    for number in 1...5 { overrun.subscriber.onNext(number) }
    #expect(!overrun.settle())
    #expect(wild.tie.calls == ["2", "cancel"])
    #expect(overrun.sink.received == [1, 2])
    #expect(overrun.news.diagram == "(..#|)")
  }

  @Test("a graph feeds a graph through both faces, whatever the sizes, and loses nothing")
  func bridge() throws {
    for (left, right) in [(1, 1), (3, 7), (64, 2)] {
      let from = try PublishedGraph(2000, capacity: left)
      let to = try Ingest(capacity: right)
      from.publisher.subscribe(to.subscriber)
      var runs = (true, true)
      for _ in 0..<100_000 where runs.0 || runs.1 { runs = (runs.0 && from.settle(), runs.1 && to.settle()) }
      #expect(to.sink.received == Array(1...2000))
      #expect(from.scheduler.report().outcome == .completed)
      #expect(to.scheduler.report().outcome == .completed)
    }
  }
}
