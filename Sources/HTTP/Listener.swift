import Base
import CMicrohttpd
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An HTTP/1.1 server on one address and port.
///
/// It answers from threads of its own until ``stop(within:)``. The handler is called by those threads and must not
/// wait; what takes time is answered with ``PendingResponse`` or ``StreamBody``. Connections, headers, bodies and time
/// are bounded by ``ListenerOptions``.
package final class Listener: @unchecked Sendable {
  /// The port it listens on, the real one where 0 was asked for.
  package let port: UInt16
  /// The options it was started with.
  package let options: ListenerOptions
  let handler: @Sendable (Request) -> Response
  private let lock = ConditionLock()
  private var daemon: OpaquePointer?
  private var connections: [ObjectIdentifier: Connection] = [:]
  private var rests: [ObjectIdentifier: Rest] = [:]
  private var isStopping = false
  private var housekeeper: SystemThread?
  private let accepted = Atomic<UInt64>(0)
  private let expired = Atomic<UInt64>(0)

  /// Listens and serves. Throws when the library is absent, the port is taken or not allowed, the address is none of
  /// this machine, or the certificate cannot be used.
  package init(_ options: ListenerOptions, handler: @escaping @Sendable (Request) -> Response)
    throws(HTTPError)
  {
    if let reason = microhttpd_load() { throw .noLibrary(String(cString: reason)) }
    self.options = options
    self.handler = handler
    let (descriptor, port) = try ListeningSocket.open(host: options.host, port: options.port)
    self.port = port
    do throws(HTTPError) {
      daemon = try start(descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    do throws(SystemError) {
      housekeeper = try SystemThread(for: "the connections of a server") { [unowned self] in keepHouse() }
    } catch {
      stop()
      throw .system(error)
    }
  }

  deinit { stop() }

  /// Connections that are open.
  package var connectionCount: Int { lock.withLock { connections.count } }

  /// Connections accepted since the start.
  package var acceptedCount: UInt64 { accepted.load(ordering: .relaxed) }

  /// Connections closed because a request took too long to arrive.
  package var expiredCount: UInt64 { expired.load(ordering: .relaxed) }

  /// Accepts nothing more, ends streams, answers what is owed, and closes everything at the latest after that many
  /// seconds. Returns when its threads have ended; may be called more than once.
  package func stop(within seconds: Double = 2) {
    let (daemon, sleeping) = lock.withLock {
      isStopping = true
      defer { self.daemon = nil }
      return (self.daemon, Array(rests.values))
    }
    lock.broadcast()
    guard let daemon else { return }
    let descriptor = microhttpd_quiesce(daemon)
    for rest in sleeping { rest.stop() }
    let deadline = MonotonicClock.nanoseconds() + UInt64(max(0, seconds) * 1e9)
    // Those that only keep their connection alive are not waited for.
    lock.wait(until: deadline) { connections.values.allSatisfy { !$0.isAnswering } }
    microhttpd_stop(daemon)
    if descriptor >= 0 { close(descriptor) }
    housekeeper?.join()
    housekeeper = nil
  }

  private func start(_ descriptor: Int32) throws(HTTPError) -> OpaquePointer {
    var complaint = [CChar](repeating: 0, count: 512)
    var settings = microhttpd_settings()
    settings.socket = descriptor
    settings.threads = UInt32(max(1, options.threads))
    settings.connections = UInt32(max(1, options.connections))
    settings.idle_seconds = UInt32(max(1, options.idleSeconds))
    // Room for a header that is too long, so that it is still answered, and for pieces of streams.
    settings.connection_bytes = max(options.headerBytes, 8 << 10) * 3
    settings.answer = answerRequest
    settings.completed = completeRequest
    settings.connection = noteConnection
    settings.context = Unmanaged.passUnretained(self).toOpaque()
    func begin(_ chain: UnsafePointer<CChar>?, _ key: UnsafePointer<CChar>?) -> OpaquePointer? {
      settings.certificate = chain
      settings.key = key
      return microhttpd_start(&settings, &complaint, complaint.count)
    }
    let started: OpaquePointer? =
      if let (chain, key) = options.certificate {
        chain.withCString { chain in key.withCString { begin(chain, $0) } }
      } else {
        begin(nil, nil)
      }
    if let started { return started }
    let bytes = complaint.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let reason = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
    throw options.certificate == nil
      ? .refused(reason ?? "no reason was given") : .certificate(reason ?? "no reason was given")
  }

  // MARK: Connections

  func add(_ connection: Connection) {
    accepted.wrappingAdd(1, ordering: .relaxed)
    lock.withLock { connections[ObjectIdentifier(connection)] = connection }
  }

  func remove(_ connection: Connection) {
    lock.withLock { _ = connections.removeValue(forKey: ObjectIdentifier(connection)) }
    lock.broadcast()
  }

  /// Somebody who stops wants to hear when an answer is out.
  func noteAnswered() {
    if lock.withLock({ isStopping }) { lock.broadcast() }
  }

  /// From now on a rest is woken by a stop.
  func add(_ rest: Rest) {
    let isLate = lock.withLock {
      rests[ObjectIdentifier(rest)] = rest
      return isStopping
    }
    if isLate { rest.stop() }
  }

  func remove(_ rest: Rest) {
    lock.withLock { _ = rests.removeValue(forKey: ObjectIdentifier(rest)) }
  }

  /// Closes connections whose request does not come to an end, and lets streams send their heartbeat.
  private func keepHouse() {
    let patience = UInt64(max(1, options.requestSeconds)) * 1_000_000_000
    let pause = min(patience / 4, 1_000_000_000)
    while true {
      lock.wait(until: MonotonicClock.nanoseconds() + pause) { isStopping }
      let now = MonotonicClock.nanoseconds()
      let (isOver, sleeping) = lock.withLock {
        // Under the lock no connection leaves, so the descriptors are still theirs.
        for connection in connections.values where connection.expire(after: patience, now: now) {
          expired.wrappingAdd(1, ordering: .relaxed)
        }
        return (isStopping, Array(rests.values))
      }
      if isOver { return }
      for rest in sleeping { rest.beat(after: StreamBody.heartbeatNanoseconds, now: now) }
    }
  }
}
