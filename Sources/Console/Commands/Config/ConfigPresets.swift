import Base
import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Named configuration files in the user's folder of presets, and the built-in one.
struct ConfigPresets {
  /// The preset that is always there: the defaults.
  static let builtIn = "default"

  /// Where presets of a program lie.
  static func folder(_ profile: ConfigurationProfile) -> Flag<String?> {
    Flag<String?>.optional(
      "presets-dir", "DIR", kind: .directory,
      "The folder of presets; ~/\(profile.presetsFolder) without it."
    ).environment(profile.presetsVariable)
  }

  let path: String
  private let program: Program

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    program = session.program
    let profile = program.configuration
    if let path = arguments[Self.folder(profile)] {
      self.path = path
    } else if let home = session.environment["HOME"], home.hasPrefix("/") {
      path = "\(home)/\(profile.presetsFolder)"
    } else {
      throw .badInput("there is no folder of presets", hint: "give --presets-dir DIR")
    }
  }

  /// All names, the built-in one first. Making nothing: a folder that is not there holds none.
  var names: [String] {
    get throws(Failure) {
      guard let folder = opendir(path) else {
        if errno == ENOENT { return [Self.builtIn] }
        throw SystemError(operation: "open", path: path).failure
      }
      defer { closedir(folder) }
      var files: [String] = []
      while let entry = readdir(folder) {
        files.append(
          withUnsafeBytes(of: entry.pointee.d_name) { name in
            String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
          })
      }
      return [Self.builtIn] + files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
    }
  }

  /// The settings of a preset by name or path.
  func settings(_ name: String) throws(Failure) -> Settings {
    if name == Self.builtIn || name.contains("/") || name.hasSuffix(".toml") {
      return try ConfigFile.settings(name, of: program)
    }
    guard try names.contains(Self.slug(name)) else {
      throw .badInput("no preset is called \(name)", hint: "there are \(try names.joined(separator: ", "))")
    }
    return try ConfigFile.settings(file(name), of: program)
  }

  /// The file of a preset.
  func file(_ name: String) -> String { "\(path)/\(Self.slug(name)).toml" }

  /// Saves a preset; one that is there is replaced only when `isForced`.
  func save(_ text: SettingsText, as name: String, isForced: Bool) throws(Failure) -> String {
    if Self.slug(name) == Self.builtIn {
      throw .badInput("the preset \(Self.builtIn) is built in", hint: "choose another name")
    }
    let target = file(name)
    if !isForced, access(target, F_OK) == 0 {
      throw .policy("\(target) is there already", hint: "--force replaces it")
    }
    try Failure.wrapping { () throws(SystemError) in try CacheLog.makeFolders(of: target) }
    try ConfigFile.write(text, to: target)
    return target
  }

  /// A name as a file's: lower case, what is neither letter, digit, dot, underscore nor hyphen becomes a hyphen.
  static func slug(_ name: String) -> String {
    var slug = ""
    for character in name.lowercased() {
      let isPlain =
        character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
      if isPlain { slug.append(character) } else if slug.last != "-" { slug.append("-") }
    }
    let ends: Set<Character> = ["-", ".", "_"]
    let trimmed = String(slug.drop { ends.contains($0) }.reversed().drop { ends.contains($0) }.reversed())
    return trimmed.isEmpty ? "preset" : trimmed
  }
}
