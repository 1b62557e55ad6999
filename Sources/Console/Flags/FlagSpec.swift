/// One flag as data: parsing, help, completion, the man page and the documentation are all made from it.
struct FlagSpec: Sendable {
  /// The long name without its dashes.
  let long: String
  var short: Character?
  /// What the value may be; nil makes the flag a switch.
  var kind: ValueKind?
  /// What stands for the value in help, such as `FILE`.
  var valueName = ""
  /// The value of a flag typed without one; a value is then attached with `=` alone.
  var bareValue: String?
  /// The default as help shows it; nil when there is none.
  var fallback: String?
  /// An environment variable that gives the value when the flag is absent.
  var environment: String?
  /// The configuration key this flag overrides.
  var setting: String?
  /// The environment variable that sets that key, for help; the settings read it.
  var settingEnvironment: String?
  var isRequired = false
  var isRepeatable = false
  /// Whether everything behind it on the line is its value.
  var takesRest = false
  /// A switch that also has a `--no-` form.
  var isNegatable = false
  /// Accepted and parsed, but left out of help because it no longer does anything.
  var isObsolete = false
  /// The heading under which help lists the flag.
  var group = ""
  /// What it does, one or two plain sentences.
  let help: String

  /// The flag as typed, `--long`.
  var spelling: String { "--" + long }

  /// Long name, short name and value as help shows them: `-q, --quiet`, `--csv FILE`, `--[no-]tombstones`.
  var usage: String {
    let name = isNegatable ? "--[no-]" + long : spelling
    let full = kind == nil ? name : bareValue == nil ? "\(name) \(valueName)" : "\(name)[=\(valueName)]"
    return short.map { "-\($0), \(full)" } ?? full
  }

  /// Every long spelling the parser accepts.
  var longSpellings: [String] { isNegatable ? [spelling, "--no-" + long] : [spelling] }

  /// Whether each allowed word has an explanation, which help then lists.
  var explainsChoices: Bool {
    if case .choice(let choices) = kind { choices.allSatisfy { !$0.help.isEmpty } } else { false }
  }

  /// The remarks behind the help text: required, default, range, environment, configuration key.
  ///
  /// - Parameter listingChoices: whether to name the allowed words of a choice.
  func remarks(listingChoices: Bool = true) -> [String] {
    var remarks: [String] = []
    if isRequired { remarks.append("required") }
    if isRepeatable { remarks.append("may be repeated") }
    if case .choice(let choices) = kind {
      if listingChoices { remarks.append("one of \(choices.map(\.name).joined(separator: ", "))") }
    } else if let constraint = kind?.constraint {
      remarks.append(constraint)
    }
    if let fallback { remarks.append("default \(fallback)") }
    if let environment = environment ?? settingEnvironment { remarks.append("environment \(environment)") }
    if let setting { remarks.append("configuration \(setting)") }
    return remarks
  }
}
