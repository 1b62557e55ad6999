import Base
import Documents

/// Asks for settings one after the other on standard input.
struct ConfigDialogue {
  private var reader = LineReader(descriptor: 0, limit: 4096)
  private let session: Session

  init(_ session: Session) { self.session = session }

  /// Asks for every key; an empty line keeps the value, the end of input keeps all that follow, a wrong value is asked
  /// for again.
  ///
  /// A value that does not fit what stands there already is wrong, too.
  mutating func ask(for keys: [SettingKey], from settings: Settings) throws(Failure) -> [(
    SettingKey, SettingValue
  )] {
    let program = session.program
    var settled = settings
    var answers: [(SettingKey, SettingValue)] = []
    try say(
      "\(program.configuration.title)\nAn empty line keeps the value in brackets, the end of input keeps all that follow.\n"
    )
    asking: for key in keys {
      try say("\n\(key.help)\n")
      while true {
        let present = settings.setting(key.name)?.reported ?? key.defaultValue
        try say("\(key.name) (\(key.kind.rule)) [\(present.shown)]: ")
        guard let line = try answer() else { break asking }
        var text = String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        if key.kind == .bool { text = ["y": "yes", "n": "no"][text.lowercased()] ?? text }
        if text.isEmpty { break }
        do throws(Failure) {
          let value = try ConfigFile.assignment("\(key.name)=\(text)", of: program).value
          var tried = settled
          try Failure.wrapping { () throws(DocumentError) in
            try tried.merge(flag: key.name, name: key.name, text: text)
          }
          try program.configuration.check(tried)
          settled = tried
          answers.append((key, value))
          break
        } catch {
          try say("  \(error.detail)\n")
        }
      }
    }
    return answers
  }

  private mutating func answer() throws(Failure) -> String? {
    try session.output.flush()
    let line = try Failure.wrapping { () throws(SystemError) in try reader.next(path: "standard input") }
    try Interrupt.check()
    switch line {
    case .whole(let bytes), .torn(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .tooLong: return "a line of more than 4,096 bytes"
    case nil: return nil
    }
  }

  /// Prompts belong to the terminal: with `--json` they would spoil the answer, so there are none then.
  private func say(_ text: String) throws(Failure) {
    if !session.options.isJSON { try session.output.write(text) }
  }
}
