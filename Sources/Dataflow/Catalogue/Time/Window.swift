/// Folds messages into windows of event time, by key, and sends each window when it is complete.
///
/// Event time is `Headers.timestamp`. Late messages are counted and go to the optional port `late`. All open windows go
/// out at the end and on the command `flush`. Holds one folded value a window and key, at most `limit` of them (see
/// ``WindowStore``); a window carries the trace of its first message, and its end as timestamp.
public final class Window<In: Sendable, Key: Hashable & Sendable, Value: Sendable, Out: Sendable>: Relay {
  private var store: WindowStore<Key, Value>
  private let key: (In) throws -> Key
  private let initial: Value
  private let fold: (inout Value, In) -> Void
  private let make: (Windowed<Key, Value>) throws -> Out
  /// Messages that came too late for every window they belong to.
  @exclusivity(unchecked) public private(set) var late: UInt64 = 0

  /// Windows completed early because too many were open.
  public var forced: UInt64 { store.forced }

  /// Windows of `kind`. A message may be up to `lateness` nanoseconds older than the newest one before it. Sessions
  /// that an older message joins are merged by `merge`. `make` turns a complete window into what is sent on.
  public init(
    _ kind: WindowKind, lateness: UInt64 = 0, limit: Int = 1 << 16, by key: @escaping (In) throws -> Key,
    into initial: Value, fold: @escaping (inout Value, In) -> Void,
    merge: @escaping (inout Value, Value) -> Void, make: @escaping (Windowed<Key, Value>) throws -> Out
  ) {
    store = WindowStore(kind, lateness: lateness, limit: limit, merge: merge)
    self.key = key
    self.initial = initial
    self.fold = fold
    self.make = make
  }

  /// Declares `in`, `out` and `late`.
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>) {
    let all = allPorts(node)
    return (all.in, all.out)
  }

  /// Declares all ports and gives them back.
  public func allPorts(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>, late: Output<In>) {
    check(node)
    let out = node.output("out", Out.self)
    let lateOut = node.optionalOutput("late", In.self)
    let input = node.input("in", In.self) { [self] payload, context in
      let key = try self.key(payload)
      let headers = context.headers
      let isTaken = store.add(key, at: headers.timestamp, trace: headers.trace, initial: initial) {
        fold(&$0, payload)
      }
      guard isTaken else {
        late += 1
        try lateOut.emit(payload)
        return
      }
      try send(store.complete(), out)
    }
    node.onFlush { [self] _ in try send(store.completeAll(), out) }
    node.onEnd { [self] _ in try send(store.completeAll(), out) }
    return (input, out, lateOut)
  }

  private func check(_ node: NodeDeclaration) {
    node.require("limit", store.limit, in: 1...1 << 24)
    if let grid = store.kind.grid {
      node.require("step", grid.step, in: 1...max(1, grid.size))
      // A message belongs to size / step windows: what one message costs.
      node.require("size", grid.size, in: 1...(grid.step > 1 << 40 ? 1 << 60 : max(1, grid.step) << 16))
    } else if case .session(let gap) = store.kind {
      node.require("gap", gap, in: 1...1 << 60)
    }
  }

  /// Sends complete windows; one whose `make` throws is lost, and its error is the node's, after the others.
  private func send(_ windows: [Windowed<Key, Value>], _ out: Output<Out>) throws {
    var failure: (any Error)?
    for window in windows {
      do {
        try out.emit(make(window), headers: Headers(trace: window.trace, timestamp: window.end))
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}

extension GraphBuilder {
  /// Folds messages into windows of event time, by key. See ``Window``.
  public func window<In: Sendable, Key: Hashable & Sendable, Value: Sendable>(
    _ name: String, _ upstream: Output<In>, _ kind: WindowKind, lateness: UInt64 = 0, limit: Int = 1 << 16,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions(),
    by key: @escaping (In) throws -> Key, into initial: Value, fold: @escaping (inout Value, In) -> Void,
    merge: @escaping (inout Value, Value) -> Void
  ) -> (
    out: Output<Windowed<Key, Value>>, late: Output<In>, window: Window<In, Key, Value, Windowed<Key, Value>>
  ) {
    let window = Window(
      kind, lateness: lateness, limit: limit, by: key, into: initial, fold: fold, merge: merge, make: { $0 })
    return node(name, settings) { node in
      let ports = window.allPorts(node)
      connect(upstream, to: ports.in, options)
      return (ports.out, ports.late, window)
    }
  }

  /// Gathers the messages of windows of event time. See ``Window``.
  public func window<In: Sendable>(
    _ name: String, _ upstream: Output<In>, _ kind: WindowKind, lateness: UInt64 = 0, limit: Int = 1 << 16,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions()
  ) -> (out: Output<[In]>, late: Output<In>) {
    let window = Window<In, Bool, [In], [In]>(
      kind, lateness: lateness, limit: limit, by: { _ in true }, into: [], fold: { $0.append($1) },
      merge: { $0 += $1 }, make: \.value)
    return node(name, settings) { node in
      let ports = window.allPorts(node)
      connect(upstream, to: ports.in, options)
      return (ports.out, ports.late)
    }
  }
}
