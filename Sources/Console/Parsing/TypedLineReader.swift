import Documents

/// Reads the words of a command line against a program's table.
///
/// Grammar: `--name value`, `--name=value`, `-x value`, `-xvalue`, clustered switches `-ab`; `--` ends the flags;
/// a lone `-` is a value. A flag that has a value for being typed alone takes another by `=` only. A word that starts with `-` is taken as a value only when it is a negative number or `-`.
struct TypedLineReader {
  private let program: Program
  private var rest: ArraySlice<CommandWord>
  private var line = TypedLine()
  /// A family word (`config`) whose second word has not come yet.
  private var family: String?

  private init(_ arguments: [CommandWord], _ program: Program) {
    self.program = program
    rest = arguments[...]
  }

  static func read(_ arguments: [String], for program: Program) throws(Failure) -> TypedLine {
    try read(arguments.map { CommandWord($0) }, for: program)
  }

  static func read(_ arguments: [CommandWord], for program: Program) throws(Failure) -> TypedLine {
    var reader = TypedLineReader(arguments, program)
    return try reader.read()
  }

  private mutating func read() throws(Failure) -> TypedLine {
    while let word = rest.popFirst() {
      if word.text == "--" {
        for word in rest { try take(word: word) }
        break
      }
      if word.text.hasPrefix("--") {
        try take(long: word)
      } else if word.text.hasPrefix("-"), word.text != "-", !Self.isNumber(word.text) {
        try take(shorts: word)
      } else {
        try take(word: word)
      }
    }
    if let family {
      guard line.has(GlobalFlags.help.spec.long) else { throw incomplete(family) }
      line.family = family
    }
    return line
  }

  // MARK: Words

  private mutating func take(word typed: CommandWord) throws(Failure) {
    let word = typed.text
    if line.command != nil {
      line.words.append(typed)
    } else if let family {
      guard let command = program.command(named: "\(family) \(word)") else {
        throw .badInput("unknown command \"\(family) \(word)\"", hint: suggestion(for: word, of: family))
      }
      line.command = command
      self.family = nil
    } else if let command = program.command(named: word) {
      line.command = command
    } else if program.families.contains(word) {
      family = word
    } else {
      let names = program.commands.flatMap(\.names)
      throw .badInput(
        "unknown command \"\(word)\"",
        hint: Suggestion.didYouMean(word, among: names, prefix: "\(program.name) ")
          ?? "\(program.name) --help lists the commands")
    }
  }

  /// What was meant by the second word of a family; commands that are spelt with a hyphen belong to it for people.
  private func suggestion(for word: String, of family: String) -> String {
    let members = program.members(of: family)
    let joined = program.commands.map(\.name).filter { $0.hasPrefix(family + "-") }.map {
      String($0.dropFirst(family.count + 1))
    }
    guard let meant = Spelling.nearest(word, in: members + joined) else {
      return "\(family) knows: \(members.joined(separator: ", "))"
    }
    return "did you mean \(program.name) \(family)\(members.contains(meant) ? " " : "-")\(meant)?"
  }

  private func incomplete(_ family: String) -> Failure {
    let members = program.members(of: family).map { "\(program.name) \(family) \($0)" }
    return .badInput("\(family) needs a second word", hint: "try: \(members.joined(separator: ", "))")
  }

  // MARK: Flags

  private mutating func take(long word: CommandWord) throws(Failure) {
    let (spelling, value) = word.parts
    guard let spec = accepted.first(where: { $0.longSpellings.contains(spelling) }) else {
      throw unknown(spelling)
    }
    try take(spec, spelling: spelling, attached: value)
  }

  private mutating func take(shorts word: CommandWord) throws(Failure) {
    var letters = word.bytes.dropFirst()
    while let first = letters.first {
      // Letters of flags are ASCII; anything else is named as a whole.
      let letter = String(decoding: letters, as: UTF8.self).first ?? Character(UnicodeScalar(first))
      letters = letters.dropFirst()
      guard let spec = accepted.first(where: { $0.short == letter }) else { throw unknown("-\(letter)") }
      if spec.kind != nil {
        let attached = letters.first == UInt8(ascii: "=") ? letters.dropFirst() : letters
        try take(
          spec, spelling: "-\(letter)", attached: letters.isEmpty ? nil : CommandWord(bytes: Array(attached)))
        return
      }
      if letters.first == UInt8(ascii: "=") { throw .badInput("-\(letter) takes no value") }
      try take(spec, spelling: "-\(letter)", attached: nil)
    }
  }

  private mutating func take(_ spec: FlagSpec, spelling: String, attached: CommandWord?) throws(Failure) {
    if spec.takesRest {
      let words = [attached].compactMap { $0 } + rest
      if words.isEmpty { throw .badInput("\(spelling) needs \(spec.valueName)") }
      line.flags += words.map { TypedFlag(spec: spec, word: $0, spelling: spelling) }
      rest = []
      return
    }
    var word = attached
    if spec.kind == nil {
      if attached != nil { throw .badInput("\(spelling) takes no value") }
    } else if word == nil, let bare = spec.bareValue {
      word = CommandWord(bare)
    } else if word == nil {
      guard let next = rest.first, !next.text.hasPrefix("-") || next.text == "-" || Self.isNumber(next.text)
      else {
        throw .badInput(
          "\(spelling) needs a value \(spec.valueName)",
          hint: rest.isEmpty ? nil : "a value that begins with - is written \(spec.spelling)=VALUE")
      }
      word = next
      rest.removeFirst()
    }
    let typed = TypedFlag(spec: spec, word: word, spelling: spelling)
    if let earlier = line.flags.first(where: { $0.spec.long == spec.long }), !spec.isRepeatable {
      if spec.kind != nil { throw .badInput("\(spec.spelling) was given twice", hint: "give it once") }
      if earlier.isNegated != typed.isNegated {
        throw .badInput("\(earlier.spelling) and \(spelling) contradict each other", hint: "give one of them")
      }
      return
    }
    line.flags.append(typed)
  }

  private var accepted: [FlagSpec] { program.flags(of: line.command) }

  private func unknown(_ spelling: String) -> Failure {
    if line.command == nil,
      let owner = program.commands.first(where: { command in
        command.flags.contains { $0.longSpellings.contains(spelling) }
      })
    {
      return .badInput(
        "\(spelling) is a flag of \(owner.name)",
        hint: "put it after the command: \(program.name) \(owner.name) \(spelling)")
    }
    let place = line.command.map { " for \($0.name)" } ?? ""
    let names = accepted.filter { !$0.isObsolete }.flatMap(\.longSpellings)
    let page = line.command.map { "\(program.name) \($0.name) --help" } ?? "\(program.name) --help"
    return .badInput(
      "unknown flag \(spelling)\(place)",
      hint: Suggestion.didYouMean(spelling, among: names) ?? "\(page) lists the flags")
  }

  private static func isNumber(_ word: String) -> Bool {
    guard word.hasPrefix("-") else { return false }
    return Numbers.number(word) != nil || Numbers.integer(word) != nil
  }
}
