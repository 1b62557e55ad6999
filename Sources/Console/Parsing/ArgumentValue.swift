/// A flag's value once its text has been checked against the flag's kind.
enum ArgumentValue: Equatable, Sendable {
  case on
  case off
  case text(String)
  /// Bytes of any kind.
  case data([UInt8])
  case integer(Int)
  case number(Double)

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var data: [UInt8]? { if case .data(let bytes) = self { bytes } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// The value as a configuration reads it: `true`, a number in digits, or the text.
  var plain: String {
    switch self {
    case .on: "true"
    case .off: "false"
    case .text(let text): text
    case .data(let bytes): String(decoding: bytes, as: UTF8.self)
    case .integer(let value): String(value)
    case .number(let value): Numbers.plain(value)
    }
  }
}

/// Why a text is not a value of some kind.
struct ValueProblem: Error, Equatable {
  let detail: String
  var hint: String?
}

extension ValueKind {
  /// Checks a typed word against the kind. All but `data` must be UTF-8.
  func parse(_ word: CommandWord) throws(ValueProblem) -> ArgumentValue {
    if case .data = self { return .data(word.bytes) }
    guard word.isText else {
      throw ValueProblem(
        detail: "\"\(word.text)\" is not UTF-8 text",
        hint: "only keys and values of entries may be other bytes")
    }
    return try parse(word.text)
  }

  /// Checks a typed text against the kind.
  func parse(_ text: String) throws(ValueProblem) -> ArgumentValue {
    switch self {
    case .data: return .data(Array(text.utf8))
    case .text, .file, .directory:
      if text.isEmpty { throw ValueProblem(detail: "the value is empty") }
      return .text(text)
    case .choice(let choices):
      let names = choices.map(\.name)
      if names.contains(text) { return .text(text) }
      throw ValueProblem(
        detail: "\"\(text)\" is not one of \(names.joined(separator: ", "))",
        hint: Suggestion.didYouMean(text, among: names))
    case .integer(let range, let words):
      if words.contains(text) { return .text(text) }
      return try checked(Numbers.integer(text), text, in: range, words: words, noun: "a whole number")
    case .bytes(let range, let words):
      if words.contains(text) { return .text(text) }
      return try checked(
        Numbers.bytes(text), text, in: range, words: words, noun: "a size in bytes (16384, 16KiB, 2G)")
    case .percentage(let range):
      return try Self.number(range).parse(text.last == "%" ? String(text.dropLast()) : text)
    case .number(let range):
      guard let value = Numbers.number(text) else {
        throw ValueProblem(detail: "\"\(text)\" is not a number", hint: allowed)
      }
      guard range.contains(value) else {
        throw ValueProblem(detail: "\(text) is out of range", hint: allowed)
      }
      return .number(value)
    }
  }

  private var allowed: String? { constraint.map { "allowed: \($0)" } }

  private func checked(
    _ parsed: Parsed<Int>?, _ text: String, in range: ClosedRange<Int>, words: [String], noun: String
  ) throws(ValueProblem) -> ArgumentValue {
    guard let parsed else {
      throw ValueProblem(
        detail: "\"\(text)\" is not \(noun)", hint: Suggestion.didYouMean(text, among: words) ?? allowed)
    }
    guard case .value(let value) = parsed, range.contains(value) else {
      throw ValueProblem(detail: "\(text) is out of range", hint: allowed)
    }
    return .integer(value)
  }
}
