import Base

/// Asynchronous ways in.
extension Inlet {
  /// Offers a payload and waits while the edge is full. False when the graph takes nothing any more, or the task was
  /// cancelled while it waited. Throws where the edge refuses the payload.
  public func put(_ payload: Payload, headers: Headers = Headers()) async throws(DataflowError) -> Bool {
    while true {
      switch try offer(payload, headers: headers) {
      case .blocked:
        await room()
        if Task.isCancelled { return false }
      case .rejected: return false
      case .accepted, .dropped, .replaced, .coalesced: return true
      }
    }
  }

  /// Waits until the full edge has room, the run is over or the task is cancelled.
  private func room() async {
    let waiter = RoomWaiter()
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        waiter.hold(continuation)
        if !onRoom({ waiter.release() }) { waiter.release() }
      }
    } onCancel: {
      waiter.release()
    }
  }

  /// Puts every element of a sequence into the graph, as fast as that takes them, then closes the door. Returns early
  /// when the graph takes nothing any more. When the sequence throws, news of the failure goes into the graph, the door
  /// closes, and the error is thrown on. Runs in the caller's task.
  public func feed<S: AsyncSequence>(_ sequence: S) async throws where S.Element == Payload {
    do {
      for try await element in sequence {
        guard try await put(element) else { break }
      }
    } catch {
      fail(Failure(node: edge.id, reason: "\(error)"))
      throw error
    }
    close()
  }
}

/// One wait for room, ended once by whoever comes first.
private final class RoomWaiter: @unchecked Sendable {
  private let lock = Lock()
  private var continuation: CheckedContinuation<Void, Never>?
  private var isReleased = false

  func hold(_ continuation: CheckedContinuation<Void, Never>) {
    let isOver = lock.withLock {
      if !isReleased { self.continuation = continuation }
      return isReleased
    }
    if isOver { continuation.resume() }
  }

  func release() {
    let continuation = lock.withLock {
      isReleased = true
      defer { self.continuation = nil }
      return self.continuation
    }
    continuation?.resume()
  }
}
