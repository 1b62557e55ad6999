extension GraphBuilder {
  /// Emits 1, 2, 3 … every `nanoseconds`; `count` of them, or without end. A beat that finds no room waits, and those
  /// that fall into the wait are left out.
  @inlinable
  public func heartbeat(
    _ name: String, every nanoseconds: UInt64, count: UInt64 = .max, _ settings: NodeSettings = NodeSettings()
  ) -> Output<UInt64> {
    generator(name, from: UInt64(0), every: nanoseconds, startsAtOnce: false, settings) { beat in
      beat += 1
      return beat <= count ? beat : nil
    }
  }

  /// Emits 1 to `count`, as fast as there is room.
  @inlinable
  public func sequence(
    _ name: String, count: Int, _ settings: NodeSettings = NodeSettings()
  ) -> Output<Int> {
    var last = 0
    return source(name, settings) { _ in
      guard last < count else { return .end }
      last &+= 1
      return .next(last)
    }
  }

  /// Emits what `next` makes of its state until it says nil: as fast as there is room, or one every `nanoseconds`.
  @inlinable
  public func generator<State, Payload: Sendable>(
    _ name: String, from state: State, every nanoseconds: UInt64? = nil, startsAtOnce: Bool = true,
    _ settings: NodeSettings = NodeSettings(), next: @escaping (inout State) throws -> Payload?
  ) -> Output<Payload> {
    var state = state
    var isDue = startsAtOnce
    return node(name, settings) { node in
      let out = node.output("out", Payload.self)
      if let nanoseconds { node.onTick(every: nanoseconds) { _ in isDue = true } }
      node.source(out) { _ in
        guard nanoseconds == nil || isDue else { return .idle }
        isDue = false
        return try next(&state).map { .next($0) } ?? .end
      }
      return out
    }
  }

  /// Sends on the payload at which `condition` becomes true, and none while it stays true. Holds nothing.
  @inlinable
  public func trigger<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<Payload> = EdgeOptions(), when condition: @escaping (Payload) throws -> Bool
  ) -> Output<Payload> {
    var was = false
    return stage(name, upstream, settings, options) { payload, out, _ in
      let holds = try condition(payload)
      let rises = holds && !was
      was = holds
      if rises { try out.emit(payload) }
    }
  }

  /// Looks every `nanoseconds` whether `condition` has become true, and emits what `make` says when it has.
  @inlinable
  public func trigger<Payload: Sendable>(
    _ name: String, every nanoseconds: UInt64, _ settings: NodeSettings = NodeSettings(),
    when condition: @escaping (NodeContext) throws -> Bool,
    make: @escaping (NodeContext) throws -> Payload
  ) -> Output<Payload> {
    var was = false
    return node(name, settings) { node in
      let out = node.output("out", Payload.self)
      node.onTick(every: nanoseconds) { context in
        let holds = try condition(context)
        let rises = holds && !was
        was = holds
        if rises { try out.emit(make(context)) }
      }
      return out
    }
  }
}
