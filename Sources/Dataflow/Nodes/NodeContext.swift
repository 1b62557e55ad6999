import Base

/// What a handler may ask of the runtime. Valid only inside the node's own handlers.
public final class NodeContext {
  @usableFromInline unowned(unsafe) let core: NodeCore

  init(_ core: NodeCore) { self.core = core }

  /// The node's name.
  public var name: String { core.name }

  /// Nanoseconds on the executor's clock when this slice began.
  public var now: UInt64 { core.now }

  /// Headers of the message being handled; what is emitted now inherits its trace.
  public var headers: Headers { core.current }

  /// Which attempt at the message this is, from 1.
  public var attempt: Int { core.attempts + 1 }

  /// Whether the graph is shutting down and only drains.
  public var isDraining: Bool { core.scheduler?.isDraining ?? false }

  /// Messages left behind by this node's blocked outputs; a handler may emit less while it is not zero.
  public var isBlocked: Bool { core.parked > 0 }

  /// Ends the node after this call: `onEnd` runs, its outputs close, what still waits in its inputs is dropped.
  public func finish() { core.wantsEnd = true }

  /// Asks for one `onTick` at the given time, or at once if that has passed. Replaces an earlier request.
  public func wake(at moment: UInt64) {
    core.alarm = moment
    core.scheduler?.deadlineChanged(core)
  }

  /// Asks for one `onTick` after so many nanoseconds.
  public func wake(after nanoseconds: UInt64) {
    wake(at: later(core.now, nanoseconds))
  }

  /// Stops the graph with an error, whatever the node's error policy.
  public func stopGraph(_ reason: String) {
    core.isPaused = true
    core.scheduler?.fail(.handlerFailed(node: core.name, reason: reason))
  }

  /// Asks the graph to end gracefully.
  public func requestStop() { core.scheduler?.stop() }
}
