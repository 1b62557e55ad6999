/// How many colours a terminal has.
package enum ColorDepth: CaseIterable, Sendable {
  case none, sixteen, many, full

  /// What the environment says: nothing of colours means sixteen.
  package init(term: String?, colorTerm: String?, allowsColor: Bool) {
    self =
      if !allowsColor {
        .none
      } else if let colorTerm, ["truecolor", "24bit"].contains(colorTerm) {
        .full
      } else if (term ?? "").contains("256") || (term ?? "").contains("direct") {
        .many
      } else {
        .sixteen
      }
  }
}

/// The sequences that switch to an ink (SGR, ECMA-48 8.3.117).
enum Palette {
  /// Begins with a reset, so that no ink depends on the one before it.
  static func sequence(_ ink: Ink, _ depth: ColorDepth) -> String {
    var codes = ["0"]
    if ink.isStrong { codes.append("1") }
    if ink == .faint { codes.append("2") }
    if ink.isReversed { codes.append("7") }
    if let shade = shade(of: ink) {
      switch depth {
      case .none: break
      case .sixteen: codes.append(String(shade.basic))
      case .many: codes.append("38;5;\(shade.indexed)")
      case .full: codes.append("38;2;\(shade.red);\(shade.green);\(shade.blue)")
      }
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }

  private struct Shade {
    let basic: Int
    let indexed: Int
    let red: Int
    let green: Int
    let blue: Int
  }

  /// The colours of Okabe and Ito, which people with colour-blindness tell apart, and their nearest neighbours.
  private static func shade(of ink: Ink) -> Shade? {
    switch ink {
    case .plain, .faint, .bar, .title: nil
    case .focus, .first, .grouped: Shade(basic: 36, indexed: 74, red: 86, green: 180, blue: 233)
    case .good, .third, .compact: Shade(basic: 32, indexed: 36, red: 0, green: 158, blue: 115)
    case .warning, .second, .chaining: Shade(basic: 33, indexed: 178, red: 230, green: 159, blue: 0)
    case .critical: Shade(basic: 31, indexed: 166, red: 213, green: 94, blue: 0)
    case .robinhood: Shade(basic: 35, indexed: 175, red: 204, green: 121, blue: 167)
    }
  }
}
