import Base

/// Why no listener could be started.
package enum HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The library that speaks HTTP cannot be loaded; the reason of the system.
  case noLibrary(String)
  /// No address of this machine.
  case address(host: String, detail: String)
  /// Somebody listens there already.
  case portInUse(host: String, port: UInt16)
  /// Only an administrator may listen there.
  case portNotAllowed(host: String, port: UInt16)
  /// A certificate or key that cannot be used.
  case certificate(String)
  /// The operating system refused.
  case system(SystemError)
  /// The library refused; its reason.
  case refused(String)

  /// What happened, and where.
  package var description: String {
    switch self {
    case .noLibrary(let reason): "libmicrohttpd cannot be loaded: \(reason)"
    case .address(let host, let detail): "\(host) is no address to listen on: \(detail)"
    case .portInUse(let host, let port): "somebody listens on \(host) port \(port) already"
    case .portNotAllowed(let host, let port): "listening on \(host) port \(port) is not allowed"
    case .certificate(let detail): "the certificate and its key cannot be used: \(detail)"
    case .system(let error): error.description
    case .refused(let reason): "the server did not start: \(reason)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .noLibrary: "install it with scripts/setup (Debian: libmicrohttpd12, Homebrew: libmicrohttpd)"
    case .address: "listen on 127.0.0.1, ::1, or an address that this machine has"
    case .portInUse: "choose another port; port 0 takes one that is free"
    case .portNotAllowed: "choose a port from 1024 on; port 0 takes one that is free"
    case .certificate: "give both in PEM, the key without a passphrase and belonging to the certificate"
    case .system, .refused: "see what the system says about it, and try again"
    }
  }
}
