import Base
import Documents
import Telemetry

extension Session {
  /// The program's own metrics, without the groups the settings leave out, and with what the process says of itself.
  func registry(_ settings: Settings) throws(Failure) -> Registry {
    let disabled = settings.text(MetricsKeys.disabledGroups.name)
    let groups: Set<MetricGroup>
    switch Metrics.groups.on(enabled: "", disabled: disabled) {
    case .success(let on): groups = on
    case .failure(let unknown):
      throw .unknownGroup(unknown.name, in: Metrics.groups, source: MetricsKeys.disabledGroups.name)
    }
    let registry = Registry(groups: groups)
    registry.observeProcess(
      BuildInfo(
        version: program.version, revision: environment["ADHASH_REVISION"] ?? "unknown",
        configuration: settings.digest))
    return registry
  }
}

extension Failure {
  /// A name in `source` that is no group of metrics.
  static func unknownGroup(_ name: String, in groups: MetricGroups, source: String) -> Failure {
    let names = groups.all.map(\.rawValue)
    return .badInput(
      "\(source): there is no group \"\(name)\"",
      hint: Suggestion.didYouMean(name, among: names, prefix: "")
        ?? "the groups are \(names.joined(separator: ", "))")
  }
}

extension Settings {
  /// A digest of all values in force (FNV-1a of 64 bits): equal settings, equal digests, wherever they came from.
  var digest: String {
    hexadecimalDigits(Self.digest(of: entries.map { "\($0.key.name)=\($0.reported.shown)\n" }.joined()))
  }

  /// FNV-1a of 64 bits.
  static func digest(of text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
