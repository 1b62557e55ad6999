import Base

/// A door into a running graph for other threads. May be used from several at once.
public final class Inlet<Payload: Sendable>: @unchecked Sendable {
  let edge: Edge<Payload>
  /// Keeps the node at the edge's end: a door outlives the graph that it led to.
  private let core: NodeCore

  init(_ edge: Edge<Payload>, _ core: NodeCore) {
    self.edge = edge
    self.core = core
  }

  /// Offers a payload; decided by the edge's policy at once. `.blocked` means that nothing was taken: try again, or
  /// wait for ``onRoom(_:)``. Throws where the edge refuses the payload.
  @discardableResult
  public func offer(_ payload: Payload, headers: Headers = Headers()) throws(DataflowError) -> PutResult {
    try edge.put(Message(payload, headers: headers))
  }

  /// Sends a control message, which overtakes everything queued.
  @discardableResult
  public func send(_ signal: Signal) throws(DataflowError) -> PutResult {
    try edge.put(Message(.control(signal)))
  }

  /// Calls `body` once, when the full edge has room again, from a thread of the graph; returns false when there is room
  /// already, and nothing will be called.
  public func onRoom(_ body: @escaping @Sendable () -> Void) -> Bool {
    edge.whenRoom(body)
  }

  /// Says that nothing more will come. What is queued is still delivered.
  public func close() {
    edge.close()
    edge.ring(edge.band.rawValue)
  }

  /// What the inlet's edge counted.
  public var statistics: EdgeStatistics { edge.statistics }
}
