/// Reads the words of a command line against a program's table.
///
/// Grammar: `--name value`, `--name=value`, `-x value`, `-xvalue`, clustered switches `-ab`; `--` ends the flags;
/// a lone `-` is a value. A flag that has a value for being typed alone takes another by `=` only. A word that starts with `-` is taken as a value only when it is a negative number or `-`.
struct TypedLineReader {
  private let program: Program
  private var rest: ArraySlice<String>
  private var line = TypedLine()
  /// A family word (`config`) whose second word has not come yet.
  private var family: String?

  private init(_ arguments: [String], _ program: Program) {
    self.program = program
    rest = arguments[...]
  }

  static func read(_ arguments: [String], for program: Program) throws(Failure) -> TypedLine {
    var reader = TypedLineReader(arguments, program)
    return try reader.read()
  }

  private mutating func read() throws(Failure) -> TypedLine {
    while let word = rest.popFirst() {
      if word == "--" {
        for word in rest { try take(word: word) }
        break
      }
      if word.hasPrefix("--") {
        try take(long: word)
      } else if word.hasPrefix("-"), word != "-", !Self.isNumber(word) {
        try take(shorts: word)
      } else {
        try take(word: word)
      }
    }
    if let family { throw incomplete(family) }
    return line
  }

  // MARK: Words

  private mutating func take(word: String) throws(Failure) {
    if line.command != nil {
      line.words.append(word)
    } else if let family {
      guard let command = program.command(named: "\(family) \(word)") else {
        let members = program.members(of: family)
        throw .badInput(
          "unknown command \"\(family) \(word)\"",
          hint: Suggestion.didYouMean(word, among: members, prefix: "\(program.name) \(family) ")
            ?? "\(family) knows: \(members.joined(separator: ", "))")
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

  private func incomplete(_ family: String) -> Failure {
    let members = program.members(of: family).map { "\(program.name) \(family) \($0)" }
    return .badInput("\(family) needs a second word", hint: "try: \(members.joined(separator: ", "))")
  }

  // MARK: Flags

  private mutating func take(long word: String) throws(Failure) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = String(parts[0])
    guard let spec = accepted.first(where: { $0.longSpellings.contains(spelling) }) else {
      throw unknown(spelling)
    }
    try take(spec, spelling: spelling, attached: parts.count > 1 ? String(parts[1]) : nil)
  }

  private mutating func take(shorts word: String) throws(Failure) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      guard let spec = accepted.first(where: { $0.short == letter }) else { throw unknown("-\(letter)") }
      if spec.kind != nil {
        let attached = letters.first == "=" ? letters.dropFirst() : letters
        try take(spec, spelling: "-\(letter)", attached: letters.isEmpty ? nil : String(attached))
        return
      }
      if letters.first == "=" { throw .badInput("-\(letter) takes no value") }
      try take(spec, spelling: "-\(letter)", attached: nil)
    }
  }

  private mutating func take(_ spec: FlagSpec, spelling: String, attached: String?) throws(Failure) {
    if spec.takesRest {
      let words = [attached].compactMap { $0 } + rest
      if words.isEmpty { throw .badInput("\(spelling) needs \(spec.valueName)") }
      line.flags += words.map { TypedFlag(spec: spec, text: $0, spelling: spelling) }
      rest = []
      return
    }
    var text = attached
    if spec.kind == nil {
      if attached != nil { throw .badInput("\(spelling) takes no value") }
    } else if text == nil, let bare = spec.bareValue {
      text = bare
    } else if text == nil {
      guard let next = rest.first, !next.hasPrefix("-") || next == "-" || Self.isNumber(next) else {
        throw .badInput(
          "\(spelling) needs a value \(spec.valueName)",
          hint: rest.isEmpty ? nil : "a value that begins with - is written \(spec.spelling)=VALUE")
      }
      text = next
      rest.removeFirst()
    }
    let typed = TypedFlag(spec: spec, text: text, spelling: spelling)
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
