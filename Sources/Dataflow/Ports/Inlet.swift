import Base

/// A door into a running graph for other threads. May be used from several at once.
public final class Inlet<Payload: Sendable>: @unchecked Sendable {
  let edge: Edge<Payload>

  init(_ edge: Edge<Payload>) { self.edge = edge }

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

  /// Says that nothing more will come because something has failed: news of it goes in behind what is queued, full or
  /// not.
  public func fail(_ failure: Failure) {
    edge.close(with: failure)
    edge.ring(edge.band.rawValue)
  }

  /// What the inlet's edge counted.
  public var statistics: EdgeStatistics { edge.statistics }
}
