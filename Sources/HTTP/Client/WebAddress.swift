/// An address of the web in its parts, such as `https://alerts.example/hook?team=maps`.
package struct WebAddress: Equatable, Sendable {
  /// Whether it begins with `https`.
  package let isTLS: Bool
  /// Name or number of the host, without brackets.
  package let host: String
  /// The port, where none is named that of the scheme.
  package let port: UInt16
  /// Everything behind host and port: nothing, or what begins with a slash or a question mark.
  package let rest: String

  /// Reads an address. Throws for other schemes than http and https, for users and passwords, for fragments, and for
  /// characters that must be written with percent signs.
  package init(_ text: String) throws(FetchError) {
    let lower = text.lowercased()
    guard lower.hasPrefix("http://") || lower.hasPrefix("https://"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#")
    else { throw .address(text) }
    isTLS = lower.hasPrefix("https")
    let behind = text.dropFirst(isTLS ? 8 : 7)
    let end = behind.firstIndex { $0 == "/" || $0 == "?" } ?? behind.endIndex
    let authority = behind[..<end]
    let (host, portText) = Self.split(authority)
    guard !authority.contains("@"), let port = portText.isEmpty ? (isTLS ? 443 : 80) : UInt16(portText),
      port > 0, portText.utf8.allSatisfy({ (48...57).contains($0) }), !host.isEmpty,
      host.utf8.allSatisfy({ $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") })
    else { throw .address(text) }
    self.host = String(host)
    self.port = port
    rest = String(behind[end...])
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

  /// Host and port as the header `Host` has them: without the port of the scheme.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// Scheme, host and port: what may be shown of an address whose path is a secret.
  package var origin: String { "\(isTLS ? "https" : "http")://\(authority)" }

  /// Whether it names this machine: what is sent there is read by nobody else.
  package var isLoopback: Bool {
    let name = host.lowercased()
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return name == "localhost" || name == "::1"
      || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
