/// Why a server gave no answer, or none that can be used.
package enum FetchError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not an address.
  case address(String)
  /// An address of another scheme than http.
  case unsupported(String)
  /// A token that no header can carry.
  case token
  /// A token that would travel in clear text to another machine.
  case exposedToken(host: String)
  /// The host has no address.
  case unknownHost(String, reason: String)
  /// Nobody listens, or the network refused.
  case unreachable(String, reason: String)
  /// No answer in time.
  case late(String)
  /// An answer longer than is read.
  case tooLong(limit: Int)
  /// Bytes that are no answer of HTTP.
  case malformed(String)

  /// What happened, and where.
  package var description: String {
    switch self {
    case .address(let text): "\(text) is not an address such as http://127.0.0.1:9090/"
    case .unsupported(let text): "\(text): this client speaks http only, not https"
    case .token: "the token has characters that no header may carry"
    case .exposedToken(let host): "the token would travel unencrypted to \(host)"
    case .unknownHost(let host, let reason): "\(host) has no address: \(reason)"
    case .unreachable(let address, let reason): "no connection to \(address): \(reason)"
    case .late(let address): "no answer from \(address) in time"
    case .tooLong(let limit): "the answer is longer than \(limit) bytes"
    case .malformed(let detail): "the answer is not HTTP: \(detail)"
    }
  }

  /// What to do about it.
  package var hint: String {
    switch self {
    case .address: "scheme, host and port, without user, query or fragment"
    case .unsupported: "forward the port over a secure channel and name the loopback address"
    case .token: "letters, digits and signs of ASCII"
    case .exposedToken:
      "forward the port over a secure channel and name the loopback address, or unset ADHASH_TOKEN"
    case .unknownHost, .unreachable: "see that the server runs and the address is right"
    case .late: "allow more with --timeout"
    case .tooLong: "ask for less at a time"
    case .malformed: "see that the port is that of hashmap-cli"
    }
  }
}
