import Base
import Documents

extension Session {
  /// All settings: defaults, then the configuration file, the environment and the flags of this command line.
  func settings(_ arguments: Arguments) throws(Failure) -> Settings {
    try settings(arguments, file: options.configPath)
  }

  /// The same with another configuration file, or none.
  func settings(_ arguments: Arguments, file: String?) throws(Failure) -> Settings {
    var settings = Settings(keys: program.settings)
    if let path = file {
      let table = try ConfigurationFile.read(path)
      // All that is wrong with the file, as `config validate` has it.
      if !settings.mergeWhatFits(table, file: path).isEmpty {
        throw .all(ConfigFile.faults(path, of: program))
      }
      log.debug("settings read from \(path)")
    }
    try Failure.wrapping { () throws(DocumentError) in
      try settings.merge(environment: environment)
      for override in arguments.overrides {
        try settings.merge(flag: override.flag, name: override.key, text: override.text)
      }
    }
    return settings
  }
}

extension Settings {
  /// The value of a text setting that may be left out: nil where it is empty or `none`.
  func optionalText(_ key: SettingKey) -> String? {
    let text = text(key.name)
    return text.isEmpty || text == "none" ? nil : text
  }

  /// The words of a text setting that is a list with commas.
  func list(_ key: SettingKey) -> [String] {
    text(key.name).split(separator: ",").map { word in
      String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
  }
}
