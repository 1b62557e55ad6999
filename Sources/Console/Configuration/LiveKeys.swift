import Documents
import Workloads

/// The settings that `set:KEY=VALUE` may change while a run goes on.
enum LiveKeys {
  /// Flags of a run that have no setting elsewhere, under the names its summary gives them.
  private static let run = [
    SettingKey(
      LiveSetting.tickOperations.rawValue, .integer(0...Int.max), default: .integer(1_048_576),
      help: "Operations between two ticks; 0 for none."),
    SettingKey(
      LiveSetting.tickInterval.rawValue, .number(.from(0, to: 86_400)), default: .number(0.25),
      help: "Seconds between two ticks; 0 for none."),
    SettingKey(
      LiveSetting.compactInterval.rawValue, .optionalNumber(.above(0)), default: .none,
      help: "Seconds between two compactions nobody asked for."),
    SettingKey(
      LiveSetting.maxMemory.rawValue, .optionalInteger(1...Int.max), default: .none,
      help: "Bytes the map may hold before the run is stopped."),
  ]

  /// In the order of ``LiveSetting``.
  static let all = LiveSetting.allCases.map { setting in
    guard let key = (SettingKeys.all + run).first(where: { $0.name == setting.rawValue }) else {
      preconditionFailure("no setting is called \(setting.rawValue)")
    }
    return key
  }
}
