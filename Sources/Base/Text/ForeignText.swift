/// Words of other programs, before they reach a terminal or a log.
package enum ForeignText {
  /// The text without control and format characters, which could move the cursor or turn the direction of what follows,
  /// and of that at most `limit` characters. O(count).
  package static func printable(_ text: some StringProtocol, limit: Int) -> String {
    let scalars = text.unicodeScalars.lazy.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: scalars)
    return String(String(kept).prefix(limit))
  }
}
