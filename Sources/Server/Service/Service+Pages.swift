import Base
import HTTP

/// What answers have in common, and the files of the dashboard.
extension Service {
  static let methods = "GET, HEAD, OPTIONS"
  static let jsonType = "application/json; charset=utf-8"

  /// On every answer.
  static let plainHeaders: [Response.Header] = [
    ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Vary", "Accept-Encoding"),
  ]

  /// On everything a browser shows or runs: nothing but this server's own files, and no frame around them.
  static let pageHeaders: [Response.Header] =
    plainHeaders + [
      (
        "Content-Security-Policy",
        """
        default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
        font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """
      ),
      ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

  /// An answer that holds for the moment it is made.
  func json(_ status: Int, _ bytes: [UInt8], _ headers: [Response.Header] = []) -> Response {
    Response(
      status: status, type: Self.jsonType,
      headers: [("Cache-Control", "no-store")] + Self.plainHeaders + headers, bytes)
  }

  /// Everything that is refused.
  func problem(
    _ status: Int, _ error: String, _ detail: String, hint: String, _ headers: [Response.Header] = []
  ) -> Response {
    let answers = Answers(nil, generatedAt: Double(WallClock.nanoseconds()) / 1e9)
    return json(status, answers.problem(error, detail: detail, hint: hint), headers)
  }

  func unauthorized(_ request: Request, _ route: Route) -> Response {
    let challenge: Response.Header = ("WWW-Authenticate", "Bearer realm=\"adhash\"")
    guard route.label == .root, request.header("Accept")?.contains("text/html") == true else {
      return problem(
        401, "unauthorized", "the token is missing or wrong",
        hint: "send Authorization: Bearer TOKEN, or open /?token=TOKEN in a browser", [challenge])
    }
    return Response(
      status: 401, type: "text/html; charset=utf-8",
      headers: [challenge, ("Cache-Control", "no-store")] + Self.pageHeaders, Array(Self.door.utf8))
  }

  /// The page's address with everything but the token.
  static func withoutToken(_ request: Request) -> String {
    func escaped(_ text: String) -> String {
      let digits = Array("0123456789ABCDEF")
      return String(
        text.utf8.flatMap { byte -> [Character] in
          let letter = Character(UnicodeScalar(byte))
          if byte < 128, letter.isLetter || letter.isNumber || "-._~,:".contains(letter) { return [letter] }
          return ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        })
    }
    let rest = request.query.filter { $0.name != "token" }
    if rest.isEmpty { return "/" }
    return "/?" + rest.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
  }

  /// What a browser shows that has no token.
  private static let door = """
    <!doctype html>
    <html lang="en"><meta charset="utf-8"><title>Adhash</title>
    <h1>A token is needed</h1>
    <form action="/" method="get"><label>Token <input name="token" type="password" autofocus></label>
    <button>Open</button></form>
    </html>

    """

  /// An answer as gzip where that pays and is accepted.
  func packed(
    _ bytes: [UInt8], type: String, compress: Bool, _ headers: [Response.Header]
  ) -> Response {
    if compress, bytes.count >= Gzip.least, let packed = Gzip.compress(bytes), packed.count < bytes.count {
      return Response(type: type, headers: headers + [("Content-Encoding", "gzip")], packed)
    }
    return Response(type: type, headers: headers, bytes)
  }

  func notModified(_ tag: String) -> Response {
    Response(
      status: 304, headers: [("ETag", tag), ("Cache-Control", "no-cache")] + Self.plainHeaders,
      body: .bytes([]))
  }

  /// Whether an `If-None-Match` names a tag, or any; weak and strong tags count alike here.
  func isNamed(_ tag: String, in header: String) -> Bool {
    func bare(_ tag: some StringProtocol) -> String {
      let trimmed = tag.trimming(while: { $0 == " " })
      return trimmed.hasPrefix("W/") ? String(trimmed.dropFirst(2)) : String(trimmed)
    }
    return header.split(separator: ",").contains { bare($0) == bare(tag) || bare($0) == "*" }
  }

  // MARK: Files

  func page(_ request: Request) -> Response {
    guard let asset = assets.asset("/") else {
      return problem(
        404, "no_page", "this build has no dashboard", hint: "/openapi.json lists what there is")
    }
    return serve(asset, "/", request)
  }

  func file(_ request: Request) -> Response {
    if let asset = assets.asset(request.path) { return serve(asset, request.path, request) }
    if let library = assets.missing(request.path) {
      return problem(
        404, "not_installed",
        "\(request.path) comes from the package \(library.package), which is not installed",
        hint: "install it with scripts/setup, or: \(library.command)")
    }
    return problem(
      404, "not_found", "there is no file \(request.path.prefix(200))", hint: "the page names its files")
  }

  private func serve(_ asset: Assets.Asset, _ path: String, _ request: Request) -> Response {
    let isCompressed = Gzip.isAccepted(request.header("Accept-Encoding"))
    let tag = "W/\"\(asset.tag)\(isCompressed ? "z" : "")\""
    if let asked = request.header("If-None-Match"), isNamed(tag, in: asked) { return notModified(tag) }
    return files.response(path + (isCompressed ? " gzip" : "")) {
      packed(
        asset.bytes, type: asset.type, compress: isCompressed,
        [("Cache-Control", "no-cache"), ("ETag", tag)] + Self.pageHeaders)
    }
  }
}

/// Answers that never change, each made once. There are as many as there are files.
final class FixedAnswers: @unchecked Sendable {
  private let lock = Lock()
  private var responses: [String: Response] = [:]

  func response(_ name: String, _ make: () -> Response) -> Response {
    if let response = lock.withLock({ responses[name] }) { return response }
    let response = make()
    lock.withLock { responses[name] = response }
    return response
  }
}

extension StringProtocol {
  /// Without the characters at both ends that fulfil the condition.
  func trimming(while condition: (Character) -> Bool) -> SubSequence {
    guard let first = firstIndex(where: { !condition($0) }), let last = lastIndex(where: { !condition($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
