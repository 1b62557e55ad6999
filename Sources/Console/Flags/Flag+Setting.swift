import Documents

extension Flag where Value == Void {
  /// A flag that overrides a declared setting; its value is read from the settings, where it has joined what the
  /// file and the environment say.
  ///
  /// - Parameter kind: how the value is typed, where that is wider than the setting's own kind (sizes with a suffix)
  ///   or says more (choices with an explanation).
  static func setting(
    _ long: String, _ key: SettingKey, value name: String = "", kind: ValueKind? = nil, _ help: String
  ) -> Flag {
    let kind = kind ?? ValueKind(key.kind)
    var spec = FlagSpec(long: long, kind: kind, valueName: name, help: help)
    spec.isNegatable = kind == nil
    if key.defaultValue != .none, key.defaultValue != .text(""), kind != nil {
      spec.fallback = key.defaultValue.shown
    }
    spec.setting = key.name
    spec.settingEnvironment = key.environment
    return Flag(spec: spec) { _ in }
  }

  /// The same whose help is the setting's own.
  static func setting(
    _ long: String, _ key: SettingKey, value name: String = "", kind: ValueKind? = nil
  ) -> Flag {
    setting(long, key, value: name, kind: kind, key.help)
  }

  /// The same flag, which may be given any number of times: the setting gets the values with commas between them.
  func repeatable() -> Flag { with { $0.isRepeatable = true } }
}

extension ValueKind {
  /// How the value of a setting is typed on the command line; nil for a switch.
  init?(_ kind: SettingKind) {
    switch kind {
    case .bool: return nil
    case .integer(let range), .powerOfTwo(let range): self = .integer(range, words: [])
    case .optionalInteger(let range): self = .integer(range, words: ["none"])
    case .integerOr(let word, let range): self = .integer(range, words: [word])
    case .number(let range), .optionalNumber(let range): self = .number(range)
    case .choice(let names): self = .choice(names.map { ChoiceSpec(name: $0, help: "") })
    case .text: self = .text
    }
  }
}

extension SettingValue {
  /// The value as people type it: `6` rather than `6.0`.
  var shown: String {
    if case .number(let value) = self { Numbers.plain(value) } else { description }
  }
}
