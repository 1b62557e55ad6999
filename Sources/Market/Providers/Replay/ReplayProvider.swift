import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Answers from what the collector recorded: `<folder>/<INDEX>/<expiry>/<strike>/<date>.csv` and
/// `<folder>/overview/<INDEX>/<date>.csv`. The answer at an instant is what was recorded last at or before it on its day;
/// `nextInstant` tells a host which instants there are.
///
/// Memory is bounded: two rows of at most `seriesLimit` files, and the moments of one day.
package final class ReplayProvider: MarketProvider, @unchecked Sendable {
  /// Files whose place is remembered; beyond it all are forgotten and read from their beginning again.
  static let seriesLimit = 8192
  /// Broken rows that are told; of more, only that there are more.
  static let brokenLimit = 100
  /// Names in a folder, more than a market lists.
  private static let namesLimit = 100_000
  private static let contractColumns = [
    "index_price", "ce", "pe", "avg_ce", "avg_pe", "ce_vol", "pe_vol", "ce_oi", "pe_oi",
  ]
  private static let overviewColumns = ["index_price", "index_net_change", "index_day_change"]

  /// `replay`.
  package let name = "replay"
  private let folder: String
  private let lock = Lock()
  // Under the lock.
  private var series: [String: RecordedSeries] = [:]
  private var timeline: (day: CivilDate, instants: [Int64])?
  /// Broken rows that were told, by their words.
  private var broken: Set<String> = []
  private let told: @Sendable (MarketError) -> Void

  /// A recording in a folder. `told` hears of every broken row once, of at most `brokenLimit` of them; it must not ask the
  /// provider.
  ///
  /// - Throws: kind `storage` for a folder that cannot be read, `config` for one that has nothing of an index of the table.
  package init(
    _ folder: String, _ table: ContractTable = .builtIn,
    told: @escaping @Sendable (MarketError) -> Void = { _ in }
  ) throws(MarketError) {
    self.folder = folder
    self.told = told
    let names: [String]
    do throws(SystemError) {
      names = try Folder.names(folder, limit: Self.namesLimit)
    } catch {
      throw MarketError(.storage, "recording: \(error)")
    }
    guard names.contains(where: table.names.contains) else {
      throw MarketError(
        .config, "recording: \(folder) has no folder of an index",
        hint: "give the folder that a collection wrote with --out; it has folders such as NIFTY and overview")
    }
    indices = names.filter(table.names.contains)
  }

  /// Indices that were recorded.
  package let indices: [String]

  /// Days of expiry that something was recorded of on the day of the call.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    try lock.withLock { () throws(MarketError) in
      let today = MarketCalendar.zone.date(call.now)
      var days: [CivilDate] = []
      for name in try list(index) {
        guard let day = CivilDate(name), day >= today else { continue }
        if try file(of: index, day, today) != nil { days.append(day) }
      }
      return days
    }
  }

  /// The level in the overview, or in the rows of the nearest expiry.
  ///
  /// - Throws: kind `quotes` before the first row of the day.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    try lock.withLock { () throws(MarketError) in
      let today = MarketCalendar.zone.date(call.now)
      let overview = "\(folder)/overview/\(index)/\(today).csv"
      if exists(overview), let row = try row(overview, Self.overviewColumns, call.now) {
        var quote = IndexQuote(index, price: row.numbers[0], time: row.instant)
        quote.previousClose = row.numbers[0] - row.numbers[1]
        quote.open = row.numbers[0] - row.numbers[2]
        return quote
      }
      for name in try list(index) {
        guard let day = CivilDate(name), day >= today, let path = try file(of: index, day, today),
          let row = try row(path, Self.contractColumns, call.now)
        else { continue }
        return IndexQuote(index, price: row.numbers[0], time: row.instant)
      }
      throw MarketError(
        .quotes, "nothing was recorded by \(WallClock.iso8601(call.now)) of its day", index: index)
    }
  }

  /// Strikes whose last row is of the same moment as the latest of all that were asked for; others were no longer
  /// collected then.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    try lock.withLock { () throws(MarketError) in
      let place = "\(folder)/\(index)/\(expiry)"
      guard exists(place) else {
        throw MarketError(.expiry, "nothing was recorded of the expiry \(expiry)", index: index)
      }
      let today = MarketCalendar.zone.date(call.now)
      var found: [(strike: Int32, row: RecordedSeries.Row)] = []
      for strike in strikes {
        var bytes: [UInt8] = []
        RowText.append(hundredths: strike, to: &bytes)
        let path = "\(place)/\(String(decoding: bytes, as: UTF8.self))/\(today).csv"
        if exists(path), let row = try row(path, Self.contractColumns, call.now) {
          found.append((strike, row))
        }
      }
      let latest = found.map(\.row.instant).max()
      return found.filter { $0.row.instant == latest }.flatMap { quotes(index, expiry, $0.strike, $0.row) }
    }
  }

  /// The first recorded instant after another one, or of all; nil behind the last.
  ///
  /// - Throws: kind `storage`, as reading does.
  package func nextInstant(after instant: Int64?) throws(MarketError) -> Int64? {
    try lock.withLock { () throws(MarketError) in
      let first = instant.map { MarketCalendar.zone.date($0) }
      for day in try days() where first.map({ day >= $0 }) ?? true {
        if timeline?.day != day { timeline = (day, try instants(of: day)) }
        if let next = timeline?.instants.first(where: { $0 > instant ?? .min }) {
          return next
        }
      }
      return nil
    }
  }

  /// Files are open only while they are read.
  package func close() {}
}

