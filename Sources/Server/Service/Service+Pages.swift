import Base
import HTTP

/// The files of the dashboard.
extension Service {
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
        [("Cache-Control", "no-cache"), ("ETag", tag)] + Common.pageHeaders)
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
