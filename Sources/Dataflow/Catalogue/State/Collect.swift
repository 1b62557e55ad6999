import Base

/// When a gated sink begins to take messages.
public enum Gate: Sendable, Equatable {
  /// At once.
  case open
  /// When everything that feeds it has ended, or can do nothing more because the gate is shut.
  case complete
  /// When the scheduler has made so many steps.
  case steps(UInt64)
}

/// A sink that keeps what it gets, to be read from any thread: the first `limit` payloads; those beyond are counted.
public final class Collect<Payload: Sendable>: Node, @unchecked Sendable {
  private let limit: Int
  private let gate: Gate
  private let lock = Lock()
  private var kept: [Payload] = []
  private var count: UInt64 = 0

  /// A sink that keeps up to `limit` payloads and takes nothing before its gate opens.
  public init(limit: Int = 1 << 20, opensAfter gate: Gate = .open) {
    self.limit = limit
    self.gate = gate
  }

  /// What was kept so far, in order.
  public var received: [Payload] { lock.withLock { kept } }

  /// How many payloads came, kept or not.
  public var seen: UInt64 { lock.withLock { count } }

  /// Declares `in`.
  public func declare(_ node: NodeDeclaration) { _ = port(node) }

  /// Declares `in` and gives it back.
  public func port(_ node: NodeDeclaration) -> Input<Payload> {
    node.require("limit", limit, in: 0...1 << 30)
    let input = node.input("in", Payload.self) { [self] payload, _ in keep(payload) }
    if gate != .open { shut(input, node) }
    return input
  }

  private func keep(_ payload: Payload) {
    lock.withLock {
      count += 1
      if kept.count < limit { kept.append(payload) }
    }
  }

  private func shut(_ input: Input<Payload>, _ node: NodeDeclaration) {
    input.credit = 0
    let core = node.core
    var standsStill = false
    node.onSlice { [gate, unowned(unsafe) input, unowned(unsafe) core] _ in
      guard input.credit == 0 else { return }
      var opens = standsStill || input.isClosed
      if case .steps(let least) = gate {
        opens = core.scheduler.map { $0.steps.load(ordering: .relaxed) >= least } ?? true
        // Steps are what it waits for, so it takes part in them.
        if !opens { core.signalRoom() }
      }
      if opens { input.credit = .max }
    }
    node.onStandstill { [unowned(unsafe) input] in
      guard input.credit == 0 else { return false }
      standsStill = true
      return true
    }
  }
}

extension GraphBuilder {
  /// Keeps what arrives, to be looked at during and after the run. See ``Collect``.
  @discardableResult
  public func collect<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, limit: Int = 1 << 20, opensAfter gate: Gate = .open,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Collect<Payload> {
    let collect = Collect<Payload>(limit: limit, opensAfter: gate)
    node(name, settings) { node in connect(upstream, to: collect.port(node), options) }
    return collect
  }
}
