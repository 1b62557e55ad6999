/// How headings stand out on a terminal that allows it.
struct Emphasis {
  let isOn: Bool

  /// For a report on this output.
  init(_ session: Session) {
    isOn = session.options.allowsColor && session.output.isTerminal
  }

  /// What matters most.
  func strong(_ text: String) -> String { isOn ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// What may be overlooked.
  func faint(_ text: String) -> String { isOn ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  /// What must not be.
  func warning(_ text: String) -> String { isOn ? "\u{1B}[33m\(text)\u{1B}[0m" : text }
}
