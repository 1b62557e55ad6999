/// How the beginning of a symbol is taken for an index. Raw values are the names in settings.
package enum RootMatching: String, Sendable, CaseIterable {
  /// The longest root, and then a digit or the letters of a month: nothing else is an option of the index.
  case strict
  /// The longest root, whatever follows.
  case prefix
  /// The longest root anywhere inside, as older collectors did; `XNIFTY` is then taken for NIFTY.
  case legacy
}

/// Finds which index a symbol belongs to.
package struct SymbolRoots: Sendable {
  /// Longest first, so that BANKNIFTY is never taken for NIFTY, nor NIFTYNXT50.
  private let roots: [String]

  /// Roots to look for.
  package init(_ roots: [String]) {
    self.roots = roots.sorted { $0.utf8.count == $1.utf8.count ? $0 < $1 : $0.utf8.count > $1.utf8.count }
  }

  /// The root of a symbol, without or with its exchange in front (`NFO:NIFTY…`); nil when there is none. O(roots).
  package func root(of symbol: String, _ matching: RootMatching = .strict) -> String? {
    let name = symbol.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
    return roots.first { root in
      switch matching {
      case .strict:
        guard name.hasPrefix(root) else { return false }
        let rest = name.dropFirst(root.count)
        return rest.utf8.first.map { (48...57).contains($0) } == true
          || SymbolMonth(abbreviation: rest.prefix(3)) != nil
      case .prefix: return name.hasPrefix(root)
      case .legacy: return name.firstRange(of: root) != nil
      }
    }
  }
}

/// A month as symbols write it.
struct SymbolMonth {
  private static let names = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
  private static let letters = Array("123456789OND")

  /// 1...12.
  let number: Int

  init(_ number: Int) { self.number = number }

  /// `JAN` to `DEC`.
  init?(abbreviation: some StringProtocol) {
    guard let index = Self.names.firstIndex(where: { $0 == abbreviation }) else { return nil }
    number = index + 1
  }

  /// `1` to `9`, then `O`, `N`, `D`.
  init?(letter: Character) {
    guard let index = Self.letters.firstIndex(of: letter) else { return nil }
    number = index + 1
  }

  var abbreviation: String { Self.names[number - 1] }
  var letter: Character { Self.letters[number - 1] }
}
