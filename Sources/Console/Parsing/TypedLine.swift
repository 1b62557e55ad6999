/// A command line as typed: which command, which flags with which texts, which positional words. Nothing about
/// the values has been checked yet.
struct TypedLine: Sendable {
  var command: CommandSpec?
  /// A first word that only leads to a second one, where `--help` was typed instead of that.
  var family: String?
  var flags: [TypedFlag] = []
  var words: [CommandWord] = []

  /// Whether a switch was typed, by its long name.
  func has(_ long: String) -> Bool { flags.contains { $0.spec.long == long } }

  /// The line without words and without flags of the command itself: what `--help` needs to be answered.
  func onlyGlobals() -> TypedLine {
    let names = GlobalFlags.all.map(\.long)
    return TypedLine(command: command, flags: flags.filter { names.contains($0.spec.long) })
  }
}

/// One occurrence of a flag.
struct TypedFlag: Sendable {
  let spec: FlagSpec
  /// Its value; nil for a switch.
  let word: CommandWord?
  /// How it was spelled, for messages.
  let spelling: String

  /// A switch typed in its `--no-` form.
  var isNegated: Bool { word == nil && spelling == "--no-" + spec.long }
}
