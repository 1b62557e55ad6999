/// First-in-first-out storage for messages: a ring that doubles while it grows and allocates nothing at steady state.
///
/// Has no bound of its own; whoever owns it decides how much may go in. Not synchronised.
@usableFromInline
final class MessageQueue<Payload> {
  @usableFromInline static var smallest: Int { 16 }

  @exclusivity(unchecked) @usableFromInline var slots: UnsafeMutablePointer<Message<Payload>>
  @exclusivity(unchecked) @usableFromInline var mask: Int
  @exclusivity(unchecked) @usableFromInline var head = 0
  @exclusivity(unchecked) @usableFromInline var count = 0

  @inlinable
  init() {
    slots = .allocate(capacity: Self.smallest)
    mask = Self.smallest &- 1
  }

  @inlinable
  deinit {
    removeAll()
    slots.deallocate()
  }

  @inlinable
  @inline(__always)
  func append(_ message: Message<Payload>) {
    if count > mask { grow() }
    (slots + ((head &+ count) & mask)).initialize(to: message)
    count &+= 1
  }

  /// Takes the oldest message out; the queue must not be empty.
  @inlinable
  @inline(__always)
  func removeFirst() -> Message<Payload> {
    let slot = head
    head = (head &+ 1) & mask
    count &-= 1
    return (slots + slot).move()
  }

  /// The newest message; the queue must not be empty.
  @inlinable
  var last: Message<Payload> {
    get { slots[(head &+ count &- 1) & mask] }
    set { slots[(head &+ count &- 1) & mask] = newValue }
  }

  /// The oldest message; the queue must not be empty.
  @inlinable
  var first: Message<Payload> { slots[head] }

  /// Everything in it, oldest first.
  var all: [Message<Payload>] { (0..<count).map { slots[(head &+ $0) & mask] } }

  @inlinable
  func removeAll() {
    while count > 0 { _ = removeFirst() }
  }

  @inlinable
  @inline(never)
  func grow() {
    let larger = UnsafeMutablePointer<Message<Payload>>.allocate(capacity: 2 &* (mask &+ 1))
    for index in 0..<count {
      (larger + index).moveInitialize(from: slots + ((head &+ index) & mask), count: 1)
    }
    slots.deallocate()
    slots = larger
    mask = 2 &* mask &+ 1
    head = 0
  }
}
