/// A type whose values have names, one of which is given on the command line.
protocol FlagChoice: CaseIterable, Sendable {
  /// The name as typed.
  var name: String { get }
  /// What choosing it means, a few words.
  var help: String { get }
}

extension FlagChoice where Self: RawRepresentable, RawValue == String {
  var name: String { rawValue }
}

extension FlagChoice {
  /// The value of that name.
  init?(named name: String) {
    guard let value = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = value
  }

  /// All names with their explanations.
  static var specs: [ChoiceSpec] { allCases.map { ChoiceSpec(name: $0.name, help: $0.help) } }

  /// All names.
  static var names: [String] { allCases.map(\.name) }
}
