import Documents
import Governance
import Market

/// What the commands about configuration files know of a program besides its settings: one code serves every program.
struct ConfigurationProfile: Sendable {
  /// The file that examples name.
  let file: String
  /// What the wizard writes unless told.
  let generated: String
  /// The title of the schema.
  let title: String
  /// Settings as they are typed, for examples and hints.
  let assignments: [String]
  /// A flag that overrides a setting, as it is typed.
  let override: String
  /// The settings that the wizard asks for.
  let asked: [SettingKey]
  /// The settings that it writes, asked for or not.
  let written: [SettingKey]
  /// The flags of `config show`, each of which overrides a setting.
  let flags: [FlagSpec]
  /// Names the folder of presets.
  let presetsVariable: String
  /// The folder of presets below the user's own.
  let presetsFolder: String
  /// What settings must fulfil together or beyond their own rules.
  let check: @Sendable (Settings) throws(Failure) -> Void
  /// The same, but all of it at once.
  let faults: @Sendable (Settings) -> [SettingFault]
}

/// What is wrong with the value of a setting beyond its own rule.
struct SettingFault: Sendable {
  /// The setting.
  let name: String
  let detail: String
  let hint: String?
  /// Whether it names a file that cannot be read.
  let isUnreadable: Bool

  /// The end of a command whose setting comes from there.
  func failure(_ origin: SettingOrigin) -> Failure {
    let told =
      switch origin {
      case .defaultValue: detail
      case .flag(let name), .environment(let name): "\(name): \(detail)"
      case .file(let path, let line): "\(path):\(line): \(name): \(detail)"
      }
    return isUnreadable ? .io(told, hint: hint) : .badInput(told, hint: hint)
  }
}

extension ConfigurationProfile {
  /// That of `hashmap-cli`.
  static let maps = ConfigurationProfile(
    file: "adhash.toml", generated: "config.generated.toml", title: "adhash configuration",
    assignments: ["adaptive.policy=thresholds", "watchdog.avg_probe_warn=4"],
    override: "--policy thresholds",
    asked: askedOfMaps, written: AdaptiveKeys.all + WatchdogKeys.all,
    flags: MapFlags.all + [MetricsFlags.latencyBuckets.spec], presetsVariable: "ADHASH_PRESETS_DIR",
    presetsFolder: ".adhash/presets", check: { _ throws(Failure) in },
    faults: { _ in [] })

  /// The questions of the earlier program's wizard come first and in its order, since people pipe answers into it.
  private static let askedOfMaps: [SettingKey] = {
    let all = AdaptiveKeys.all + WatchdogKeys.all
    let first = [
      "adaptive.start_backend", "adaptive.initial_buckets", "adaptive.groups_per_bucket",
      "adaptive.initial_capacity_rh", "adaptive.incremental_batch", "adaptive.max_lf_chaining",
      "adaptive.max_group_len", "adaptive.max_avg_probe_robinhood", "adaptive.max_tombstone_ratio",
      "adaptive.large_map_warn_threshold", "watchdog.enabled", "watchdog.load_factor_warn",
      "watchdog.avg_probe_warn", "watchdog.tombstone_ratio_warn",
    ]
    return first.compactMap { name in all.first { $0.name == name } }
      + all.filter { !first.contains($0.name) }
  }()

  /// That of `g6`: its wizard asks for what a first collection needs and writes everything.
  static let options = ConfigurationProfile(
    file: "g6.toml", generated: "g6.generated.toml", title: "g6 configuration",
    assignments: ["collection.interval=30", "retention.max_age_days=90"], override: "--interval 30",
    asked: [
      CollectionKeys.provider, CollectionKeys.indices, CollectionKeys.interval, CollectionKeys.tokenFile,
      DestinationKeys.out, DestinationKeys.panels, DestinationKeys.keys, DestinationKeys.influx,
      ServingKeys.port,
    ] + RetentionKeys.all.filter { ["retention.enabled", "retention.max_age_days"].contains($0.name) },
    written: OptionsKeys.all, flags: CollectFlags.settings + RetentionFlags.policy,
    presetsVariable: "G6_PRESETS_DIR",
    presetsFolder: ".adhash/g6-presets",
    check: { settings throws(Failure) in
      _ = try CollectSettings(settings)
    }, faults: CollectSettings.faults)
}

/// Every setting of `g6`, in the order of its page.
enum OptionsKeys {
  static let all = CollectionKeys.all + DestinationKeys.all + ServingKeys.all + RetentionKeys.all
}
