import Base
import Documents

/// One signal of Reactive Streams as a line of JSON: `{"signal":"request","n":3}`.
package enum SignalLine: Equatable, Sendable {
  case subscribe
  case request(Int)
  case cancel
  case onSubscribe
  case onNext(Value)
  case onError(String)
  case onComplete

  /// The most bytes a line may have.
  static let longest = 1 << 20

  /// Reads a line; `number` is its place in the stream, for the error.
  init(_ text: String, number: Int) throws(DocumentError) {
    let file = "standard input"
    let document = try JSON.parse(Array(text.utf8), file: file, line: number)
    func refused(_ detail: String, hint: String? = nil) -> DocumentError {
      DocumentError(
        file: file, line: number, column: document.position.column, detail: detail, hint: hint)
    }
    guard let name = document.table?["signal"]?.string else {
      throw refused("a signal is an object with signal", hint: "such as {\"signal\":\"request\",\"n\":1}")
    }
    switch name {
    case "subscribe": self = .subscribe
    case "request":
      guard let count = document.table?["n"]?.integer else { throw refused("request needs a whole number n") }
      self = .request(Int(count))
    case "cancel": self = .cancel
    case "onSubscribe": self = .onSubscribe
    case "onNext":
      guard let value = document.table?["value"] else { throw refused("onNext needs value") }
      self = .onNext(Value(value))
    case "onError": self = .onError(document.table?["message"]?.string ?? "")
    case "onComplete": self = .onComplete
    default:
      let known = ["subscribe", "request", "cancel", "onSubscribe", "onNext", "onError", "onComplete"]
      throw refused(
        "\"\(name)\" is not one of \(known.joined(separator: ", "))",
        hint: Spelling.nearest(name, in: known).map { "did you mean \($0)?" })
    }
  }

  /// The line, without its line feed.
  package var text: String {
    var json = JSONWriter()
    json.beginObject()
    switch self {
    case .subscribe: json.field("signal", "subscribe")
    case .request(let count):
      json.field("signal", "request")
      json.field("n", count)
    case .cancel: json.field("signal", "cancel")
    case .onSubscribe: json.field("signal", "onSubscribe")
    case .onNext(let value):
      json.field("signal", "onNext")
      json.key("value")
      value.write(to: &json)
    case .onError(let message):
      json.field("signal", "onError")
      json.field("message", message)
    case .onComplete: json.field("signal", "onComplete")
    }
    json.endObject()
    return json.text
  }
}

/// Writes signals as lines, from any thread; each is handed to the system at once.
final class SignalWriter: @unchecked Sendable {
  private let lock = Lock()
  private let writer: LineWriter
  private var failure: SystemError?

  init(descriptor: Int32) { writer = LineWriter(descriptor: descriptor) }

  /// Writes a line; false once the reader has gone.
  @discardableResult
  func write(_ signal: SignalLine) -> Bool {
    lock.withLock {
      guard failure == nil else { return false }
      do throws(SystemError) {
        try writer.write(line: signal.text)
        try writer.flush()
      } catch {
        failure = error
      }
      return failure == nil
    }
  }
}

/// Reads signals line by line until the end, or until somebody interrupts.
struct SignalReader {
  private let reader: LineFollower
  private var number = 0

  init(descriptor: Int32) {
    reader = LineFollower(descriptor: descriptor, neverWaits: false, longest: SignalLine.longest)
  }

  /// The next signal; nil at the end.
  mutating func next(isInterrupted: () -> Bool) throws(ConnectorError) -> SignalLine? {
    while !isInterrupted() {
      var step = LineFollower.Step.end
      do throws(SystemError) { step = try reader.next() } catch { throw .system(error) }
      switch step {
      case .end: return nil
      case .nothingYet: continue
      case .tooLong: throw .invalidSignal(refusal("a line of more than \(SignalLine.longest) bytes"))
      case .line(let text):
        number += 1
        if text.allSatisfy(\.isWhitespace) { continue }
        do throws(DocumentError) {
          return try SignalLine(text, number: number)
        } catch {
          throw .invalidSignal(error)
        }
      }
    }
    return nil
  }

  /// The error of a signal that does not belong here.
  func refusal(_ detail: String) -> DocumentError {
    DocumentError(file: "standard input", line: max(1, number), column: 1, detail: detail)
  }
}
