/// Why a value does not fit a setting.
struct SettingRefusal: Error {
  /// What the value is, as a message shows it.
  let found: String
}

extension SettingKind {
  private static let clearing: Set = ["none", "null", "disabled", "off"]
  private static let truths: [String: Bool] = [
    "1": true, "true": true, "yes": true, "on": true, "0": false, "false": false, "no": false, "off": false,
  ]

  /// The value that a document's value stands for, or nil when it breaks the rule.
  package func reading(_ value: DocumentValue) -> SettingValue? {
    do throws(SettingRefusal) {
      return try read(value)
    } catch {
      return nil
    }
  }

  /// Reads a value of a file.
  func read(_ value: DocumentValue) throws(SettingRefusal) -> SettingValue {
    let refusal = SettingRefusal(found: value.shown)
    switch (self, value) {
    case (.bool, .bool(let flag, _)): return .bool(flag)
    case (.bool, .integer(0, _)): return .bool(false)
    case (.bool, .integer(1, _)): return .bool(true)
    case (.bool, .string(let text, _)):
      guard let flag = Self.truths[text.lowercased()] else { throw refusal }
      return .bool(flag)
    case (.integer, .integer(let number, _)), (.powerOfTwo, .integer(let number, _)),
      (.optionalInteger, .integer(let number, _)):
      return try check(.integer(Int(number)), else: refusal)
    case (.integerOr, .integer(let number, _)): return try check(.integer(Int(number)), else: refusal)
    case (.integerOr(let word, _), .string(let text, _)):
      guard text.lowercased() == word else { throw refusal }
      return .text(word)
    case (.number, .integer(let number, _)), (.optionalNumber, .integer(let number, _)):
      return try check(.number(Double(number)), else: refusal)
    case (.number, .float(let number, _)), (.optionalNumber, .float(let number, _)):
      return try check(.number(number), else: refusal)
    case (.optionalNumber, .string(let text, _)), (.optionalInteger, .string(let text, _)):
      guard Self.clearing.contains(text.lowercased()) else { throw refusal }
      return .none
    case (.choice, .string(let text, _)), (.text, .string(let text, _)):
      return try check(.text(text), else: refusal)
    default: throw refusal
    }
  }

  /// Reads a value typed as text: a flag's or an environment variable's.
  func read(text: String) throws(SettingRefusal) -> SettingValue {
    let refusal = SettingRefusal(found: "\"\(text)\"")
    switch self {
    case .bool:
      guard let flag = Self.truths[text.lowercased()] else { throw refusal }
      return .bool(flag)
    case .optionalNumber where Self.clearing.contains(text.lowercased()),
      .optionalInteger where Self.clearing.contains(text.lowercased()):
      return .none
    case .integerOr(let word, _) where text.lowercased() == word: return .text(word)
    case .integer, .powerOfTwo, .optionalInteger, .integerOr:
      guard let number = Int(text) else { throw refusal }
      return try check(.integer(number), else: refusal)
    case .number, .optionalNumber:
      let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      guard isDecimal, let number = Double(text) else { throw refusal }
      return try check(.number(number), else: refusal)
    case .choice, .text: return try check(.text(text), else: refusal)
    }
  }

  private func check(_ value: SettingValue, else refusal: SettingRefusal) throws(SettingRefusal)
    -> SettingValue
  {
    let fits =
      switch (self, value) {
      case (.integer(let range), .integer(let number)), (.optionalInteger(let range), .integer(let number)),
        (.integerOr(_, let range), .integer(let number)):
        range.contains(number)
      case (.powerOfTwo(let range), .integer(let number)):
        range.contains(number) && number.nonzeroBitCount == 1
      case (.number(let range), .number(let number)), (.optionalNumber(let range), .number(let number)):
        range.contains(number)
      case (.choice(let names), .text(let text)): names.contains(text)
      default: true
      }
    if !fits { throw refusal }
    return value
  }
}
