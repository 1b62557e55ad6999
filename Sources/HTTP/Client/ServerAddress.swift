/// Where a server of ours answers: the parts of an address such as `http://127.0.0.1:9090/`.
package struct ServerAddress: Equatable, Sendable, CustomStringConvertible {
  private let web: WebAddress
  /// What stands before every path of the interface, without a slash at its end.
  package let prefix: String

  /// Reads an address; a path of the interface itself (`/api/metrics`) at its end is left out.
  ///
  /// Throws for other schemes than http and https, users and passwords, queries, and what cannot be an address.
  package init(_ text: String) throws(FetchError) {
    web = try WebAddress(text)
    var path = web.rest[...]
    guard !path.contains("?") else { throw .address(text) }
    for known in ["/api/metrics/history", "/api/metrics", "/api/frames"] where path.hasSuffix(known) {
      path = path.dropLast(known.count)
      break
    }
    while path.hasSuffix("/") { path = path.dropLast() }
    prefix = String(path)
  }

  /// Equal are addresses that lead to the same place, whatever path they named.
  package static func == (left: ServerAddress, right: ServerAddress) -> Bool {
    left.description == right.description
  }

  /// Whether it begins with `https`.
  package var isTLS: Bool { web.isTLS }

  /// Name or number of the host, without brackets.
  package var host: String { web.host }

  /// The port.
  package var port: UInt16 { web.port }

  /// Host and port as the header `Host` has them.
  package var authority: String { web.authority }

  /// The address with its scheme.
  package var description: String { "\(web.origin)\(prefix)/" }

  /// Whether it names this machine: what is sent there is read by nobody else.
  package var isLoopback: Bool { web.isLoopback }
}
