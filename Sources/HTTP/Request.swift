#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One request, complete with its body.
package struct Request: Sendable {
  /// A name with a value, of the query or of the headers.
  package typealias Pair = (name: String, value: String)

  /// `GET`, `HEAD` or whatever the client sent.
  package let method: String
  /// The path without query, percent signs decoded.
  package let path: String
  /// The query in its order, percent signs decoded; a name without a value has an empty one.
  package let query: [Pair]
  /// The headers in their order.
  package let headers: [Pair]
  /// The body, within the limit of the listener.
  package let body: [UInt8]
  /// Who sent it.
  package let client: ClientAddress

  /// A request with all its parts; listeners make them, and tests.
  package init(
    method: String = "GET", path: String, query: [Pair] = [], headers: [Pair] = [], body: [UInt8] = [],
    client: ClientAddress = ClientAddress()
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.client = client
  }

  /// The first value of a name in the query, or nil.
  package func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The first header of a name, whatever its case, or nil.
  package func header(_ name: String) -> String? {
    headers.first { isSame($0.name.utf8, name.utf8) }?.value
  }

  private func isSame(_ one: String.UTF8View, _ other: String.UTF8View) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { lowered($0) == lowered($1) }
  }

  private func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }
}

/// The address of a client without its port: what its requests are counted by.
package struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
  private var high: UInt64 = 0
  private var low: UInt64 = 0
  private var isIPv6 = false

  /// The address of nobody.
  package init() {}

  init(_ address: UnsafePointer<sockaddr>) {
    let bytes = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET: low = UInt64(UInt32(bigEndian: bytes.load(as: sockaddr_in.self).sin_addr.s_addr))
    case AF_INET6:
      isIPv6 = true
      withUnsafeBytes(of: bytes.load(as: sockaddr_in6.self).sin6_addr) { words in
        high = UInt64(bigEndian: words.loadUnaligned(as: UInt64.self))
        low = UInt64(bigEndian: words.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
    default: break
    }
  }

  /// Whom a limit is for: the address itself, or of IPv6 the network of 64 bits that one client has to itself.
  package var network: ClientAddress {
    var network = self
    if isIPv6 { network.low = 0 }
    return network
  }

  /// `127.0.0.1`, or the eight groups of an IPv6 address.
  package var description: String {
    guard isIPv6 else {
      return [24, 16, 8, 0].map { String(low >> $0 & 255) }.joined(separator: ".")
    }
    return [high, low].flatMap { word in
      [48, 32, 16, 0].map { String(word >> $0 & 0xFFFF, radix: 16) }
    }.joined(separator: ":")
  }
}
