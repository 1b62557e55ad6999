import Base
import HTTP

/// Who may ask: everybody without a token, else who names it.
///
/// The token comes as a bearer, or in the address. A page that is opened with it in the address is sent on without it,
/// with a cookie that stands for it; the cookie holds a secret of its own and ends with the server.
struct Access: Sendable {
  enum Verdict: Equatable {
    /// It may be answered.
    case granted
    /// The browser keeps this cookie and asks again without the token.
    case exchanged(cookie: String)
    /// It may not.
    case refused
  }

  private let token: [UInt8]?
  private let secret: [UInt8]
  private let cookieName: String
  private let isTLS: Bool

  /// An empty token is none.
  init(token: String?, isTLS: Bool) {
    self.token = token.flatMap { $0.isEmpty ? nil : Array($0.utf8) }
    var random = SystemRandomNumberGenerator()
    secret = Array((0..<4).map { _ in hexadecimalDigits(random.next()) }.joined().utf8)
    // Browsers give a cookie to every port of a host: servers tell theirs by the name.
    cookieName = "adhash_" + hexadecimalDigits(random.next()).prefix(8)
    self.isTLS = isTLS
  }

  var needsToken: Bool { token != nil }

  func verdict(_ request: Request, isPage: Bool) -> Verdict {
    guard let token else { return .granted }
    if let header = request.header("Authorization") {
      let parts = header.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .refused }
      return areEqual(Array(parts[1].utf8), token) ? .granted : .refused
    }
    if let given = request.query("token") {
      guard areEqual(Array(given.utf8), token) else { return .refused }
      return isPage ? .exchanged(cookie: cookie) : .granted
    }
    return hasCookie(request) ? .granted : .refused
  }

  private var cookie: String {
    "\(cookieName)=\(String(decoding: secret, as: UTF8.self)); Path=/; HttpOnly; SameSite=Strict"
      + (isTLS ? "; Secure" : "")
  }

  private func hasCookie(_ request: Request) -> Bool {
    for header in request.headers where header.name.lowercased() == "cookie" {
      for part in header.value.split(separator: ";") {
        let pair = part.drop { $0 == " " }
        guard pair.hasPrefix(cookieName + "=") else { continue }
        if areEqual(Array(pair.utf8.dropFirst(cookieName.utf8.count + 1)), secret) { return true }
      }
    }
    return false
  }
}

/// Whether two texts are equal, in a time that depends on the length of the given one alone: how long it takes tells
/// nothing about where they differ.
func areEqual(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
  var difference = given.count ^ expected.count
  for index in given.indices {
    let other = expected.isEmpty ? 0 : expected[index % expected.count]
    difference |= Int(given[index] ^ other)
  }
  return difference == 0
}
