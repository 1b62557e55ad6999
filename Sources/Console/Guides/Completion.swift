/// The shells that completion scripts are written for.
enum Shell: String, FlagChoice {
  case bash, zsh, fish

  var help: String {
    switch self {
    case .bash: "source its output"
    case .zsh: "write it into a directory of $fpath, as _ and the program's name"
    case .fish: "write it into ~/.config/fish/completions, as the program's name and .fish"
    }
  }

  /// The completion script for a program.
  func script(for program: Program) -> String {
    switch self {
    case .bash: BashCompletion(program).script()
    case .zsh: ZshCompletion(program).script()
    case .fish: FishCompletion(program).script()
    }
  }
}

extension Program {
  /// The program's name as part of a shell function's name.
  var functionName: String { String(name.map { $0 == "-" ? "_" : $0 }) }

  /// The words that can stand where a command is expected, with their help: commands, aliases and families.
  var firstWords: [(word: String, help: String)] {
    var words: [(word: String, help: String)] = []
    for command in commands {
      for name in command.names {
        let word = String(name.prefix { $0 != " " })
        let isFamily = word != name
        if !words.contains(where: { $0.word == word }) {
          words.append(
            (word, isFamily ? "\(word) \(members(of: word).joined(separator: ", "))" : command.summary))
        }
      }
    }
    return words
  }
}
