import Base
import CMicrohttpd
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One connection of a client: since when it owes a request, or is being answered.
final class Connection: Sendable {
  /// What stands in `waitingSince` while a request is being answered.
  private static let answering = UInt64.max
  /// What stands there when the connection has been cut.
  private static let cut = UInt64.max - 1

  private let descriptor: Int32
  private let waitingSince: Atomic<UInt64>
  let client: ClientAddress

  init(descriptor: Int32, client: ClientAddress) {
    self.descriptor = descriptor
    self.client = client
    waitingSince = Atomic(MonotonicClock.nanoseconds())
  }

  var isAnswering: Bool { waitingSince.load(ordering: .relaxed) == Self.answering }

  /// A request is complete.
  func beginAnswer() { waitingSince.store(Self.answering, ordering: .relaxed) }

  /// Its answer is out.
  func endAnswer() { waitingSince.store(MonotonicClock.nanoseconds(), ordering: .relaxed) }

  /// Cuts the connection when its next request has taken that long; whether it did.
  func expire(after nanoseconds: UInt64, now: UInt64) -> Bool {
    let since = waitingSince.load(ordering: .relaxed)
    guard since < Self.cut, now > since, now - since > nanoseconds else { return false }
    let (isMine, _) = waitingSince.compareExchange(expected: since, desired: Self.cut, ordering: .relaxed)
    // The library notices the end of the stream and closes the descriptor itself.
    if isMine { shutdown(descriptor, Int32(SHUT_RDWR)) }
    return isMine
  }
}

/// A request on its way that needs more than one call: a body that comes, an answer that is awaited.
final class Exchange {
  private(set) var body: [UInt8] = []
  /// How much came, also of what was not kept.
  private(set) var received = 0
  var pending: PendingResponse?

  /// Takes a part of the body, as far as the limit goes.
  func add(_ part: UnsafeRawBufferPointer, limit: Int) {
    received += part.count
    if received <= limit { body.append(contentsOf: part) }
  }
}
