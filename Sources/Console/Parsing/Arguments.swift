/// The checked arguments of one command: every value fits its flag, required ones are there, nothing is left over.
struct Arguments: Sendable {
  let command: CommandSpec
  /// The words that are no flags, as text.
  let words: [String]
  private let typedWords: [CommandWord]
  private let values: [String: [ArgumentValue]]
  private let typedFlags: Set<String>
  /// The flags typed or taken from the environment that override a configuration key, in order.
  let overrides: [SettingOverride]

  /// The typed value of a declared flag.
  subscript<Value>(flag: Flag<Value>) -> Value { flag.read(values[flag.spec.long] ?? []) }

  /// Whether the flag was typed (or came from its environment variable).
  func has<Value>(_ flag: Flag<Value>) -> Bool { values[flag.spec.long] != nil }

  /// The same of a flag whose type does not matter.
  func names(_ flag: FlagSpec) -> Bool { values[flag.long] != nil }

  /// Whether the flag was typed; a variable of the environment does not count.
  func types(_ flag: FlagSpec) -> Bool { typedFlags.contains(flag.long) }

  /// The exact bytes of a word.
  func bytes(ofWord index: Int) -> [UInt8] { typedWords[index].bytes }

  /// Checks a typed line against its command.
  ///
  /// - Parameter environment: values for flags that name an environment variable and were not typed.
  init(_ line: TypedLine, command: CommandSpec, program: Program, environment: [String: String])
    throws(Failure)
  {
    self.command = command
    typedWords = line.words
    words = line.words.map(\.text)
    var values: [String: [ArgumentValue]] = [:]
    var overrides: [SettingOverride] = []
    for typed in line.flags {
      let value = try Self.value(typed.word, of: typed.spec, named: typed.spelling, negated: typed.isNegated)
      values[typed.spec.long, default: []].append(value)
      if let key = typed.spec.setting {
        let before = typed.spec.isRepeatable ? overrides.last { $0.key == key }.map { $0.text + "," } : nil
        overrides.append(
          SettingOverride(key: key, text: (before ?? "") + value.plain, flag: typed.spelling))
      }
    }
    typedFlags = Set(values.keys)
    for spec in program.flags(of: command) where values[spec.long] == nil {
      if let name = spec.environment, spec.kind != nil, let text = environment[name], !text.isEmpty {
        values[spec.long] = [try Self.value(CommandWord(text), of: spec, named: name, negated: false)]
      } else if spec.isRequired {
        throw .badInput(
          "\(command.name) needs \(spec.spelling) \(spec.valueName)",
          hint: "\(program.name) \(command.name) --help explains it")
      }
    }
    self.values = values
    self.overrides = overrides
    try checkWords(program)
  }

  private static func value(
    _ word: CommandWord?, of spec: FlagSpec, named name: String, negated: Bool
  ) throws(Failure) -> ArgumentValue {
    guard let kind = spec.kind, let word else { return negated ? .off : .on }
    do {
      return try kind.parse(word)
    } catch {
      throw .badInput("\(name): \(error.detail)", hint: error.hint)
    }
  }

  private func checkWords(_ program: Program) throws(Failure) {
    let page = "\(program.name) \(command.name) --help"
    for (index, positional) in command.positionals.enumerated() {
      guard index < words.count else {
        if positional.isOptional { break }
        throw .badInput("\(command.name) needs \(positional.usage)", hint: "\(page) explains it")
      }
      for word in positional.isRepeatable ? typedWords[index...] : typedWords[index...index] {
        do {
          _ = try positional.kind.parse(word)
        } catch {
          throw .badInput("\(positional.name): \(error.detail)", hint: error.hint)
        }
      }
    }
    let takesMany = command.positionals.last?.isRepeatable ?? false
    if words.count > command.positionals.count, !takesMany {
      throw .badInput(
        "\(command.name) does not know what to do with \"\(words[command.positionals.count])\"",
        hint: "\(page) shows what it takes")
    }
  }
}

/// A configuration key set on the command line.
struct SettingOverride: Equatable, Sendable {
  let key: String
  let text: String
  let flag: String
}
