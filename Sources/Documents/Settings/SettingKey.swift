/// The declaration of one setting: everything that files, the environment, help and documents need to know about it.
package struct SettingKey: Sendable {
  /// Table and key as the file has them, such as `adaptive.max_group_len`.
  package let name: String
  /// What values it takes.
  package let kind: SettingKind
  /// The value when nobody sets it.
  package let defaultValue: SettingValue
  /// The environment variable that overrides it, if any.
  package let environment: String?
  /// What it does, in one sentence, with its unit.
  package let help: String
  /// Whether reports say only that it is set, not its value.
  package let isSecret: Bool
  /// What is wrong with a text that the kind alone would take, as the rest of a sentence that begins with the name, and what
  /// to do; nil for a good one. What comes from it must not repeat a secret.
  package let refusal: (@Sendable (String) -> (detail: String, hint: String)?)?

  /// Declares a setting.
  package init(
    _ name: String, _ kind: SettingKind, default defaultValue: SettingValue, environment: String? = nil,
    isSecret: Bool = false, help: String,
    refusal: (@Sendable (String) -> (detail: String, hint: String)?)? = nil
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.environment = environment
    self.help = help
    self.isSecret = isSecret
    self.refusal = refusal
  }
}

/// A value a setting can have.
package enum SettingValue: Equatable, Sendable, CustomStringConvertible {
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  /// An optional setting that is switched off.
  case none

  /// The value as a file would write it; `none` for a cleared one.
  package var description: String {
    switch self {
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let text): text
    case .none: "none"
    }
  }
}

/// The values a setting takes.
package enum SettingKind: Equatable, Sendable {
  case bool
  case integer(ClosedRange<Int>)
  /// A whole number that is a power of two, within a range.
  case powerOfTwo(ClosedRange<Int>)
  case number(NumberRange)
  /// A number, or `none`, `null`, `disabled`, `off` to switch it off.
  case optionalNumber(NumberRange)
  /// A whole number, or `none`, `null`, `disabled`, `off` to switch it off.
  case optionalInteger(ClosedRange<Int>)
  /// A whole number, or one word that stands for none, such as `unlimited`; the word is kept as a text.
  case integerOr(String, ClosedRange<Int>)
  case choice([String])
  case text

  /// The rule in words: `a power of two from 1 to 65536`.
  package var rule: String {
    switch self {
    case .bool: "true or false"
    case .integer(let range): "a whole number \(Self.words(range))"
    case .powerOfTwo(let range): "a power of two \(Self.words(range))"
    case .number(let range): "a number \(range.words)"
    case .optionalNumber(let range): "a number \(range.words), or none"
    case .optionalInteger(let range): "a whole number \(Self.words(range)), or none"
    case .integerOr(let word, let range): "a whole number \(Self.words(range)), or \(word)"
    case .choice(let names): "one of \(names.joined(separator: ", "))"
    case .text: "a text"
    }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
  }
}

/// A range of finite numbers whose ends may or may not belong to it.
package struct NumberRange: Equatable, Sendable {
  let lower: Double
  let upper: Double
  let holdsLower: Bool
  let holdsUpper: Bool

  /// Numbers from `lower` to `upper`, both included; `upper` may be infinite.
  package static func from(_ lower: Double, to upper: Double) -> NumberRange {
    NumberRange(lower: lower, upper: upper, holdsLower: true, holdsUpper: true)
  }

  /// Numbers from `lower` up to but not including `upper`.
  package static func from(_ lower: Double, below upper: Double) -> NumberRange {
    NumberRange(lower: lower, upper: upper, holdsLower: true, holdsUpper: false)
  }

  /// Numbers above `lower`, up to and including `upper`, which may be infinite.
  package static func above(_ lower: Double, to upper: Double = .infinity) -> NumberRange {
    NumberRange(lower: lower, upper: upper, holdsLower: false, holdsUpper: true)
  }

  /// Whether a number lies inside; NaN and the infinities never do.
  package func contains(_ value: Double) -> Bool {
    value.isFinite && (holdsLower ? value >= lower : value > lower)
      && (holdsUpper ? value <= upper : value < upper)
  }

  /// The range in words: `above 0, at most 1`.
  package var words: String {
    switch (holdsLower, upper.isFinite) {
    case (true, true) where !holdsUpper: "from \(short(lower)) to below \(short(upper))"
    case (true, true): "from \(short(lower)) to \(short(upper))"
    case (true, false): "of at least \(short(lower))"
    case (false, true): "above \(short(lower)), at most \(short(upper))"
    case (false, false): "above \(short(lower))"
    }
  }

  private func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
