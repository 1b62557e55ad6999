/// What a cell means, from which its colour follows where there are colours.
package enum Ink: UInt8, CaseIterable, Sendable {
  case plain, faint, title, focus, good, warning, critical
  /// The series of charts.
  case first, second, third
  /// The layouts of segments.
  case chaining, robinhood, grouped, compact
  /// Bars of lines that stand for the whole program: header and footer.
  case bar

  /// The ink of a layout by its name; other names are drawn plain.
  static func layout(_ name: String) -> Ink {
    switch name {
    case "chaining": .chaining
    case "robinhood": .robinhood
    case "grouped": .grouped
    case "compact": .compact
    default: .plain
    }
  }

  /// Whether it stands out without colours too.
  var isStrong: Bool {
    switch self {
    case .title, .focus, .warning, .critical: true
    default: false
    }
  }

  /// Whether foreground and background change places.
  var isReversed: Bool { self == .bar || self == .critical || self == .focus }
}
