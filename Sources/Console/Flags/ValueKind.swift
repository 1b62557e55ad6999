import Documents

/// What a flag's value may be: enough to parse it, describe it, and complete it.
enum ValueKind: Sendable {
  case text
  /// Bytes of any kind, none included: a key or a value of an entry.
  case data
  /// A path; completion offers files, or directories only.
  case file
  case directory
  case choice([ChoiceSpec])
  /// A whole number, or one of a few words that stand for something else ("unlimited").
  case integer(ClosedRange<Int>, words: [String])
  /// A size in bytes, with an optional suffix (16KiB, 2G), or one of a few words.
  case bytes(ClosedRange<Int>, words: [String])
  case number(NumberRange)
  /// The same, with or without a percent sign behind it.
  case percentage(NumberRange)
}

/// One allowed value of a choice and what it means.
struct ChoiceSpec: Sendable, Equatable {
  let name: String
  let help: String
}

extension ValueKind {
  /// The range or the words that are allowed, as help and error hints state them; nil where anything goes.
  var constraint: String? {
    switch self {
    case .text, .data, .file, .directory: nil
    case .choice(let choices): choices.map(\.name).joined(separator: ", ")
    case .integer(let range, let words): Self.alternatives(Self.describe(range), words)
    case .bytes(let range, let words): Self.alternatives("bytes, \(Self.describe(range))", words)
    case .number(let range): "a number \(range.words)"
    case .percentage(let range): "a percentage \(range.words)"
    }
  }

  /// The words completion can offer.
  var words: [String] {
    switch self {
    case .choice(let choices): choices.map(\.name)
    case .integer(_, let words), .bytes(_, let words): words
    default: []
    }
  }

  static func describe(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): "any whole number"
    case (let low, .max): "\(low) or more"
    case (let low, let high): "from \(low) to \(high)"
    }
  }

  private static func alternatives(_ range: String, _ words: [String]) -> String {
    ([range] + words).joined(separator: ", or ")
  }
}
