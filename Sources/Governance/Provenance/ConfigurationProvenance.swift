import Base
import Documents

/// What a program runs with: its version and every setting with the place its value came from, as one hash and as a panel
/// that shows what changed.
package struct ConfigurationProvenance: Equatable, Sendable {
  /// The panel's name.
  package static let panelName = "provenance"

  /// One setting.
  package struct Entry: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// Its value; of a secret only whether it is set.
    package let value: String
    /// Where the value came from.
    package let origin: String
  }

  /// A setting whose value is another than before; nil where there was none, or is none any more.
  package struct Change: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// The value before.
    package let before: String?
    /// The value now.
    package let after: String?
  }

  /// The version of the program.
  package let version: String
  /// All settings in the order of their declaration.
  package let entries: [Entry]

  /// What a program of this version runs with.
  package init(version: String, settings: Settings) {
    self.version = version
    entries = settings.entries.map { setting in
      Entry(name: setting.key.name, value: setting.reported.description, origin: setting.origin.description)
    }
  }

  private init(version: String, entries: [Entry]) {
    self.version = version
    self.entries = entries
  }

  /// The SHA-256 of the canonical text of names and values: the same wherever the values came from.
  package var hash: String {
    let values = DocumentValue.object(entries.map { ($0.name, .text($0.value)) })
    do throws(GovernanceError) {
      return Digests.sha256Hex(try CanonicalJSON.render(values))
    } catch { preconditionFailure("texts always have canonical JSON: \(error)") }
  }

  /// Settings whose values differ, in the order of declaration; those that are gone last.
  package func changes(since before: ConfigurationProvenance) -> [Change] {
    let old = Dictionary(before.entries.map { ($0.name, $0.value) }) { first, _ in first }
    let present = Set(entries.map(\.name))
    return entries.filter { old[$0.name] != $0.value }.map {
      Change(name: $0.name, before: old[$0.name], after: $0.value)
    }
      + before.entries.filter { !present.contains($0.name) }.map {
        Change(name: $0.name, before: $0.value, after: nil)
      }
  }

  /// The panel: what runs now and what changed last, which stays until something changes again.
  ///
  /// - Parameters:
  ///   - previous: the panel of the generation before, if there is one that can be trusted.
  ///   - now: the present moment in nanoseconds since 1970.
  package func panel(source: String, previous: PanelEnvelope?, at now: Int64) -> PanelContent {
    let table = previous?.data.table
    let earlier = table.flatMap(Self.init)
    let changes = earlier.map { self.changes(since: $0) } ?? []
    let isSame = earlier != nil && changes.isEmpty && earlier?.version == version
    let kept = isSame ? table : nil
    let list = changes.map { change in
      DocumentValue.object([
        "name": .text(change.name), "before": .text(change.before), "after": .text(change.after),
      ])
    }
    let moment = WallClock.iso8601(now)
    return PanelContent(
      Self.panelName, source: source,
      updated: kept?["changed_at"]?.string.flatMap { WallClock.nanoseconds(iso8601: $0) },
      data: .object([
        "version": .text(version), "config_hash": .text(hash),
        "previous_version": kept?["previous_version"] ?? .text(earlier?.version),
        "previous_hash": kept?["previous_hash"] ?? .text(earlier?.hash),
        "changed_at": kept?["changed_at"] ?? .text(moment), "changes": kept?["changes"] ?? .list(list),
        "settings": .list(
          entries.map {
            .object(["name": .text($0.name), "value": .text($0.value), "origin": .text($0.origin)])
          }),
      ]))
  }

  /// What a panel of an earlier generation says; nil when it is none.
  private init?(_ table: DocumentTable) {
    guard let version = table["version"]?.string, let list = table["settings"]?.array else { return nil }
    let entries = list.compactMap { value -> Entry? in
      guard let name = value.table?["name"]?.string, let shown = value.table?["value"]?.string,
        let origin = value.table?["origin"]?.string
      else { return nil }
      return Entry(name: name, value: shown, origin: origin)
    }
    self.init(version: version, entries: entries)
  }
}
