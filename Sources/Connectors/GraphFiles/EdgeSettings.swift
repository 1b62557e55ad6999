import Dataflow
import Documents

/// What an edge does when it is full, as a file says it.
struct EdgePolicy {
  let name: String
  let kind: OverflowKind
  var merge: Merge?
}

/// The settings of an edge: their rules, and what they stand for.
package enum EdgeSettings {
  static let capacity = SettingKind.integer(1...AnyEdge.largestCapacity)
  static let timeout = SettingKind.number(.above(0, to: 1e12))
  static let drain = SettingKind.choice(DrainRule.allCases.map(\.rawValue))

  /// Key, rule, default and meaning of every setting, for the documentation.
  package static let reference: [(key: String, rule: String, fallback: String, help: String)] = [
    ("from", "`node.port`", "required", "where messages come from"),
    ("to", "`node.port`", "required", "where they arrive"),
    ("capacity", capacity.rule, "1024", "how many messages may wait"),
    (
      "policy", "one of \(policyNames.joined(separator: ", "))", "block",
      "what happens to a message that finds it full"
    ),
    (
      "timeout_ms", timeout.rule, "none",
      "with `block`: how long a producer waits before its message is rejected"
    ),
    ("band", CommonSettings.band.rule, "normal", "how urgent its messages make the node they arrive at"),
    ("drain", drain.rule, "deliver", "what shutdown does with what is queued"),
  ]

  /// Every policy as files write it.
  package static var policyNames: [String] {
    OverflowKind.allCases.filter { $0 != .coalesce }.map(\.rawValue)
      + Formulas.merges.map { "coalesce:\($0.name)" }
  }

  static func policy(_ value: DocumentValue, _ fields: inout FieldReader) -> EdgePolicy? {
    guard let text = value.string else {
      return fields.wrong("policy", value, "one of \(policyNames.joined(separator: ", "))")
    }
    guard policyNames.contains(text) else {
      fields.unknown("policy", text, at: value.position, among: policyNames)
      return nil
    }
    if let kind = OverflowKind(rawValue: text) { return EdgePolicy(name: text, kind: kind) }
    return EdgePolicy(
      name: text, kind: .coalesce, merge: Formulas.merge(String(text.dropFirst("coalesce:".count))))
  }

  static func nanoseconds(_ milliseconds: SettingValue?) -> UInt64? {
    guard case .number(let value) = milliseconds else { return nil }
    return UInt64(max(1, value * 1e6))
  }

  static func drain(_ value: SettingValue?) -> DrainRule {
    guard case .text(let name) = value else { return .deliver }
    return DrainRule(rawValue: name) ?? .deliver
  }
}

/// The settings every node has, whatever its type.
package enum CommonSettings {
  static let band = SettingKind.choice(Band.allCases.map(\.name))
  private static let onError = SettingKind.choice(["continue", "stop", "dead_letter", "retry"])
  private static let attempts = SettingKind.integer(1...1000)
  private static let backoff = SettingKind.number(.from(0, to: 1e9))
  private static let batch = SettingKind.integer(1...65_536)
  private static let slowAfter = SettingKind.number(.above(0, to: 1e9))

  /// Key, rule, default and meaning of every setting, for the documentation.
  package static let reference: [(key: String, rule: String, fallback: String, help: String)] = [
    ("name", "a text", "required", "the node's name, unique in the graph"),
    ("type", "one of the types below", "required", "what it does"),
    ("band", band.rule, "normal", "how urgent the node is whatever its edges say"),
    (
      "on_error", onError.rule, "continue",
      "what happens when it fails on a message; `dead_letter` and `retry` give it a port `dead`"
    ),
    ("attempts", attempts.rule, "3", "with `retry`: how often a message is tried"),
    ("backoff_ms", backoff.rule, "1", "with `retry`: the pause before the second try; doubles each time"),
    ("batch", batch.rule, "the run's", "the most messages it handles in one slice"),
    ("slow_after_ms", slowAfter.rule, "100", "a slice that takes longer is reported"),
  ]

  static func read(_ fields: inout FieldReader) -> NodeSettings {
    var settings = NodeSettings()
    settings.band = band(fields.plain("band", band))
    var tries = 3
    if case .integer(let given) = fields.plain("attempts", attempts) { tries = given }
    let pause = EdgeSettings.nanoseconds(fields.plain("backoff_ms", backoff)) ?? 1_000_000
    if case .text(let policy) = fields.plain("on_error", onError) {
      switch policy {
      case "stop": settings.onError = .stopGraph
      case "dead_letter": settings.onError = .deadLetter
      case "retry": settings.onError = .retry(attempts: tries, backoff: pause)
      default: break
      }
    }
    if case .integer(let given) = fields.plain("batch", batch) { settings.batch = given }
    settings.slowAfter = EdgeSettings.nanoseconds(fields.plain("slow_after_ms", slowAfter))
    return settings
  }

  static func band(_ value: SettingValue?) -> Band {
    guard case .text(let name) = value else { return .normal }
    return Band.allCases.first { $0.name == name } ?? .normal
  }
}
