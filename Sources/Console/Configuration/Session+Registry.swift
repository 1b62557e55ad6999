import Base
import Documents
import Telemetry

extension Session {
  /// The program's own metrics, without the groups the settings leave out, and with what the process says of itself.
  func registry(_ settings: Settings) throws(Failure) -> Registry {
    var groups = Set(MetricGroup.allCases)
    for name in settings.text(MetricsKeys.disabledGroups.name).split(separator: ",") {
      let word = String(name.filter { $0 != " " })
      guard let group = MetricGroup(rawValue: word) else {
        let names = MetricGroup.allCases.map(\.rawValue)
        throw .badInput(
          "\(MetricsKeys.disabledGroups.name): there is no group \"\(word)\"",
          hint: Suggestion.didYouMean(word, among: names, prefix: "")
            ?? "the groups are \(names.joined(separator: ", "))")
      }
      groups.remove(group)
    }
    let registry = Registry(groups: groups)
    registry.observeProcess(
      BuildInfo(
        version: program.version, revision: environment["ADHASH_REVISION"] ?? "unknown",
        configuration: settings.digest))
    return registry
  }
}

extension Settings {
  /// A digest of all values in force (FNV-1a of 64 bits): equal settings, equal digests, wherever they came from.
  var digest: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in entries.map({ "\($0.key.name)=\($0.reported.shown)\n" }).joined().utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return hexadecimalDigits(hash)
  }
}
