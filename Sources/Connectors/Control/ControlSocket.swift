import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A Unix socket over which a running graph is told what to do: one line in, one line of JSON out.
///
/// For this user alone (mode 0600). A thread of its own serves a few clients at a time and cuts off the slow and the
/// idle; nobody can make it hold more than its limits. Lines that are no text are answered here, all others by the graph.
package final class ControlSocket: @unchecked Sendable {
  /// How much it bears with.
  package struct Limits: Sendable {
    /// The longest line in bytes.
    package var lineBytes = 65_536
    /// Clients at a time; further ones are told so and closed.
    package var clients = 16
    /// How long a client may take for a line, or for taking its answer.
    package var idleNanoseconds: UInt64 = 10_000_000_000

    /// The defaults: lines of 64 KiB, 16 clients, 10 s.
    package init() {}
  }

  /// A line that waits for its answer.
  struct Request: Sendable {
    let id: UInt64
    let line: String
  }

  /// Where it listens.
  package let path: String
  let limits: Limits
  let listener: Int32
  private let identity: UnixSocket.Identity
  private let lock = Lock()
  private var requests: [Request] = []
  private var answers: [(id: UInt64, line: [UInt8])] = []
  private var isClosing = false
  private var notify: (@Sendable () -> Void)?
  private var thread: SystemThread?
  /// A pipe that ends a wait of the serving thread.
  let (awake, waker): (Int32, Int32)

  /// Listens at `path`. Throws when somebody else does, when a file of another kind is there, or when the path is too
  /// long for a socket (about 100 bytes).
  package init(path: String, limits: Limits = Limits()) throws(ConnectorError) {
    self.path = path
    self.limits = limits
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(SystemError(operation: "make a pipe for", path: path)) }
    for end in ends { UnixSocket.prepare(end, isBlocking: false) }
    (awake, waker) = (ends[0], ends[1])
    do throws(ConnectorError) {
      (listener, identity) = try UnixSocket.listen(path, backlog: 16)
    } catch {
      for end in ends { closeDescriptor(end) }
      throw error
    }
    UnixSocket.prepare(listener, isBlocking: false)
    do throws(SystemError) {
      thread = try SystemThread(for: "control") { [unowned self] in serve() }
    } catch {
      release()
      throw .system(error)
    }
  }

  deinit { close() }

  /// Stops serving and removes the file; clients that wait are told that the run is over. May be called more than once.
  package func close() {
    let thread = lock.withLock {
      isClosing = true
      notify = nil
      defer { self.thread = nil }
      return self.thread
    }
    guard let thread else { return }
    wake()
    thread.join()
    release()
  }

  private func release() {
    if UnixSocket.identity(path) == identity { unlink(path) }
    for descriptor in [listener, awake, waker] { closeDescriptor(descriptor) }
  }

  // MARK: For the graph

  /// Has `body` called, by the serving thread, when requests have come.
  func onRequest(_ body: @escaping @Sendable () -> Void) { lock.withLock { notify = body } }

  /// The requests that have come, oldest first.
  func takeRequests() -> [Request] {
    lock.withLock {
      defer { requests.removeAll() }
      return requests
    }
  }

  /// Answers a request; ignored when its client has gone.
  func answer(_ id: UInt64, _ line: [UInt8]) {
    lock.withLock { answers.append((id, line)) }
    wake()
  }

  // MARK: For the serving thread

  func takeAnswers() -> (answers: [(id: UInt64, line: [UInt8])], isClosing: Bool) {
    lock.withLock {
      defer { answers.removeAll() }
      return (answers, isClosing)
    }
  }

  func hand(_ request: Request) {
    let call = lock.withLock {
      requests.append(request)
      return notify
    }
    call?()
  }

  private func wake() {
    var byte: UInt8 = 0
    // A full pipe wakes as well.
    _ = write(waker, &byte, 1)
  }
}

/// `close(2)`, beside the method of that name.
func closeDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
