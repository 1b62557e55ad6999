import Documents

/// A program: its commands and the flags every command accepts.
package struct Program: Sendable {
  let name: String
  let summary: String
  let version: String
  let globals: [FlagSpec]
  /// The settings its commands read.
  var settings: [SettingKey] = SettingKeys.all
  /// Environment variables it reads besides those of flags and settings, with what they do.
  var otherEnvironment: [(name: String, help: String)] = Self.environmentOfMaps
  /// What the commands about configuration files know of it.
  var configuration = ConfigurationProfile.maps
  let commands: [CommandSpec]

  /// The command with this name or alias.
  func command(named name: String) -> CommandSpec? {
    commands.first { $0.names.contains(name) }
  }

  /// The flags a command accepts, its own first.
  func flags(of command: CommandSpec?) -> [FlagSpec] { (command?.flags ?? []) + globals }

  /// The name of the form in which `what` is told with `--json`, in its first version; `g6` has its own, the others are adhash's.
  func schema(_ what: String) -> String { "\(name == "g6" ? "g6" : "adhash").\(what).v1" }

  /// First words that only lead to a second one, such as `config`.
  var families: [String] {
    var families: [String] = []
    for name in commands.flatMap(\.names) {
      guard let space = name.firstIndex(of: " ") else { continue }
      let family = String(name[..<space])
      if !families.contains(family) { families.append(family) }
    }
    return families
  }

  /// The second words a family knows.
  func members(of family: String) -> [String] {
    commands.flatMap(\.names).filter { $0.hasPrefix(family + " ") }.map {
      String($0.dropFirst(family.count + 1))
    }
  }
}
