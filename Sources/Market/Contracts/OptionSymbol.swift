import Base

/// A symbol of an index option, taken apart.
package struct OptionSymbol: Hashable, Sendable {
  /// When it expires, as far as the symbol tells.
  package enum Expiry: Hashable, Sendable {
    /// The monthly expiry of a month.
    case month(year: Int, month: Int)
    /// A day.
    case day(CivilDate)
  }

  /// How a symbol writes its expiry.
  package enum Form: Sendable, CaseIterable {
    /// `NIFTY24DEC24800CE`: year and month; the month's last expiry.
    case monthly
    /// `NIFTY2590224800CE`: year, month (1...9, O, N, D) and day.
    case weekly
    /// `NIFTY26NOV2619850CE`: day, month and year.
    case dated
  }

  /// The exchange or segment in front of the colon, such as `NFO`; nil without one.
  package let exchange: String?
  /// The index.
  package let root: String
  /// When it expires.
  package let expiry: Expiry
  /// In hundredths of the currency.
  package let strikeHundredths: Int32
  /// Call or put.
  package let kind: OptionKind

  /// A symbol from its parts.
  package init(
    exchange: String? = nil, root: String, expiry: Expiry, strikeHundredths: Int32, kind: OptionKind
  ) {
    self.exchange = exchange
    self.root = root
    self.expiry = expiry
    self.strikeHundredths = strikeHundredths
    self.kind = kind
  }

  /// The symbol of a contract as its exchange writes it: monthly for the last expiry of its month, else weekly.
  package init(_ contract: OptionContract, in schedule: ExpirySchedule, segment: String? = nil) {
    let (year, month, _) = contract.expiry.parts
    let isMonthly = schedule.monthly(year: year, month: month)?.date == contract.expiry
    self.init(
      exchange: segment, root: contract.index,
      expiry: isMonthly ? .month(year: year, month: month) : .day(contract.expiry),
      strikeHundredths: contract.strikeHundredths, kind: contract.kind)
  }

  /// The text of the symbol: `.dated` only for a day, `.monthly` only for a month; years are of the 21st century.
  package func text(dated: Bool = false) -> String {
    var text = exchange.map { $0 + ":" } ?? ""
    text += root
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    switch expiry {
    case .month(let year, let month):
      text += two(year % 100) + SymbolMonth(month).abbreviation
    case .day(let date):
      let (year, month, day) = date.parts
      text +=
        dated
        ? two(day) + SymbolMonth(month).abbreviation + two(year % 100)
        : two(year % 100) + String(SymbolMonth(month).letter) + two(day)
    }
    text += "\(strikeHundredths / 100)"
    let rest = strikeHundredths % 100
    if rest != 0 { text += "." + (rest % 10 == 0 ? "\(rest / 10)" : two(Int(rest))) }
    return text + (kind == .call ? "CE" : "PE")
  }
}

extension OptionSymbol {
  /// Takes symbols apart. `levels` are the orders of magnitude of strikes by root: digits are a strike when they lie
  /// between a quarter and four times the level, which tells `24DEC` + `24800` from `24DEC24` + `800`.
  package struct Parser: Sendable {
    private let roots: SymbolRoots
    private let levels: [String: Double]
    private let matching: RootMatching

    /// A parser for the indices of a table.
    package init(_ table: ContractTable, matching: RootMatching = .strict) {
      roots = SymbolRoots(table.names)
      levels = Dictionary(uniqueKeysWithValues: table.indices.map { ($0.name, $0.level) })
      self.matching = matching
    }

    /// The parts of a symbol. O(length).
    ///
    /// - Throws: kind `instruments`, with what is wrong.
    package func parse(_ symbol: String) throws(MarketError) -> OptionSymbol {
      func refuse(_ reason: String) -> MarketError {
        MarketError(
          .instruments, "symbol \"\(symbol.prefix(64))\": \(reason)",
          hint:
            "known forms are NIFTY24DEC24800CE, NIFTY2590224800CE, SENSEX25O0981000PE and NIFTY26NOV2619850CE"
        )
      }
      guard symbol.utf8.count <= 64, symbol.utf8.allSatisfy({ (33...126).contains($0) }) else {
        throw refuse("it is longer than 64 bytes or not plain text")
      }
      let halves = symbol.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 1 || !halves[0].isEmpty else { throw refuse("nothing before the colon") }
      guard let root = roots.root(of: symbol, matching) else { throw refuse("no index begins it") }
      let kind: OptionKind
      switch symbol.suffix(2) {
      case "CE": kind = .call
      case "PE": kind = .put
      default: throw refuse("it ends in neither CE nor PE")
      }
      guard let start = halves[halves.count - 1].firstRange(of: root) else {
        throw refuse("no index begins it")
      }
      let middle = halves[halves.count - 1][start.upperBound...].dropLast(2)
      guard let (expiry, strike) = read(Array(middle), level: levels[root] ?? 0) else {
        throw refuse("\"\(middle)\" is no expiry and strike")
      }
      return OptionSymbol(
        exchange: halves.count == 2 ? String(halves[0]) : nil, root: root, expiry: expiry,
        strikeHundredths: strike, kind: kind)
    }

    private func read(_ text: [Character], level: Double) -> (Expiry, Int32)? {
      guard text.count >= 6, let first = Self.number(text[0..<2]) else { return nil }
      if let month = SymbolMonth(abbreviation: String(text[2..<5])) {
        if let strike = strike(text[5...], level) {
          return (.month(year: 2000 + first, month: month.number), strike)
        }
        guard text.count >= 8, let year = Self.number(text[5..<7]),
          let date = CivilDate(year: 2000 + year, month: month.number, day: first),
          let strike = strike(text[7...], level)
        else { return nil }
        return (.day(date), strike)
      }
      guard let month = SymbolMonth(letter: text[2]), let day = Self.number(text[3..<5]),
        let date = CivilDate(year: 2000 + first, month: month.number, day: day),
        let strike = strike(text[5...], level)
      else { return nil }
      return (.day(date), strike)
    }

    /// A strike in hundredths: digits, at most two after a point.
    private func strike(_ text: ArraySlice<Character>, _ level: Double) -> Int32? {
      let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = parts.first, first.count <= 8, first.first != "0", let whole = Self.number(first)
      else { return nil }
      var hundredths = whole * 100
      if parts.count == 2 {
        guard (1...2).contains(parts[1].count), let rest = Self.number(parts[1]) else { return nil }
        hundredths += parts[1].count == 1 ? rest * 10 : rest
      }
      guard (level / 4...level * 4).contains(Double(hundredths) / 100) else { return nil }
      return Int32(exactly: hundredths)
    }

    private static func number(_ text: ArraySlice<Character>) -> Int? {
      guard !text.isEmpty, text.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
      return Int(String(text))
    }
  }

  /// The day it expires: its own, or the monthly expiry of its month by the schedule.
  ///
  /// - Throws: kind `expiry` when the index was not listed in that month.
  package func contract(in schedule: ExpirySchedule) throws(MarketError) -> OptionContract {
    let day: CivilDate
    switch expiry {
    case .day(let date): day = date
    case .month(let year, let month):
      guard let entry = schedule.monthly(year: year, month: month) else {
        throw MarketError(.expiry, "\(root) has no monthly expiry in \(year)-\(month)", index: root)
      }
      day = entry.date
    }
    return OptionContract(index: root, expiry: day, strikeHundredths: strikeHundredths, kind: kind)
  }
}