extension ReplayProvider {
  private func quotes(
    _ index: String, _ expiry: CivilDate, _ strike: Int32, _ row: RecordedSeries.Row
  ) -> [OptionQuote] {
    OptionKind.allCases.compactMap { kind in
      let side = kind == .call ? 0 : 1
      let contract = OptionContract(index: index, expiry: expiry, strikeHundredths: strike, kind: kind)
      var quote = OptionQuote(contract, last: row.numbers[1 + side], time: row.instant)
      quote.average = row.numbers[3 + side]
      quote.volume = row.numbers[5 + side]
      quote.openInterest = row.numbers[7 + side]
      // A side that was not quoted then stays unquoted.
      return quote.last.isNaN && quote.volume.isNaN && quote.openInterest.isNaN ? nil : quote
    }
  }

  private func row(_ path: String, _ names: [String], _ now: Int64) throws(MarketError) -> RecordedSeries.Row?
  {
    if series.count >= Self.seriesLimit, series[path] == nil { series.removeAll() }
    var one = series[path] ?? RecordedSeries(path: path, names: names)
    defer { series[path] = one }
    return try one.row(at: now, told: tell)
  }

  /// Tells of a broken row once, however often its file is read.
  private func tell(_ error: MarketError) {
    guard broken.count <= Self.brokenLimit, broken.insert(error.message).inserted else { return }
    guard broken.count > Self.brokenLimit else { return told(error) }
    told(
      MarketError(.dataQuality, "\(folder): more broken rows than \(Self.brokenLimit); others are not told"))
  }

  private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What stands in the folder of an index.
  private func list(_ index: String) throws(MarketError) -> [String] {
    guard indices.contains(index) else {
      throw MarketError(
        .instruments, "nothing was recorded of \(index)",
        hint: "recorded are \(indices.joined(separator: ", "))",
        index: index)
    }
    return try names("\(folder)/\(index)")
  }

  private func names(_ path: String) throws(MarketError) -> [String] {
    do throws(SystemError) {
      return try Folder.names(path, limit: Self.namesLimit)
    } catch {
      throw MarketError(.storage, "recording: \(error)", severity: .abort)
    }
  }

  /// A file of one of the expiry's strikes with rows of that day.
  private func file(of index: String, _ expiry: CivilDate, _ day: CivilDate) throws(MarketError) -> String? {
    let place = "\(folder)/\(index)/\(expiry)"
    return try names(place).lazy.map { "\(place)/\($0)/\(day).csv" }.first(where: exists)
  }

  /// Days something was recorded on, ascending.
  private func days() throws(MarketError) -> [CivilDate] {
    var days: Set<CivilDate> = []
    for index in indices {
      let overview = "\(folder)/overview/\(index)"
      if exists(overview) {
        days.formUnion(try names(overview).compactMap(Self.day))
        continue
      }
      for expiry in try list(index) where CivilDate(expiry) != nil {
        for strike in try names("\(folder)/\(index)/\(expiry)") {
          days.formUnion(try names("\(folder)/\(index)/\(expiry)/\(strike)").compactMap(Self.day))
        }
      }
    }
    return days.sorted()
  }

  private static func day(_ name: String) -> CivilDate? {
    name.hasSuffix(".csv") ? CivilDate(name.dropLast(4)) : nil
  }

  /// The moments of a day: those of the overviews, or of the nearest expiry where there is none. Ascending.
  private func instants(of day: CivilDate) throws(MarketError) -> [Int64] {
    var instants: Set<Int64> = []
    for index in indices {
      let before = instants.count
      let overview = "\(folder)/overview/\(index)/\(day).csv"
      if exists(overview) { instants.formUnion(try moments(overview)) }
      // An overview without a row that can be read is as good as none.
      if instants.count == before {
        for name in try list(index) {
          guard let expiry = CivilDate(name), expiry >= day, try file(of: index, expiry, day) != nil else {
            continue
          }
          for strike in try names("\(folder)/\(index)/\(name)") {
            let path = "\(folder)/\(index)/\(name)/\(strike)/\(day).csv"
            if exists(path) { instants.formUnion(try moments(path)) }
          }
          break
        }
      }
    }
    return instants.sorted()
  }

  private func moments(_ path: String) throws(MarketError) -> Set<Int64> {
    var series = RecordedSeries(path: path, names: ["index_price"])
    return try series.moments(told: tell)
  }
}
