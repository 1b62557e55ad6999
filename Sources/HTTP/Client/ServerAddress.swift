/// Where a server of ours answers: the parts of an address such as `http://127.0.0.1:9090/`.
package struct ServerAddress: Equatable, Sendable, CustomStringConvertible {
  /// Name or number of the host, without brackets.
  package let host: String
  /// The port.
  package let port: UInt16
  /// What stands before every path of the interface, without a slash at its end.
  package let prefix: String

  /// Reads an address; a path of the interface itself (`/api/metrics`) at its end is left out.
  ///
  /// Throws for other schemes than http, users and passwords, queries, and what cannot be an address.
  package init(_ text: String) throws(FetchError) {
    let lower = text.lowercased()
    if lower.hasPrefix("https://") { throw .unsupported(text) }
    guard lower.hasPrefix("http://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .address(text)
    }
    let rest = text.dropFirst("http://".count)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    var path = rest[slash...]
    guard !authority.contains("@"), !path.contains("?"), !path.contains("#") else { throw .address(text) }
    for known in ["/api/metrics/history", "/api/metrics", "/api/frames"] where path.hasSuffix(known) {
      path = path.dropLast(known.count)
      break
    }
    while path.hasSuffix("/") { path = path.dropLast() }
    let (host, portText) = Self.split(authority)
    guard let port = portText.isEmpty ? 80 : UInt16(portText), port > 0, !host.isEmpty,
      host.utf8.allSatisfy({ $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") })
    else { throw .address(text) }
    self.host = String(host)
    self.port = port
    prefix = String(path)
  }

  /// Host and port; the host of version 6 stands in brackets.
  private static func split(_ authority: Substring) -> (host: Substring, port: Substring) {
    if authority.first == "[", let end = authority.firstIndex(of: "]") {
      let rest = authority[authority.index(after: end)...]
      let host = authority[authority.index(after: authority.startIndex)..<end]
      if rest.isEmpty { return (host, "") }
      return rest.first == ":" && rest.count > 1 ? (host, rest.dropFirst()) : ("", "")
    }
    guard let colon = authority.firstIndex(of: ":") else { return (authority, "") }
    let port = authority[authority.index(after: colon)...]
    return port.isEmpty ? ("", "") : (authority[..<colon], port)
  }

  /// Host and port as the header `Host` has them.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 80 ? name : "\(name):\(port)"
  }

  /// The address with its scheme.
  package var description: String { "http://\(authority)\(prefix)/" }

  /// Whether it names this machine: what is sent there is read by nobody else.
  package var isLoopback: Bool {
    let name = host.lowercased()
    return name == "localhost" || name == "::1"
      || name.hasPrefix("127.") && name.allSatisfy { $0.isNumber || $0 == "." }
  }
}
