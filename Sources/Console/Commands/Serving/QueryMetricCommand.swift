import Base
import Documents
import HTTP

/// `query-metric URL [PATH]`.
enum QueryMetricCommand {
  static let timeout = Flag<Double>.number(
    "timeout", "SECONDS", in: .above(0, to: 3600), default: 5, "How long to wait for the answer.")

  static let spec = CommandSpec(
    name: "query-metric",
    summary: "Ask a server for a document of JSON and print one value of it.",
    details: [
      """
      PATH leads from the document to the value: names with dots between them, places in brackets, from 0, and from -1 \
      at the end. Without it the whole document is printed. A text is printed bare, anything else as JSON. \
      \(ServerFlags.token) is sent along, to other machines over https only.
      """
    ],
    flags: [timeout.spec, TrustFlags.authority.spec, TrustFlags.insecure.spec],
    positionals: [
      PositionalSpec(name: "URL", help: "What to ask, such as http://127.0.0.1:9090/api/metrics."),
      PositionalSpec(name: "PATH", help: "Where the value stands.", isOptional: true),
    ],
    examples: [
      Example(
        purpose: "the load factor",
        line: "hashmap-cli query-metric http://127.0.0.1:9090/api/metrics backend_state.load_factor"),
      Example(
        purpose: "the slowest get of the newest frame",
        line: "hashmap-cli query-metric http://127.0.0.1:9090/api/metrics 'items[-1].latency_ms.get.max'"),
    ],
    failures: [
      FailureNote(
        label: .badInput, meaning: "The address or the path is wrong; the hint lists what is there."),
      FailureNote(label: .policy, meaning: "The server refused; its reason is passed on."),
      FailureNote(label: .io, meaning: "Nobody answered, or not with JSON."),
    ]
  ) { arguments, session throws(Failure) in
    let url = arguments.words[0]
    let path = arguments.words.count > 1 ? arguments.words[1] : ""
    let steps = try ValuePath.parse(path)
    let document = try fetch(url, arguments, session)
    let value = try ValuePath.follow(steps, in: document)
    var json = JSONWriter()
    value.render(into: &json)
    let bytes = json.bytes
    try session.succeed(text: (value.string ?? String(decoding: bytes, as: UTF8.self)) + "\n") { json in
      json.field("url", url)
      json.field("path", path)
      json.key("value")
      json.raw(bytes)
    }
  }

  private static func fetch(
    _ url: String, _ arguments: Arguments, _ session: Session
  ) throws(Failure) -> DocumentValue {
    let (address, question) = parts(of: url)
    let trust = try WebClient.Trust(arguments, url: url)
    let token = session.environment[ServerFlags.token].flatMap { $0.isEmpty ? nil : $0 }
    let answer = try Failure.wrapping { () throws(FetchError) in
      try Fetch(
        ServerAddress(address), token: token, timeout: UInt64(arguments[timeout] * 1e9),
        agent: "\(session.program.name)/\(session.program.version)", trust: trust
      ).get(question)
    }
    let document: DocumentValue
    do throws(DocumentError) {
      document = try JSON.parse(answer.body, file: url)
    } catch {
      throw .io(
        "\(url): the answer, of status \(answer.status), is not JSON", hint: "/openapi.json lists what is")
    }
    guard answer.status >= 400 else { return document }
    let problem = document.table
    throw .policy(
      "\(url): \(answer.status) \(problem?["detail"]?.string ?? "")", hint: problem?["hint"]?.string)
  }

  /// The address of the server, and the path with its query.
  private static func parts(of url: String) -> (address: String, question: String) {
    guard let scheme = url.firstRange(of: "://"),
      let slash = url[scheme.upperBound...].firstIndex(where: { $0 == "/" || $0 == "?" }), url[slash] == "/"
    else { return (url, "/") }
    return (String(url[..<slash]), String(url[slash...]))
  }
}

/// The way from a document to a value in it.
enum ValuePath {
  enum Step: Equatable {
    case name(String)
    case place(Int)
  }

  /// The steps of `items[0].latency_ms`; an empty text has none.
  static func parse(_ text: String) throws(Failure) -> [Step] {
    var steps: [Step] = []
    if text.isEmpty { return [] }
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      if let name = pieces.first, !name.isEmpty {
        steps.append(.name(String(name)))
      } else if pieces.count == 1 || !steps.isEmpty {
        throw wrong(text)
      }
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let place = Int(piece.dropLast()) else { throw wrong(text) }
        steps.append(.place(place))
      }
    }
    return steps
  }

  /// The value at the end of the steps.
  static func follow(_ steps: [Step], in document: DocumentValue) throws(Failure) -> DocumentValue {
    var value = document
    var way = ""
    for step in steps {
      switch step {
      case .name(let name):
        if let table = value.table, let next = table[name] {
          value = next
        } else if let list = value.array, let place = Int(name), list.indices.contains(place) {
          value = list[place]
        } else {
          throw lost(name, at: way, value)
        }
        way += way.isEmpty ? name : ".\(name)"
      case .place(let place):
        guard let list = value.array, list.indices.contains(place < 0 ? list.count + place : place) else {
          throw lost("[\(place)]", at: way, value)
        }
        value = list[place < 0 ? list.count + place : place]
        way += "[\(place)]"
      }
    }
    return value
  }

  private static func wrong(_ text: String) -> Failure {
    .badInput("\"\(text)\" is no path to a value", hint: "such as items[0].latency_ms.overall.p99")
  }

  private static func lost(_ step: String, at way: String, _ value: DocumentValue) -> Failure {
    let place = way.isEmpty ? "the document" : way
    let hint =
      switch value {
      case .table(let table): "it has \(table.members.prefix(40).map(\.key).joined(separator: ", "))"
      case .array(let list, _): "it has \(list.count) elements, from [0]"
      default: "it is \(value.shown)"
      }
    return .badInput("there is no \(step) in \(place)", hint: hint)
  }
}
