import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The credential of a live provider: from the environment, or from a file. Its text leaves this type only through
/// `Secrets`, which hide it.
package struct ProviderToken: Sendable, Equatable {
  /// The variable that holds the token itself.
  package static let variable = "G6_TOKEN"
  /// The variable that names its file.
  package static let fileVariable = "G6_TOKEN_FILE"
  /// The most bytes a token's file may have.
  package static let fileLimit = 65_536

  /// Where a token was found.
  package enum Source: Sendable, Equatable {
    /// A variable of the environment by its name.
    case environment(String)
    /// A file by its path.
    case file(String)
  }

  /// Where it was found; nil without a token.
  package let source: Source?
  /// When it ends, where its file says so: nanoseconds since 1970-01-01T00:00:00Z.
  package let expires: Int64?
  /// Whether nobody but its owner may read the file; nil for the environment.
  package let isPrivate: Bool?
  private let text: String?

  /// Whether there is one.
  package var isPresent: Bool { text != nil }

  /// Whether it has ended; nil when it does not say.
  package func isExpired(at now: Int64) -> Bool? { expires.map { $0 <= now } }

  /// Takes the token out of texts, together with other credentials of the environment.
  package func secrets(environment: [String: String]) -> Secrets {
    Secrets(environment: environment, besides: text.map { [$0] } ?? [])
  }

  /// Looks for a token: in a file that is named, by the argument or by `G6_TOKEN_FILE`, then in `G6_TOKEN`.
  ///
  /// A file holds the token alone, or an object of JSON with `token` (or `access_token`) and optionally `expires`: a moment
  /// such as 2026-11-21T00:30:00Z, or seconds since 1970. A token that is a JSON Web Token (RFC 7519) says itself when it
  /// expires, where nothing else does; its signature is the provider's business.
  /// - Throws: kind `storage` for a file that cannot be read, `config` for one that holds neither. No message contains what the file holds.
  package static func find(file: String?, environment: [String: String]) throws(MarketError) -> ProviderToken
  {
    if let path = file ?? environment[fileVariable], !path.isEmpty { return try ProviderToken(file: path) }
    if let text = environment[variable], !text.isEmpty {
      return ProviderToken(
        source: .environment(variable), expires: expiry(of: text), isPrivate: nil, text: text)
    }
    return ProviderToken(source: nil, expires: nil, isPrivate: nil, text: nil)
  }

  /// Seconds since 1970, in nanoseconds.
  private static func moment(_ value: DocumentValue?) -> Int64? {
    guard let seconds = value?.number, seconds > 0, seconds < 9e9 else { return nil }
    return Int64(seconds) * 1_000_000_000
  }

  /// The member `exp` of a JSON Web Token; nil for any other token.
  private static func expiry(of token: String) -> Int64? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    // Base64 with two other digits and without padding (RFC 4648, section 5).
    guard parts.count == 3, !parts[1].contains(where: { "+/=".contains($0) }) else { return nil }
    let digits = parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
    let padding = String(repeating: "=", count: (4 - digits.count % 4) % 4)
    guard let claims = Base64.decode(String(digits) + padding) else { return nil }
    do throws(DocumentError) { return moment(try JSON.parse(claims, file: "").table?["exp"]) } catch {
      return nil
    }
  }

  private init(source: Source?, expires: Int64?, isPrivate: Bool?, text: String?) {
    (self.source, self.expires, self.isPrivate, self.text) = (source, expires, isPrivate, text)
  }

  private init(file path: String) throws(MarketError) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: Self.fileLimit)
    } catch {
      throw MarketError(.storage, "token: \(error)")
    }
    func refuse(_ reason: String) -> MarketError {
      MarketError(
        .config, "token file \(path): \(reason)",
        hint: "write the token alone, or {\"token\": \"…\", \"expires\": \"2026-11-21T00:30:00Z\"}")
    }
    var facts = stat()
    let isPrivate = stat(path, &facts) == 0 ? facts.st_mode & 0o077 == 0 : nil
    guard let content = String(validating: bytes, as: UTF8.self) else { throw refuse("it is not UTF-8 text") }
    let words = content.split { $0 == " " || $0 == "\t" || $0.isNewline }
    guard let first = words.first else { throw refuse("it is empty") }
    guard first.hasPrefix("{") else {
      guard words.count == 1 else { throw refuse("it holds more than a token") }
      self.init(
        source: .file(path), expires: Self.expiry(of: String(first)), isPrivate: isPrivate,
        text: String(first))
      return
    }
    let document: DocumentValue
    do throws(DocumentError) {
      document = try JSON.parse(bytes, file: path)
    } catch {
      // What the parser found might be a part of the token.
      throw refuse("it is no JSON at line \(error.line), column \(error.column)")
    }
    guard let token = (document.table?["token"] ?? document.table?["access_token"])?.string, !token.isEmpty
    else {
      throw refuse("it has no member \"token\"")
    }
    var expires = Self.expiry(of: token)
    if let value = document.table?["expires"] {
      expires = value.string.map { WallClock.nanoseconds(iso8601: $0) } ?? Self.moment(value)
      guard expires != nil else {
        throw refuse("\"expires\" is neither a moment such as 2026-11-21T00:30:00Z nor seconds")
      }
    }
    self.init(source: .file(path), expires: expires, isPrivate: isPrivate, text: token)
  }
}
