/// Why a server gave no answer, or none that can be used.
package enum FetchError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not an address.
  case address(String)
  /// A token that no header can carry.
  case token
  /// A token that would travel in clear text to another machine.
  case exposedToken(host: String)
  /// A token that would go to whoever answers in the name of another machine.
  case misdirectedToken(host: String)
  /// The library that asks cannot be loaded; the reason of the system.
  case noLibrary(String)
  /// The host has no address.
  case unknownHost(String, reason: String)
  /// Nobody listens, the network refused, or what came is no answer.
  case unreachable(String, reason: String)
  /// The certificate of the server does not count.
  case untrusted(String, reason: String)
  /// No answer in time.
  case late(String)
  /// An answer longer than is read.
  case tooLong(limit: Int)

  /// What happened, and where.
  package var description: String {
    switch self {
    case .address(let text): "\(text) is not an address such as http://127.0.0.1:9090/"
    case .token: "the token has characters that no header may carry"
    case .exposedToken(let host): "the token would travel unencrypted to \(host)"
    case .misdirectedToken(let host): "the token would go to whoever answers in the name of \(host)"
    case .noLibrary(let reason): "libcurl cannot be loaded: \(reason)"
    case .unknownHost(let host, let reason): "\(host) has no address: \(reason)"
    case .unreachable(let address, let reason): "no answer from \(address): \(reason)"
    case .untrusted(let address, let reason): "the certificate of \(address) does not count: \(reason)"
    case .late(let address): "no answer from \(address) in time"
    case .tooLong(let limit): "the answer is longer than \(limit) bytes"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .address: "scheme (http or https), host and port, without user, query or fragment"
    case .token: "letters, digits and signs of ASCII"
    case .exposedToken: "ask over https, or unset ADHASH_TOKEN"
    case .misdirectedToken: "name the certificate to trust with --cacert FILE instead of --insecure"
    case .noLibrary: "install it with scripts/setup (Debian: libcurl4, Homebrew: curl)"
    case .unknownHost, .unreachable: "see that the server runs and the address, with its scheme, is right"
    case .untrusted: "--cacert FILE names a certificate to trust; on this machine --insecure may do"
    case .late: "allow more with --timeout"
    case .tooLong: "ask for less at a time"
    }
  }
}
