import HTTP

/// The names under which a server answers. A page on the web can give its own name the address of this machine and then
/// read what a browser gets from here; its requests still say that name in their header `Host`.
package struct OwnNames: Sendable {
  private let names: Set<String>

  /// The names a server answers to, in any case, beside addresses in numbers and `localhost`.
  package init(_ names: some Sequence<String>) { self.names = Set(names.map { $0.lowercased() }) }

  /// Whether a request is meant for this server. Addresses in numbers cannot be given to another; a client without the
  /// header is no browser.
  func accept(_ request: Request) -> Bool {
    request.headers.allSatisfy {
      $0.name.utf8.count != 4 || $0.name.lowercased() != "host" || holds($0.value)
    }
  }

  /// Whether a header's value, with or without a port, names this server.
  func holds(_ host: String) -> Bool {
    let bytes = host.utf8
    if bytes.first == UInt8(ascii: "[") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let isAddress = bytes[bytes.index(after: bytes.startIndex)..<end].allSatisfy { byte in
        byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || isHexadecimal(byte)
      }
      return isAddress && isPort(bytes[bytes.index(after: end)...])
    }
    let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    guard isPort(bytes[colon...]) else { return false }
    if isIPv4(bytes[..<colon]) { return true }
    var name = host[..<colon].lowercased()
    // A dot at the end only says that the name is complete.
    if name.hasSuffix(".") { name.removeLast() }
    return name == "localhost" || name.hasSuffix(".localhost") || names.contains(name)
  }

  /// Nothing, or a colon and a number.
  private func isPort(_ text: Substring.UTF8View) -> Bool {
    text.isEmpty
      || text.first == UInt8(ascii: ":") && text.count <= 6 && text.dropFirst().allSatisfy(isDigit)
  }

  private func isIPv4(_ text: Substring.UTF8View) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(isDigit) }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 32)
  }
}
