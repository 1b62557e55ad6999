extension Settings {
  /// The value of a declared setting.
  package func value(_ name: String) -> SettingValue {
    guard let setting = setting(name) else { preconditionFailure("no setting \(name) is declared") }
    return setting.value
  }

  /// Where the value of a declared setting came from.
  package func origin(_ name: String) -> SettingOrigin {
    guard let setting = setting(name) else { preconditionFailure("no setting \(name) is declared") }
    return setting.origin
  }

  /// The value of a declared `bool`.
  package func bool(_ name: String) -> Bool {
    guard case .bool(let value) = value(name) else { preconditionFailure("\(name) is no bool") }
    return value
  }

  /// The value of a declared `integer` or `powerOfTwo`.
  package func integer(_ name: String) -> Int {
    guard let value = optionalInteger(name) else { preconditionFailure("\(name) is no integer") }
    return value
  }

  /// The value of a declared `number`.
  package func number(_ name: String) -> Double {
    guard let value = optionalNumber(name) else { preconditionFailure("\(name) is no number") }
    return value
  }

  /// The value of a declared `optionalInteger` or `integerOr`; nil when it is switched off or the word.
  package func optionalInteger(_ name: String) -> Int? {
    if case .integer(let value) = value(name) { value } else { nil }
  }

  /// The value of a declared `optionalNumber`; nil when it is switched off.
  package func optionalNumber(_ name: String) -> Double? {
    if case .number(let value) = value(name) { value } else { nil }
  }

  /// The value of a declared `choice` or `text`.
  package func text(_ name: String) -> String {
    guard case .text(let value) = value(name) else { preconditionFailure("\(name) is no text") }
    return value
  }
}
