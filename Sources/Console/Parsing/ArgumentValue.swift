/// A flag's value once its text has been checked against the flag's kind.
enum ArgumentValue: Equatable, Sendable {
  case on
  case off
  case text(String)
  case integer(Int)
  case number(Double)
  case span(ClosedRange<Int>)

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var span: ClosedRange<Int>? { if case .span(let range) = self { range } else { nil } }

  /// The value as a configuration reads it: `true`, a number in digits, or the text.
  var plain: String {
    switch self {
    case .on: "true"
    case .off: "false"
    case .text(let text): text
    case .integer(let value): String(value)
    case .number(let value): Numbers.plain(value)
    case .span(let range): "\(range.lowerBound):\(range.upperBound)"
    }
  }
}

/// Why a text is not a value of some kind.
struct ValueProblem: Error, Equatable {
  let detail: String
  var hint: String?
}

extension ValueKind {
  /// Checks a typed text against the kind.
  func parse(_ text: String) throws(ValueProblem) -> ArgumentValue {
    switch self {
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
    case .number(let range):
      guard let value = Numbers.number(text) else {
        throw ValueProblem(detail: "\"\(text)\" is not a number", hint: allowed)
      }
      guard range.contains(value) else {
        throw ValueProblem(detail: "\(text) is out of range", hint: allowed)
      }
      return .number(value)
    case .span(let range):
      return try span(text, in: range)
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

  private func span(_ text: String, in range: ClosedRange<Int>) throws(ValueProblem) -> ArgumentValue {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let low = parts.first.flatMap(Numbers.integer), let high = parts.last.flatMap(Numbers.integer)
    else {
      throw ValueProblem(detail: "\"\(text)\" is neither N nor LOW:HIGH", hint: allowed)
    }
    guard case .value(let lower) = low, case .value(let upper) = high, range.contains(lower),
      range.contains(upper)
    else { throw ValueProblem(detail: "\(text) is out of range", hint: allowed) }
    guard lower <= upper else {
      throw ValueProblem(detail: "\(text) runs backwards", hint: "put the smaller number first")
    }
    return .span(lower...upper)
  }
}
