import Base
import Dataflow

/// A graph as a subscriber for another process: signals come in as lines, requests go out as lines.
package final class SubscriberBridge: @unchecked Sendable {
  private static let drainTime: UInt64 = 2_000_000_000

  private let subscriber: GraphSubscriber<Value>
  private let scheduler: Scheduler
  private let executor = ThreadExecutor()

  /// A subscriber that has at most `capacity` payloads under way, and cancels after `limit` of them; nil never does.
  package init(capacity: Int, limit: Int?) throws(ConnectorError) {
    let builder = GraphBuilder("subscriber")
    let (subscriber, out) = builder.subscriber("subscriber", Value.self, capacity: capacity)
    var count = 0
    builder.node("sink") { node in
      let input = node.input("in", Value.self) { _, context in
        count += 1
        if count == limit { context.finish() }
      }
      builder.connect(out, to: input)
    }
    self.subscriber = subscriber
    do throws(DataflowError) {
      scheduler = Scheduler(try builder.build(), on: executor)
    } catch {
      throw .runtime(error)
    }
  }

  /// Subscribes, and takes signals until the lines end.
  package func serve(input: Int32, output: Int32, isInterrupted: () -> Bool) throws(ConnectorError) {
    let writer = SignalWriter(descriptor: output)
    let ended = ConditionFlag()
    writer.write(.subscribe)
    let isStarted = executor.dispatch { [self] in
      do throws(DataflowError) { try scheduler.run() } catch { subscriber.onError(error) }
      ended.raise()
    }
    guard isStarted else { throw .runtime(.missingWorkers(wanted: 1, started: 0)) }
    defer {
      scheduler.stop(within: Self.drainTime)
      ended.wait()
    }
    var reader = SignalReader(descriptor: input)
    while let signal = try reader.next(isInterrupted: isInterrupted) {
      switch signal {
      case .onSubscribe: subscriber.onSubscribe(LineSubscription(writer))
      case .onNext(let value): subscriber.onNext(value)
      case .onError(let message): subscriber.onError(RemoteFailure(description: message))
      case .onComplete: subscriber.onComplete()
      default:
        throw .invalidSignal(
          reader.refusal("a subscriber takes onSubscribe, onNext, onError and onComplete"))
      }
    }
  }
}

/// The subscription on the other side of the lines.
private final class LineSubscription: Subscription {
  private let writer: SignalWriter

  init(_ writer: SignalWriter) { self.writer = writer }

  func request(_ count: Int) { writer.write(.request(count)) }

  func cancel() { writer.write(.cancel) }
}

/// What a publisher in another process says about its failure.
private struct RemoteFailure: Error, CustomStringConvertible {
  let description: String
}
