import Base
import CMicrohttpd

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
  private let house: House
  private let lock = Lock()
  private var daemon: OpaquePointer?
  private var housekeeper: SystemThread?

  /// Listens and serves. Throws when the library is absent, the port is taken or not allowed, the address is none of
  /// this machine, or the certificate cannot be used.
  package init(_ options: ListenerOptions, handler: @escaping @Sendable (Request) -> Response)
    throws(HTTPError)
  {
    if let reason = microhttpd_load() { throw .noLibrary(String(cString: reason)) }
    self.options = options
    let house = House(options, handler: handler)
    self.house = house
    let (descriptor, port) = try ListeningSocket.open(host: options.host, port: options.port)
    self.port = port
    do throws(HTTPError) {
      daemon = try start(descriptor)
    } catch {
      systemClose(descriptor)
      throw error
    }
    do throws(SystemError) {
      housekeeper = try SystemThread(for: "the connections of a server") { house.keep() }
    } catch {
      stop()
      throw .system(error)
    }
  }

  deinit { stop() }

  /// Connections that are open.
  package var connectionCount: Int { house.connectionCount }

  /// Connections accepted since the start.
  package var acceptedCount: UInt64 { house.accepted.load(ordering: .relaxed) }

  /// How often the last free place was taken; whoever came next had to wait.
  package var filledCount: UInt64 { house.filled.load(ordering: .relaxed) }

  /// Connections closed because a request took too long to arrive.
  package var expiredCount: UInt64 { house.expired.load(ordering: .relaxed) }

  /// Accepts nothing more, ends streams, answers what is owed, and closes everything at the latest after that many
  /// seconds. Returns when its threads have ended; may be called more than once.
  package func stop(within seconds: Double = 2) {
    let (daemon, housekeeper) = lock.withLock {
      defer { (self.daemon, self.housekeeper) = (nil, nil) }
      return (self.daemon, self.housekeeper)
    }
    if let daemon {
      let descriptor = microhttpd_quiesce(daemon)
      house.close(until: MonotonicClock.nanoseconds() + UInt64(max(0, seconds) * 1e9))
      microhttpd_stop(daemon)
      if descriptor >= 0 { systemClose(descriptor) }
    }
    housekeeper?.join()
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
    settings.context = Unmanaged.passUnretained(house).toOpaque()
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
}

/// `close(2)`, beside methods that are called the same.
private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
