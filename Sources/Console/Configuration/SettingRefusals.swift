import Documents
import HTTP
import Telemetry

/// What the rule of a text setting alone does not say; checked where the value stands, so that a message tells its line and
/// column, and `config validate` finds it.
enum SettingRefusals {
  typealias Refusal = @Sendable (String) -> (detail: String, hint: String)?

  /// A list of metric groups one of which there is not.
  static func groups(_ groups: MetricGroups, areEnabled: Bool = false) -> Refusal {
    { text in
      switch groups.on(enabled: areEnabled ? text : "", disabled: areEnabled ? "" : text) {
      case .success: return nil
      case .failure(let unknown):
        let names = groups.all.map(\.rawValue)
        return (
          "names no group of metrics: there is no group \"\(unknown.name)\"",
          Suggestion.didYouMean(unknown.name, among: names)
            ?? "the groups are \(names.joined(separator: ", "))"
        )
      }
    }
  }

  /// What is no address to post to; empty is none. The address may be a secret: it is not repeated.
  static let webhook: Refusal = { text in
    if text.isEmpty { return nil }
    do throws(FetchError) {
      _ = try WebAddress(text)
      return nil
    } catch {
      return (
        "is not an address such as https://alerts.example/hook",
        "http or https, host, perhaps port, path and query; a token goes into \(AlertWebhook.Target.token), not into the address"
      )
    }
  }
}
