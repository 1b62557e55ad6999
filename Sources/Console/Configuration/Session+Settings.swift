import Base
import Documents

extension Session {
  /// The largest configuration file that is read.
  private static let fileLimit = 1 << 20

  /// All settings: defaults, then the configuration file, the environment and the flags of this command line.
  func settings(_ arguments: Arguments) throws(Failure) -> Settings {
    try settings(arguments, file: options.configPath)
  }

  /// The same with another configuration file, or none.
  func settings(_ arguments: Arguments, file: String?) throws(Failure) -> Settings {
    var settings = Settings(keys: SettingKeys.all)
    if let path = file {
      let bytes = try Failure.wrapping { () throws(SystemError) in
        try FileBytes.read(path: path, limit: Self.fileLimit)
      }
      try Failure.wrapping { () throws(DocumentError) in
        try settings.merge(try TOML.parse(bytes, file: path), file: path)
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
