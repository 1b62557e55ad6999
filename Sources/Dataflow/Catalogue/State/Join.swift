/// One side of a join: what waits for partners, in order of arrival.
struct JoinSide<Key: Hashable, Payload> {
  struct Entry {
    let payload: Payload
    let time: UInt64
  }

  let capacity: Int
  /// The latest event time seen on this side.
  private(set) var latest: UInt64 = 0
  private(set) var count = 0
  private var entries: [Key: [Entry]] = [:]
  /// Keys in order of arrival; consumed from `head`.
  private var order: [(key: Key, time: UInt64)] = []
  private var head = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// The entries of a key whose times are at most `within` away.
  func matches(_ key: Key, at time: UInt64, within: UInt64) -> [Entry] {
    (entries[key] ?? []).filter { max($0.time, time) - min($0.time, time) <= within }
  }

  /// Keeps a payload; true when the oldest had to make room.
  mutating func keep(_ key: Key, _ payload: Payload, at time: UInt64) -> Bool {
    latest = max(latest, time)
    let evicts = count >= capacity
    if evicts { removeOldest() }
    entries[key, default: []].append(Entry(payload: payload, time: time))
    order.append((key, time))
    count += 1
    return evicts
  }

  /// Forgets entries, oldest arrivals first, that the other side has left behind by more than `within`.
  mutating func forget(before other: UInt64, within: UInt64) {
    while count > 0, other > within, order[head].time < other - within { removeOldest() }
  }

  private mutating func removeOldest() {
    let key = order[head].key
    head += 1
    count -= 1
    entries[key]?.removeFirst()
    if entries[key]?.isEmpty == true { entries[key] = nil }
    if head > 1024, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }
}

/// Joins two streams by key: sends one message for each pair of a left and a right payload with the same key whose
/// event times are at most `within` nanoseconds apart (an inner join).
///
/// Holds at most `capacity` payloads a side, the oldest making room, counted; and forgets what the other side's event
/// time has left behind. One payload sends at most `capacity` pairs.
public final class Join<Left: Sendable, Right: Sendable, Key: Hashable & Sendable, Out: Sendable>: Node {
  private var left: JoinSide<Key, Left>
  private var right: JoinSide<Key, Right>
  private let within: UInt64
  private let capacity: Int
  private let leftKey: (Left) throws -> Key
  private let rightKey: (Right) throws -> Key
  private let combine: (Left, Right) throws -> Out
  /// Payloads that made room for others while they might still have found a partner.
  @exclusivity(unchecked) public private(set) var evicted: UInt64 = 0

  /// A join that makes of each pair what `combine` says.
  public init(
    within nanoseconds: UInt64, capacity: Int, left leftKey: @escaping (Left) throws -> Key,
    right rightKey: @escaping (Right) throws -> Key, combine: @escaping (Left, Right) throws -> Out
  ) {
    left = JoinSide(capacity: capacity)
    right = JoinSide(capacity: capacity)
    within = nanoseconds
    self.capacity = capacity
    self.leftKey = leftKey
    self.rightKey = rightKey
    self.combine = combine
  }

  /// Declares `left`, `right` and `out`.
  public func declare(_ node: NodeDeclaration) { _ = ports(node) }

  /// Declares all ports and gives them back.
  public func ports(
    _ node: NodeDeclaration
  ) -> (left: Input<Left>, right: Input<Right>, out: Output<Out>) {
    node.require("capacity", capacity, in: 1...1 << 16)
    let out = node.output("out", Out.self)
    let leftIn = node.input("left", Left.self) { [self] payload, context in
      let (key, time) = (try leftKey(payload), context.headers.timestamp)
      let pairs = try right.matches(key, at: time, within: within).map { try combine(payload, $0.payload) }
      if left.keep(key, payload, at: time) { evicted += 1 }
      right.forget(before: left.latest, within: within)
      for pair in pairs { try out.emit(pair) }
    }
    let rightIn = node.input("right", Right.self) { [self] payload, context in
      let (key, time) = (try rightKey(payload), context.headers.timestamp)
      let pairs = try left.matches(key, at: time, within: within).map { try combine($0.payload, payload) }
      if right.keep(key, payload, at: time) { evicted += 1 }
      left.forget(before: right.latest, within: within)
      for pair in pairs { try out.emit(pair) }
    }
    return (leftIn, rightIn, out)
  }
}

extension GraphBuilder {
  /// Joins two streams by key. See ``Join``.
  public func join<Left: Sendable, Right: Sendable, Key: Hashable & Sendable, Out: Sendable>(
    _ name: String, _ left: Output<Left>, _ right: Output<Right>, within nanoseconds: UInt64, capacity: Int,
    _ settings: NodeSettings = NodeSettings(), left leftKey: @escaping (Left) throws -> Key,
    right rightKey: @escaping (Right) throws -> Key, combine: @escaping (Left, Right) throws -> Out
  ) -> Output<Out> {
    let join = Join(
      within: nanoseconds, capacity: capacity, left: leftKey, right: rightKey, combine: combine)
    return node(name, settings) { node in
      let ports = join.ports(node)
      connect(left, to: ports.left)
      connect(right, to: ports.right)
      return ports.out
    }
  }
}
