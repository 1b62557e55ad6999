import Documents

/// A declared flag and the Swift type its value has once it is checked.
struct Flag<Value: Sendable>: Sendable {
  var spec: FlagSpec
  /// Turns the checked values of this flag, in the order typed, into the typed value.
  let read: @Sendable ([ArgumentValue]) -> Value

  /// The same flag under a heading of the help page.
  func grouped(_ name: String) -> Flag { with { $0.group = name } }

  /// The same flag with a one-letter name.
  func short(_ letter: Character) -> Flag { with { $0.short = letter } }

  /// The same flag, its help naming what applies when it is absent.
  func defaulting(_ text: String) -> Flag { with { $0.fallback = text } }

  /// The same flag, taking its value from an environment variable when it is not typed.
  func environment(_ name: String) -> Flag { with { $0.environment = name } }

  /// The same flag, still accepted but no longer listed.
  func obsolete() -> Flag { with { $0.isObsolete = true } }

  func with(_ change: (inout FlagSpec) -> Void) -> Flag {
    var copy = self
    change(&copy.spec)
    return copy
  }
}

extension Flag where Value == Bool {
  /// A switch: on when typed.
  static func toggle(_ long: String, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, help: help)) { $0.last == .on }
  }
}

extension Flag where Value == Bool? {
  /// A switch with a `--no-` form; nil when neither was typed.
  static func negatable(_ long: String, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, isNegatable: true, help: help)) { $0.last.map { $0 == .on } }
  }
}

extension Flag where Value == String {
  /// A required text or path.
  static func required(_ long: String, _ name: String, kind: ValueKind = .text, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: kind, valueName: name, isRequired: true, help: help)) {
      $0.last?.text ?? ""
    }
  }

  /// A text with a default.
  static func text(_ long: String, _ name: String, default fallback: String, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: .text, valueName: name, fallback: fallback, help: help)) {
      $0.last?.text ?? fallback
    }
  }
}

extension Flag where Value == [String] {
  /// A text that may be given any number of times, in the order typed.
  static func repeated(_ long: String, _ name: String, kind: ValueKind = .text, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: kind, valueName: name, isRepeatable: true, help: help)) {
      $0.compactMap(\.text)
    }
  }
}

extension Flag where Value == String? {
  /// An optional text or path.
  static func optional(_ long: String, _ name: String, kind: ValueKind = .text, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: kind, valueName: name, help: help)) { $0.last?.text }
  }
}

extension Flag where Value == [UInt8]? {
  /// Optional bytes: a key, or a part of one.
  static func data(_ long: String, _ name: String, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: .data, valueName: name, help: help)) { $0.last?.data }
  }
}

extension Flag where Value == Int {
  /// A whole number with a default.
  static func integer(
    _ long: String, _ name: String = "N", in range: ClosedRange<Int> = 0...Int.max,
    default fallback: Int, _ help: String
  ) -> Flag {
    let spec = FlagSpec(
      long: long, kind: .integer(range, words: []), valueName: name, fallback: String(fallback), help: help)
    return Flag(spec: spec) { $0.last?.integer ?? fallback }
  }

  /// A size in bytes with a default.
  static func bytes(
    _ long: String, in range: ClosedRange<Int> = 0...Int.max, default fallback: Int, _ help: String
  ) -> Flag {
    let spec = FlagSpec(
      long: long, kind: .bytes(range, words: []), valueName: "BYTES", fallback: String(fallback), help: help)
    return Flag(spec: spec) { $0.last?.integer ?? fallback }
  }
}

extension Flag where Value == Int? {
  /// A whole number that may be absent.
  static func integer(
    _ long: String, _ name: String = "N", in range: ClosedRange<Int> = 0...Int.max, _ help: String
  ) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: .integer(range, words: []), valueName: name, help: help)) {
      $0.last?.integer
    }
  }

  /// A size in bytes that may be absent.
  static func bytes(_ long: String, in range: ClosedRange<Int> = 0...Int.max, _ help: String) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: .bytes(range, words: []), valueName: "BYTES", help: help)) {
      $0.last?.integer
    }
  }
}

extension Flag where Value == Double {
  /// A real number with a default.
  static func number(
    _ long: String, _ name: String = "X", in range: NumberRange, default fallback: Double, _ help: String
  ) -> Flag {
    let spec = FlagSpec(
      long: long, kind: .number(range), valueName: name, fallback: Numbers.plain(fallback), help: help)
    return Flag(spec: spec) { $0.last?.number ?? fallback }
  }
}

extension Flag where Value == Double? {
  /// A real number that may be absent.
  static func number(
    _ long: String, _ name: String = "X", in range: NumberRange, _ help: String
  ) -> Flag {
    Flag(spec: FlagSpec(long: long, kind: .number(range), valueName: name, help: help)) { $0.last?.number }
  }
}

extension Flag where Value: FlagChoice {
  /// One of a few named values, with a default.
  static func choice(_ long: String, _ name: String, default fallback: Value, _ help: String) -> Flag {
    let spec = FlagSpec(
      long: long, kind: .choice(Value.specs), valueName: name, fallback: fallback.name, help: help)
    return Flag(spec: spec) { $0.last?.text.flatMap(Value.init(named:)) ?? fallback }
  }
}

extension Flag {
  /// One of a few named values, which may be absent.
  static func choice<Choice: FlagChoice>(_ long: String, _ name: String, _ help: String) -> Flag
  where Value == Choice? {
    Flag(spec: FlagSpec(long: long, kind: .choice(Choice.specs), valueName: name, help: help)) {
      $0.last?.text.flatMap(Choice.init(named:))
    }
  }
}

extension Flag {
  /// One of a few named values, which may be absent; `bare` when the flag is typed without one.
  static func choice<Choice: FlagChoice>(
    _ long: String, _ name: String, bare: Choice, _ help: String
  ) -> Flag where Value == Choice? {
    var flag = choice(long, name, help)
    flag.spec.bareValue = bare.name
    return flag
  }
}
