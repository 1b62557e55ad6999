import Base
import Documents
import Market

/// The settings one by one, and everything that is wrong with them.
extension CollectSettings {
  static func table(_ settings: Settings) throws(MarketError) -> ContractTable {
    let text = settings.text(CollectionKeys.contracts.name)
    return try ContractTable.read(text.isEmpty || text == "none" ? nil : text)
  }

  static func providers(_ settings: Settings) throws(MarketError) -> [ProviderSpec] {
    try ProviderSpec.list([settings.text(CollectionKeys.provider.name)])
  }

  static func limits(_ settings: Settings, interval: Int64) -> ProviderLimits {
    var limits = ProviderLimits(interval: interval)
    limits.rate = settings.number(CollectionKeys.questionRate.name)
    limits.burst = Double(settings.integer(CollectionKeys.questionBurst.name))
    limits.strikesPerQuestion = settings.integer(CollectionKeys.questionStrikes.name)
    return limits
  }

  static func quality(_ settings: Settings) throws(MarketError) -> QualitySettings {
    try QualitySettings(settings.list(CollectionKeys.quality))
  }

  static func rules(_ settings: Settings) throws(MarketError) -> [ExpiryRule] {
    var rules: [ExpiryRule] = []
    for word in settings.list(CollectionKeys.expiries) { rules.append(try ExpiryRule(word)) }
    return rules
  }

  static func forms(_ settings: Settings) throws(MarketError) -> Set<RowForm> {
    try RowForm.list(settings.list(DestinationKeys.sinks))
  }

  static func day(_ settings: Settings) throws(MarketError) -> CivilDate {
    let text = settings.text(CollectionKeys.start.name)
    guard let day = CivilDate(text) else {
      throw MarketError(.config, "\(text) is not a day", hint: "write it as 2026-11-16", severity: .fatal)
    }
    return day
  }

  static func target(_ settings: Settings) throws(MarketError) -> InfluxTarget? {
    guard let url = settings.optionalText(DestinationKeys.influx) else { return nil }
    return try InfluxTarget(url: url, place: place(settings), token: nil)
  }

  /// Everything that is wrong; of lists every member that is.
  static func faults(_ settings: Settings) -> [SettingFault] {
    var found: [SettingFault] = []
    func check(_ key: SettingKey, _ body: () throws(MarketError) -> Void) {
      do throws(MarketError) { try body() } catch {
        found.append(
          SettingFault(
            name: key.name, detail: error.message, hint: error.hint, isUnreadable: error.kind == .storage))
      }
    }
    var table: ContractTable?
    check(CollectionKeys.contracts) { () throws(MarketError) in table = try Self.table(settings) }
    check(CollectionKeys.provider) { () throws(MarketError) in _ = try providers(settings) }
    if let table {
      let named = settings.list(CollectionKeys.indices)
      for index in named.isEmpty ? CollectionPlan().indices.map(\.index) : named {
        check(CollectionKeys.indices) { () throws(MarketError) in _ = try table.facts(index) }
      }
    }
    for word in settings.list(CollectionKeys.expiries) {
      check(CollectionKeys.expiries) { () throws(MarketError) in _ = try ExpiryRule(word) }
    }
    for word in settings.list(CollectionKeys.quality) {
      check(CollectionKeys.quality) { () throws(MarketError) in _ = try QualitySettings([word]) }
    }
    check(CollectionKeys.start) { () throws(MarketError) in _ = try day(settings) }
    check(DestinationKeys.sinks) { () throws(MarketError) in _ = try forms(settings) }
    check(DestinationKeys.influx) { () throws(MarketError) in _ = try target(settings) }
    return found
  }
}
