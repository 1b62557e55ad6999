import Documents
import HashMaps

/// Something a running replay can be asked to do.
package enum ReplayCommand: Equatable, Sendable {
  /// Merge half-empty segments and clear the traces of deletions.
  case compact
  /// Move every segment to another layout.
  case convert(Layout)
  /// Move every key to its place under a new seed.
  case reseed
  /// Apply nothing for so long.
  case pause(nanoseconds: UInt64)
  /// End a pause.
  case resume
  /// Write what the map holds to a file.
  case snapshot(file: String)
  /// Change a setting.
  case set(LiveSetting, SettingValue)
  /// End the run here; everything is written as at any other end.
  case stop
  /// Tell how far the run is.
  case status

  /// How the commands are written.
  package static let usages = [
    "compact", "convert:LAYOUT", "reseed", "pause:DURATION", "resume", "snapshot:FILE", "set:KEY=VALUE",
    "stop",
    "status",
  ]
  private static let verbs = usages.map { String($0.prefix { $0 != ":" }) }
  /// The longest pause: a day.
  private static let longestPause = 86_400.0

  /// Reads a command such as `convert:chaining`. `settings` declares what `set` may change.
  package init(_ text: String, settings: [SettingKey]) throws(WorkloadError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let argument = parts.count > 1 ? parts[1] : nil
    let verb = parts.first ?? ""
    guard let place = Self.verbs.firstIndex(of: verb) else { throw Self.unknown(verb) }
    let usage = Self.usages[place]
    if usage == verb, argument != nil {
      throw Self.fault("\(verb) takes no argument", hint: "write \(usage)")
    }
    guard usage == verb || !(argument ?? "").isEmpty else {
      throw Self.fault("\(verb) needs an argument", hint: "write \(usage)")
    }
    switch verb {
    case "compact": self = .compact
    case "reseed": self = .reseed
    case "resume": self = .resume
    case "stop": self = .stop
    case "status": self = .status
    case "convert": self = .convert(try Self.layout(argument ?? ""))
    case "pause": self = .pause(nanoseconds: try Self.duration(argument ?? ""))
    case "snapshot": self = .snapshot(file: argument ?? "")
    default: self = try Self.setting(argument ?? "", settings)
    }
  }

  private static func layout(_ name: String) throws(WorkloadError) -> Layout {
    if let layout = Layout(name: name) { return layout }
    let names = Layout.allCases.map(\.name)
    throw fault(
      "\(shown(name)) is not a layout",
      hint: Spelling.nearest(name, in: names).map { "did you mean convert:\($0)?" }
        ?? "layouts are \(names.joined(separator: ", "))")
  }

  private static func duration(_ text: String) throws(WorkloadError) -> UInt64 {
    let units: [(name: String, seconds: Double)] = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)]
    for unit in units where text.hasSuffix(unit.name) {
      let digits = text.dropLast(unit.name.count)
      guard !digits.isEmpty, digits.utf8.allSatisfy({ "0123456789.".utf8.contains($0) }),
        let number = Double(digits), number * unit.seconds <= longestPause
      else { break }
      return UInt64(number * unit.seconds * 1e9)
    }
    throw fault("\(shown(text)) is not a duration up to 24h", hint: "write pause:500ms, pause:2s, pause:1m")
  }

  private static func setting(_ text: String, _ keys: [SettingKey]) throws(WorkloadError) -> ReplayCommand {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw fault("set:\(shown(text)) names no value", hint: "write set:KEY=VALUE")
    }
    if let reason = FixedSetting.reasons[parts[0]] {
      throw fault("\(parts[0]) cannot change while a run goes on", hint: reason)
    }
    var settings = Settings(keys: keys)
    do throws(DocumentError) {
      try settings.merge(flag: "set", name: parts[0], text: parts[1])
    } catch {
      throw fault(error.detail, hint: error.hint)
    }
    guard let setting = LiveSetting(rawValue: parts[0]), let value = settings.setting(parts[0])?.value else {
      throw fault("\(shown(parts[0])) cannot change while a run goes on", hint: nil)
    }
    return .set(setting, value)
  }

  private static func unknown(_ verb: String) -> WorkloadError {
    let known = "commands are \(usages.joined(separator: ", "))"
    let guess = Spelling.nearest(verb, in: verbs).map { "did you mean \($0)? " } ?? ""
    return fault("unknown command \(shown(verb))", hint: guess + known)
  }

  static func fault(_ detail: String, hint: String?) -> WorkloadError {
    .badInput(detail, file: "", hint: hint)
  }

  /// Text from outside, quoted and cut to a length that can be printed.
  static func shown(_ text: String) -> String {
    text.count <= 60 ? "\"\(text)\"" : "\"\(text.prefix(60))…\""
  }
}
