import Base
import Documents
import Governance
import Market

/// What the settings of a collection say, read and checked: everything that flags, the environment and the configuration
/// file decide before anything is opened.
struct CollectSettings {
  let table: ContractTable
  let plan: CollectionPlan
  let specs: [ProviderSpec]
  /// What a provider's program may be asked.
  let limits: ProviderLimits
  let seed: UInt64
  let tokenFile: String?
  /// Nil for a run that keeps nothing.
  let folder: String?
  /// How rows are kept there.
  let forms: Set<RowForm>
  /// Nil for a run that publishes nothing.
  let panelFolder: String?
  let keyPath: String?
  let influx: InfluxTarget.Place?
  let influxURL: String?
  /// Nil leaves it to the providers.
  let clock: CollectionClock?
  /// Nil leaves it to the providers and the clock.
  let hours: CollectionHours?
  /// The day of the manual clock.
  let day: CivilDate

  /// Reads them; everything that is wrong is told with the place that says so, be it a flag, a variable or a line of a file.
  init(_ settings: Settings) throws(Failure) {
    let faults = Self.faults(settings)
    if !faults.isEmpty { throw .all(faults.map { $0.failure(settings.origin($0.name)) }) }
    self = try Failure.wrapping { () throws(MarketError) in try CollectSettings(sound: settings) }
  }

  private init(sound settings: Settings) throws(MarketError) {
    table = try Self.table(settings)
    plan = try Self.plan(settings)
    specs = try Self.providers(settings)
    limits = Self.limits(settings, interval: plan.interval)
    seed = UInt64(bitPattern: Int64(settings.integer(CollectionKeys.seed.name)))
    tokenFile = settings.optionalText(CollectionKeys.tokenFile)
    folder = settings.optionalText(DestinationKeys.out)
    forms = try Self.forms(settings)
    panelFolder = settings.panelFolder
    keyPath = settings.optionalText(DestinationKeys.keys)
    influxURL = settings.optionalText(DestinationKeys.influx)
    influx = influxURL == nil ? nil : Self.place(settings)
    clock = CollectionClock(named: settings.text(CollectionKeys.clock.name))
    hours = CollectionHours(named: settings.text(CollectionKeys.hours.name))
    day = try Self.day(settings)
  }

  private static func plan(_ settings: Settings) throws(MarketError) -> CollectionPlan {
    var plan = CollectionPlan()
    plan.cycles = settings.optionalInteger(CollectionKeys.cycles.name)
    plan.interval = Int64(settings.number(CollectionKeys.interval.name) * 1e9)
    plan.patience = UInt64(settings.number(CollectionKeys.timeout.name) * 1e9)
    plan.rate = settings.number(CollectionKeys.rate.name)
    plan.quality = try quality(settings)
    let names = distinct(settings.list(CollectionKeys.indices))
    if !names.isEmpty {
      plan.indices = names.map { name in
        IndexPlan.standard.first { $0.index == name }
          ?? IndexPlan(name, below: 10, above: 10, rules: [.thisMonth])
      }
    }
    let rules = distinct(try rules(settings))
    if !rules.isEmpty {
      plan.indices = plan.indices.map { IndexPlan($0.index, below: $0.below, above: $0.above, rules: rules) }
    }
    if let strikes = settings.optionalInteger(CollectionKeys.strikes.name) {
      plan.indices = plan.indices.map { IndexPlan($0.index, below: strikes, above: strikes, rules: $0.rules) }
    }
    return plan
  }

  /// Each once, where it stands first: what is named twice is collected once.
  private static func distinct<T: Hashable>(_ list: [T]) -> [T] {
    var known: Set<T> = []
    return list.filter { known.insert($0).inserted }
  }

  /// Refuses faults of a part that this run does without: nothing would come of them, and nobody would be told.
  func check(_ faults: FaultPlan) throws(MarketError) {
    for condition in faults.conditions {
      let missing: (what: String, hint: String)? =
        switch condition.domain {
        case .storage where folder == nil: ("keeps nothing (--out none)", "--out DIR")
        case .panels where panelFolder == nil: ("publishes no panels (--panels-dir none)", "--panels-dir DIR")
        default: nil
        }
      guard let missing else { continue }
      throw MarketError(
        .config, "--fault \(condition): this run \(missing.what)",
        hint: "give \(missing.hint), or leave the fault out", severity: .fatal)
    }
  }

  static func place(_ settings: Settings) -> InfluxTarget.Place {
    if let organization = settings.optionalText(DestinationKeys.influxOrganization) {
      return .bucket(
        organization: organization, bucket: settings.optionalText(DestinationKeys.influxBucket) ?? "")
    }
    return .database(settings.optionalText(DestinationKeys.influxDatabase) ?? "")
  }

  /// What the run was asked for, setting by setting; those that are always told first. Commands of providers may carry
  /// secrets and are told without arguments.
  static func provenance(_ settings: Settings, _ session: Session) -> Provenance {
    let always = [
      CollectionKeys.interval, CollectionKeys.rate, CollectionKeys.seed, CollectionKeys.timeout,
    ]
    let chosen = [
      CollectionKeys.indices, CollectionKeys.expiries, CollectionKeys.strikes, CollectionKeys.contracts,
      CollectionKeys.start, CollectionKeys.clock, CollectionKeys.quality,
    ].filter { settings.origin($0.name) != .defaultValue }
    let providers: [String]
    do throws(MarketError) {
      providers = try ProviderSpec.list([settings.text(CollectionKeys.provider.name)]).map(\.description)
    } catch { providers = [] }
    var told = [(name: "provider", value: providers.joined(separator: " "))]
    for key in always + chosen {
      told.append((String(key.name.split(separator: ".")[1]), settings.value(key.name).shown))
    }
    let text = told.map { "\($0.name)=\($0.value)\n" }.joined()
    return Provenance(
      version: session.program.version, digest: hexadecimalDigits(Settings.digest(of: text)),
      settings: told)
  }
}

extension Settings {
  /// The folder of panels that is meant: the one that is named, or the usual one beside the output; nil for none.
  var panelFolder: String? {
    let named = text(DestinationKeys.panels.name)
    if !named.isEmpty { return named == "none" ? nil : named }
    guard let out = optionalText(DestinationKeys.out) else { return nil }
    return .text(out) == DestinationKeys.out.defaultValue ? "data/panels" : out + "/panels"
  }
}
