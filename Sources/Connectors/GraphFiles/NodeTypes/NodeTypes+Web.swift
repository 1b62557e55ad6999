import Base
import Dataflow
import Documents
import HTTP

/// Nodes that speak HTTP.
extension NodeTypes {
  private static let time = NodeSetting.Kind.plain(.number(.above(0, to: 1e9)))

  static let web: [NodeType] = [
    NodeType(
      "http_in", .web,
      "Listens for HTTP requests and emits their bodies. Answers 202 when a message was taken, 503 with Retry-After when "
        + "there is no room, 400 for a body it cannot read, 413 for one too large, 405 for what is neither POST nor PUT, 404 "
        + "for another path. What was answered with 202 is delivered, also when the run is stopped. Only in real time.",
      out: [NodeType.Port(name: "out", help: "a value a request")],
      [
        .required("port", .plain(.integer(0...65_535)), "the port; 0 takes one that is free and says which"),
        .setting("host", .text, default: .text("127.0.0.1"), "the address to listen on"),
        .setting("path", .text, default: .text("/"), "the path that takes messages"),
        .setting(
          "body", .choice(HTTPReceiver.Form.allCases.map(\.rawValue)), default: .text("json"),
          "what bodies are: one JSON value, or a text"),
        .setting(
          "largest", .integer(1...1 << 24), default: .integer(1 << 16), "bytes a body may have"),
        .setting(
          "queue", .integer(1...1 << 20), default: .integer(1024),
          "messages that may wait; with more the answer is 503"),
        .setting(
          "retry_after_s", .integer(1...86_400), default: .integer(1), "what clients are then asked to wait"),
        .optional("count", .plain(.integer(1...Int(Int32.max))), "end after so many messages"),
      ],
      check: { options, fields in
        guard let path = options.text("path"), !path.hasPrefix("/") else { return }
        fields.note(
          "path of \(fields.subject) must begin with /, not \"\(path)\"",
          at: fields.table["path"]?.position ?? fields.table.position, key: "path", hint: "write \"/\(path)\""
        )
      }, make: receive
    ),
    NodeType(
      "http_out", .web,
      "Sends every value as an HTTP request, several at a time, in no order, and emits a record {status, body} for each that was "
        + "answered with 2xx. Without an answer in time, and after status 408, 429 and 5xx, it tries again, each time after "
        + "twice the pause, or after what Retry-After asks for, a minute at most. What is refused or tried in vain goes "
        + "to `dead`. Only in real time.",
      in: inPort,
      out: [
        NodeType.Port(name: "out", help: "the answers; need not be connected"),
        NodeType.Port(name: "dead", help: "records about values that were not sent; need not be connected"),
      ],
      [
        .required("url", .plain(.text), "where to, http or https"),
        .setting(
          "method", .choice(["POST", "PUT", "PATCH", "DELETE"]), default: .text("POST"),
          "the request's method"
        ),
        .setting(
          "body", .choice(["json", "text"]), default: .text("json"),
          "send values as JSON, or texts as they stand and everything else as JSON"),
        .setting("timeout_ms", .number(.above(0, to: 1e9)), default: .number(10_000), "time for one try"),
        .setting("tries", .integer(1...1000), default: .integer(3), "how often a request is tried"),
        .setting(
          "pause_ms", .number(.from(0, to: 60_000)), default: .number(100), "the pause before the second try"),
        .setting(
          "concurrency", .integer(1...64), default: .integer(4),
          "requests under way at a time; others wait before the node"),
        .setting(
          "largest_answer", .integer(1...1 << 24), default: .integer(1 << 20), "bytes an answer may have"),
      ],
      check: { options, fields in
        guard let url = options.text("url") else { return }
        let lower = url.lowercased()
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return }
        fields.note(
          "url of \(fields.subject) must begin with http:// or https://, not \"\(url)\"",
          at: fields.table["url"]?.position ?? fields.table.position, key: "url")
      }, make: send
    ),
  ]

  private static func receive(_ plan: NodePlan) {
    let world = plan.world
    if !world.isRealtime { world.realtimeNodes.append(plan.name) }
    var settings = HTTPReceiver.Settings()
    settings.host = plan.options.text("host") ?? settings.host
    settings.port = UInt16(clamping: plan.options.integer("port") ?? 0)
    settings.path = plan.options.text("path") ?? settings.path
    settings.form = plan.options.text("body").flatMap(HTTPReceiver.Form.init) ?? .json
    settings.largestBody = plan.options.integer("largest") ?? settings.largestBody
    settings.retryAfter = plan.options.integer("retry_after_s") ?? 1
    let receiver = HTTPReceiver(settings)
    let door = Door()
    var left = plan.options.integer("count")
    let name = plan.name
    let host = settings.host
    var requests: Input<Value>?
    plan.node { node in
      let out = node.output("out", Value.self)
      requests = node.input("requests", Value.self) { value, context in
        try out.emit(value)
        left = left.map { $0 - 1 }
        if left == 0 { context.finish() }
      }
      node.onStart { context in
        guard let inlet = door.inlet else { return }
        do throws(HTTPError) {
          try receiver.open(to: inlet)
        } catch {
          world.note(.listener(error))
          return context.stopGraph(error.description)
        }
        world.announce("\(name) listens on \(host) port \(receiver.port ?? 0)")
      }
      node.onStop { _ in receiver.close() }
    }
    if let requests {
      door.inlet = plan.builder.inlet(
        "\(plan.localName)-clients", to: requests,
        EdgeOptions(capacity: plan.options.integer("queue") ?? 1024))
    }
  }

  private static func send(_ plan: NodePlan) {
    if !plan.world.isRealtime { plan.world.realtimeNodes.append(plan.name) }
    var settings = HTTPSender.Settings(url: plan.options.text("url") ?? "")
    settings.method = plan.options.text("method") ?? settings.method
    let sendsJSON = plan.options.text("body") != "text"
    settings.contentType = sendsJSON ? "application/json" : "text/plain; charset=utf-8"
    settings.timeout = plan.options.nanoseconds("timeout_ms") ?? settings.timeout
    settings.tries = plan.options.integer("tries") ?? settings.tries
    settings.pause = plan.options.nanoseconds("pause_ms") ?? settings.pause
    settings.largestAnswer = plan.options.integer("largest_answer") ?? settings.largestAnswer
    let sender = HTTPSender(settings)
    let work = WorkerOptions(
      concurrency: plan.options.integer("concurrency") ?? 4, keepsOrder: false, hungLimit: 0)
    let workers = Workers<Value, Value>(work) { value in
      let answer = try sender.send(Array((sendsJSON ? value.json : value.description).utf8))
      return .record(
        Record([
          "status": .integer(Int64(answer.status)),
          "body": .text(String(decoding: answer.body, as: UTF8.self)),
        ]))
    }
    plan.add(workers) { node in
      node.convert("dead", from: DeadLetter.self, to: Value.self, Value.init)
      node.makeOptional("out")
      node.onStop { _ in sender.cancel() }
    }
  }
}

/// Lets a node reach the door that was made after it.
private final class Door {
  var inlet: Inlet<Value>?
}
