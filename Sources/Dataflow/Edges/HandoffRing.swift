import Synchronization

/// A bounded, lock-free queue between exactly two threads: one pushes, the other pops.
///
/// Each side owns one index and keeps a copy of the other's, which it reads anew only when its copy says full or empty;
/// so the two threads touch each other's cache lines once a batch, not once an element. Nothing is lost: a push into a
/// full ring says so. Push and pop cost O(1); storage for the capacity, rounded up to a power of two, is allocated once.
public final class HandoffRing<Element: Sendable>: @unchecked Sendable {
  /// How many elements fit.
  public let capacity: Int
  @usableFromInline let slots: UnsafeMutablePointer<Element>
  @usableFromInline let mask: Int
  /// Elements pushed so far; written by the pusher alone.
  @usableFromInline let tail = Atomic<Int>(0)
  @exclusivity(unchecked) @usableFromInline var headSeen = 0
  // The two sides live on cache lines of their own: 128 bytes, since processors fetch lines in pairs.
  private let padding: Padding = Padding()
  /// Elements popped so far; written by the popper alone.
  @usableFromInline let head = Atomic<Int>(0)
  @exclusivity(unchecked) @usableFromInline var tailSeen = 0
  private let morePadding = Padding()
  @usableFromInline let closed = Atomic<Bool>(false)

  private struct Padding {
    let words: InlineArray<16, UInt64> = .init(repeating: 0)
  }

  /// A ring for `capacity` elements, 1 to ``AnyEdge/largestCapacity``.
  public init(capacity: Int) {
    precondition((1...AnyEdge.largestCapacity).contains(capacity), "capacity \(capacity)")
    self.capacity = capacity
    var size = 1
    while size < capacity { size *= 2 }
    mask = size - 1
    slots = .allocate(capacity: size)
  }

  deinit {
    var index = head.load(ordering: .acquiring)
    let end = tail.load(ordering: .acquiring)
    while index < end {
      (slots + (index & mask)).deinitialize(count: 1)
      index += 1
    }
    slots.deallocate()
  }

  /// Pushes an element; false when the ring is full or closed. Only for the pushing thread.
  @inlinable
  public func push(_ element: Element) -> Bool {
    let end = tail.load(ordering: .relaxed)
    if end &- headSeen >= capacity {
      headSeen = head.load(ordering: .acquiring)
      if end &- headSeen >= capacity { return false }
    }
    if closed.load(ordering: .relaxed) { return false }
    (slots + (end & mask)).initialize(to: element)
    tail.store(end &+ 1, ordering: .releasing)
    return true
  }

  /// Pushes as many elements as fit, the first ones first; returns how many. Only for the pushing thread.
  @inlinable
  public func push(contentsOf elements: some RandomAccessCollection<Element>) -> Int {
    let end = tail.load(ordering: .relaxed)
    if end &- headSeen &+ elements.count > capacity { headSeen = head.load(ordering: .acquiring) }
    if closed.load(ordering: .relaxed) { return 0 }
    let count = min(elements.count, capacity &- (end &- headSeen))
    var index = end
    for element in elements.prefix(count) {
      (slots + (index & mask)).initialize(to: element)
      index &+= 1
    }
    tail.store(index, ordering: .releasing)
    return count
  }

  /// Pops the oldest element; nil when the ring is empty. Only for the popping thread.
  @inlinable
  public func pop() -> Element? {
    let begin = head.load(ordering: .relaxed)
    if begin == tailSeen {
      tailSeen = tail.load(ordering: .acquiring)
      if begin == tailSeen { return nil }
    }
    let element = (slots + (begin & mask)).move()
    head.store(begin &+ 1, ordering: .releasing)
    return element
  }

  /// Hands up to `limit` of the oldest elements to `body`, in order, and frees their places together; returns how many.
  /// Only for the popping thread.
  @inlinable
  public func pop(upTo limit: Int, _ body: (Element) -> Void) -> Int {
    let begin = head.load(ordering: .relaxed)
    if tailSeen &- begin < limit { tailSeen = tail.load(ordering: .acquiring) }
    let count = min(limit, tailSeen &- begin)
    for index in begin..<begin &+ count { body((slots + (index & mask)).move()) }
    head.store(begin &+ count, ordering: .releasing)
    return count
  }

  /// Elements waiting: exact for either side when the other rests.
  public var count: Int { tail.load(ordering: .acquiring) &- head.load(ordering: .acquiring) }

  /// Says that nothing more will come; what is queued can still be popped.
  public func close() { closed.store(true, ordering: .releasing) }

  /// Whether nothing more will come. A popper looks at this first and then pops until nil: then it has seen everything.
  public var isClosed: Bool { closed.load(ordering: .acquiring) }
}
