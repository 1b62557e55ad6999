import Base
import HTTP
import Telemetry

/// A service on an address, until it is stopped.
package final class MetricsServer: Sendable {
  /// Where it listens, and what it bears with.
  package struct Options: Sendable {
    /// An address of this machine.
    package var host = "127.0.0.1"
    /// The port; 0 takes one that is free.
    package var port: UInt16 = 0
    /// Connections at a time.
    package var maxConnections = 2048
    /// Files with certificate and key in PEM; both or neither.
    package var certificatePath: String?
    /// The key of the certificate.
    package var keyPath: String?
    /// Names it answers to beside `localhost` and addresses in numbers; where there are none and others can reach it,
    /// any name.
    package var allowedHosts: [String] = []
    /// Whether others may reach it without token and TLS.
    package var allowsInsecureBind = false
    /// How it answers; whether it is reached over TLS is decided by the certificate.
    package var service = Service.Options()

    /// A free port of 127.0.0.1, without TLS.
    package init() {}
  }

  /// What answers.
  package let service: any Answering
  private let listener: Listener
  private let url: String

  /// Starts a server. Throws when others could reach it without token and TLS, when a file cannot be read, or when it
  /// cannot listen.
  package convenience init(
    _ options: Options, runs: Runs, registry: Registry, assets: Assets
  ) throws(ServerError) {
    try self.init(options, registry: registry) {
      Service(runs: runs, registry: registry, assets: assets, options: $0)
    }
  }

  /// Starts a server that answers with what `service` makes of the options in force.
  package init(
    _ options: Options, registry: Registry, service make: (Service.Options) -> any Answering
  ) throws(ServerError) {
    try Self.checkBind(options)
    var listening = ListenerOptions()
    listening.host = options.host
    listening.port = options.port
    listening.connections = options.maxConnections
    if let certificate = options.certificatePath, let key = options.keyPath {
      listening.certificate = (try Self.text(of: certificate), try Self.text(of: key))
    }
    var answering = options.service
    answering.isTLS = listening.certificate != nil
    if Self.isLoopback(options.host) || !options.allowedHosts.isEmpty {
      answering.ownNames = OwnNames(options.allowedHosts)
    }
    let service = make(answering)
    self.service = service
    listening.refusal = { service.refuse($0, $1) }
    do throws(HTTPError) {
      listener = try Listener(listening) { service.respond($0) }
    } catch { throw .listener(error) }
    let host = options.host.contains(":") ? "[\(options.host)]" : options.host
    url = "\(answering.isTLS ? "https" : "http")://\(host):\(listener.port)/"
    registry.beforeCollecting { [weak listener] in
      guard let listener else { return }
      service.gate.meter.connections.set(Double(listener.connectionCount))
      service.gate.meter.advance(.malformed, to: listener.expiredCount)
      service.gate.meter.advance(.tooManyConnections, to: listener.filledCount)
    }
  }

  /// Where the dashboard is: `http://127.0.0.1:8080/`.
  package var address: String { url }

  /// The port it listens on.
  package var port: UInt16 { listener.port }

  /// Ends streams, answers what is owed, and closes everything within two seconds.
  package func stop() { listener.stop() }

  /// Whether only this machine reaches an address.
  static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func checkBind(_ options: Options) throws(ServerError) {
    if (options.certificatePath == nil) != (options.keyPath == nil) { throw .halfCertificate }
    guard !isLoopback(options.host), !options.allowsInsecureBind else { return }
    let hasToken = !(options.service.token ?? "").isEmpty
    let hasTLS = options.certificatePath != nil
    let missing = [hasToken ? nil : "no token", hasTLS ? nil : "no TLS"].compactMap { $0 }
    guard missing.isEmpty else {
      throw .insecureBind(host: options.host, missing: missing.joined(separator: " and "))
    }
  }

  private static func text(of path: String) throws(ServerError) -> String {
    do throws(SystemError) {
      return String(decoding: try FileBytes.read(path: path, limit: 1 << 20), as: UTF8.self)
    } catch { throw .file(error) }
  }
}
