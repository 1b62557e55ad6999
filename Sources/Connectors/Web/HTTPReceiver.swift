import Base
import Dataflow
import Documents
import HTTP

/// A listener whose requests become messages of a graph. A request is answered at once: what the graph has taken with
/// 202, what it has no room for with 503.
package final class HTTPReceiver: @unchecked Sendable {
  /// How a body becomes a value.
  package enum Form: String, CaseIterable, Sendable {
    /// One value, as JSON says it.
    case json
    /// A text.
    case text
  }

  /// Where it listens, and for what.
  package struct Settings: Sendable {
    /// An address of this machine, or `localhost`.
    package var host = "127.0.0.1"
    /// The port; 0 takes one that is free.
    package var port: UInt16 = 0
    /// The one path that takes messages.
    package var path = "/"
    /// How bodies are read.
    package var form = Form.json
    /// The longest body in bytes.
    package var largestBody = 1 << 16
    /// Seconds a client is asked to wait when there is no room.
    package var retryAfter = 1

    /// JSON at `/` on a free port of 127.0.0.1.
    package init() {}
  }

  private let settings: Settings
  private let lock = Lock()
  private var listener: Listener?

  /// A receiver that does not listen yet.
  package init(_ settings: Settings) { self.settings = settings }

  /// The port it listens on; nil while it does not.
  package var port: UInt16? { lock.withLock { listener?.port } }

  /// Listens; from now on requests go into the graph.
  package func open(to inlet: Inlet<Value>) throws(HTTPError) {
    var options = ListenerOptions()
    options.host = settings.host
    options.port = settings.port
    options.bodyBytes = settings.largestBody
    let settings = settings
    let listener = try Listener(options) { request in Self.answer(request, settings, inlet) }
    lock.withLock { self.listener = listener }
  }

  /// Answers what is owed and listens no more. May be called more than once.
  package func close() {
    let listener = lock.withLock {
      defer { self.listener = nil }
      return self.listener
    }
    listener?.stop()
  }

  /// The answer to one request; a function of what was asked and of the room there is.
  static func answer(_ request: Request, _ settings: Settings, _ inlet: Inlet<Value>) -> Response {
    guard request.path == settings.path else {
      return Response(status: 404, text: "messages go to \(settings.path)\n")
    }
    guard request.method == "POST" || request.method == "PUT" else {
      return Response(
        status: 405, headers: [("Allow", "POST, PUT")],
        text: "\(request.method) brings no message; use POST\n")
    }
    guard request.body.count <= settings.largestBody else {
      return Response(status: 413, text: "the body is larger than \(settings.largestBody) bytes\n")
    }
    let value: Value
    switch settings.form {
    case .text:
      guard let text = String(validating: request.body, as: UTF8.self) else {
        return Response(status: 400, text: "the body is no UTF-8\n")
      }
      value = .text(text)
    case .json:
      do throws(DocumentError) {
        value = Value(try JSON.parse(request.body, file: "body"))
      } catch {
        return Response(status: 400, text: "\(error)\n")
      }
    }
    return offer(value, settings, inlet)
  }

  private static func offer(_ value: Value, _ settings: Settings, _ inlet: Inlet<Value>) -> Response {
    let result: PutResult
    do throws(DataflowError) {
      result = try inlet.offer(value)
    } catch {
      return Response(status: 422, text: "\(error)\n")
    }
    switch result {
    case .accepted, .replaced, .coalesced, .dropped: return Response(status: 202, text: "accepted\n")
    case .blocked:
      return Response(
        status: 503, headers: [("Retry-After", "\(settings.retryAfter)")], text: "no room now; try again\n")
    case .rejected:
      return Response(
        status: 503, headers: [("Retry-After", "\(settings.retryAfter)")],
        text: "the graph takes nothing more\n")
    }
  }
}
