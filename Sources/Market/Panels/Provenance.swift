import Base
import Documents
import Governance

/// What a run was started with, and what differs from the run before it: the panel `provenance`.
package struct Provenance: Sendable {
  /// The program's version, and a digest of all settings.
  package let version: String
  /// A digest of all settings.
  package let digest: String
  /// Every setting by name, as it was given.
  package let settings: [(name: String, value: String)]

  /// A provenance; names are unique.
  package init(version: String, digest: String, settings: [(name: String, value: String)]) {
    self.version = version
    self.digest = digest
    self.settings = settings
  }

  /// The panel, with what changed since the generation that is published in a folder. A generation that cannot be read is
  /// none: the panel then says that nothing is known of the run before.
  func panel(against folder: String, _ keys: KeyRing?) throws(MarketError) -> PanelContent {
    let before = Self.settings(publishedIn: folder, keys)
    var json = JSONWriter()
    json.beginObject()
    json.field("version", version)
    json.field("configuration", digest)
    json.field("has_predecessor", before != nil)
    json.object("settings") { json in
      for setting in settings {
        json.key(setting.name)
        json.string(setting.value)
      }
    }
    json.array("changed") { json in
      for change in changes(from: before ?? [:]) where before != nil {
        json.beginObject()
        json.field("name", change.name)
        json.field("was", change.was)
        json.field("is", change.new)
        json.endObject()
      }
    }
    json.endObject()
    do throws(DocumentError) {
      return PanelContent(
        "provenance", source: "collect", data: try JSON.parse(Array(json.text.utf8), file: "provenance"))
    } catch {
      throw MarketError(.config, "panel provenance: \(error)")
    }
  }

  private func changes(from before: [String: String]) -> [(name: String, was: String?, new: String?)] {
    let now = Dictionary(settings.map { ($0.name, $0.value) }) { $1 }
    return Set(before.keys).union(now.keys).sorted().compactMap { name in
      before[name] == now[name] ? nil : (name, before[name], now[name])
    }
  }

  private static func settings(publishedIn folder: String, _ keys: KeyRing?) -> [String: String]? {
    do throws(GovernanceError) {
      let generation = try PanelGeneration.pin(folder: folder, keys: keys)
      guard let table = try generation.panel("provenance")?.data.table?["settings"]?.table else { return nil }
      return Dictionary(table.members.compactMap { member in member.value.string.map { (member.key, $0) } }) {
        $1
      }
    } catch {
      return nil
    }
  }
}
