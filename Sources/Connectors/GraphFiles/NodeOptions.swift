import Documents

/// The checked settings of one node.
struct NodeOptions: Sendable {
  /// One setting's value.
  enum Option: Sendable {
    case plain(SettingValue)
    case texts([String])
    case value(Value)
    case values([Value])
    case mapping(Mapping)
    case predicate(Predicate)
    case expansion(Expansion)
    case predicates([(name: String, predicate: Predicate)])
    case transitions([String: [String: String]])
  }

  private var options: [String: Option] = [:]

  /// Reads the settings that a node's table has; what is wrong goes to `problems`.
  init(_ type: NodeType, _ fields: inout FieldReader) {
    for setting in type.settings {
      guard let value = fields.take(setting.name) else {
        if setting.isRequired { fields.missing(setting.name) }
        if let fallback = setting.fallback { options[setting.name] = .plain(fallback) }
        continue
      }
      options[setting.name] = Self.read(value, setting, &fields)
    }
  }

  private static func read(
    _ value: DocumentValue, _ setting: NodeSetting, _ fields: inout FieldReader
  ) -> Option? {
    switch setting.kind {
    case .plain(let kind): return fields.plain(value, setting.name, kind).map(Option.plain)
    case .value: return .value(Value(value))
    case .values:
      guard let elements = value.array else { return fields.wrong(setting.name, value, "a list of values") }
      return .values(elements.map(Value.init))
    case .texts:
      guard let elements = value.array else { return fields.wrong(setting.name, value, "a list of texts") }
      var texts: [String] = []
      for element in elements {
        guard let text = element.string, !text.isEmpty, !texts.contains(text) else {
          return fields.wrong(setting.name, element, "a list of different texts")
        }
        texts.append(text)
      }
      return .texts(texts)
    case .mapping: return fields.formula(value, setting.name, Formulas.mappings).map(Option.mapping)
    case .predicate: return fields.formula(value, setting.name, Formulas.predicates).map(Option.predicate)
    case .expansion: return fields.formula(value, setting.name, Formulas.expansions).map(Option.expansion)
    case .predicates:
      guard let table = value.table, !table.members.isEmpty else {
        return fields.wrong(setting.name, value, "a table of names and predicates")
      }
      var branches: [(name: String, predicate: Predicate)] = []
      for member in table.members {
        guard let found = fields.formula(member.value, setting.name, Formulas.predicates) else { return nil }
        branches.append((member.key, found))
      }
      return .predicates(branches)
    case .transitions: return transitions(value, setting.name, &fields).map(Option.transitions)
    }
  }

  private static func transitions(
    _ value: DocumentValue, _ key: String, _ fields: inout FieldReader
  ) -> [String: [String: String]]? {
    let rule = "a table of states, each a table from event to next state"
    guard let table = value.table else { return fields.wrong(key, value, rule) }
    var transitions: [String: [String: String]] = [:]
    for state in table.members {
      guard let events = state.value.table else { return fields.wrong(key, state.value, rule) }
      for event in events.members {
        guard let next = event.value.string else { return fields.wrong(key, event.value, rule) }
        transitions[state.key, default: [:]][event.key] = next
      }
    }
    return transitions
  }

  /// A whole number, nil where there is none.
  func integer(_ name: String) -> Int? {
    if case .plain(.integer(let value)) = options[name] { value } else { nil }
  }

  /// A number, nil where there is none.
  func number(_ name: String) -> Double? {
    switch options[name] {
    case .plain(.number(let value)): value
    case .plain(.integer(let value)): Double(value)
    default: nil
    }
  }

  /// A duration: a setting in milliseconds, in nanoseconds.
  func nanoseconds(_ name: String) -> UInt64? {
    number(name).map { UInt64(min($0 * 1e6, 9e18)) }
  }

  /// A text, nil where there is none.
  func text(_ name: String) -> String? {
    if case .plain(.text(let value)) = options[name] { value } else { nil }
  }

  /// A truth value, false where there is none.
  func flag(_ name: String) -> Bool {
    if case .plain(.bool(let value)) = options[name] { value } else { false }
  }

  /// A list of texts, nil where there is none.
  func texts(_ name: String) -> [String]? {
    if case .texts(let texts) = options[name] { texts } else { nil }
  }

  /// Any value, nil where there is none.
  func value(_ name: String) -> Value? {
    if case .value(let value) = options[name] { value } else { nil }
  }

  /// A list of values, nil where there is none.
  func values(_ name: String) -> [Value]? {
    if case .values(let values) = options[name] { values } else { nil }
  }

  /// A function; the identity where there is none.
  func mapping(_ name: String) -> Mapping {
    if case .mapping(let mapping) = options[name] { mapping } else { { $0 } }
  }

  /// A predicate; one that always holds where there is none.
  func predicate(_ name: String) -> Predicate {
    if case .predicate(let predicate) = options[name] { predicate } else { { _ in true } }
  }

  /// Names and their predicates, none where there are none.
  func predicates(_ name: String) -> [(name: String, predicate: Predicate)] {
    if case .predicates(let branches) = options[name] { branches } else { [] }
  }

  /// Next states by state and event, none where there are none.
  func transitions(_ name: String) -> [String: [String: String]] {
    if case .transitions(let transitions) = options[name] { transitions } else { [:] }
  }

  /// An expansion; the value alone where there is none.
  func expansion(_ name: String) -> Expansion {
    if case .expansion(let expansion) = options[name] { expansion } else { { [$0] } }
  }
}
