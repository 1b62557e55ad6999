import Base
import Documents

/// What is to be shown under one name.
package struct PanelContent: Sendable {
  /// Its name, which is also its file's: 1 to 64 small letters, digits and underscores.
  package let name: String
  /// Who made it, such as `collect`.
  package let source: String
  /// When its data last changed, in nanoseconds since 1970; nil for the moment of publication.
  package let updated: Int64?
  /// What it shows.
  package let data: DocumentValue

  /// A panel; null data stands for a panel that has nothing to show.
  package init(_ name: String, source: String, updated: Int64? = nil, data: DocumentValue) {
    self.name = name
    self.source = source
    self.updated = updated
    self.data = data
  }

  /// Whether a text may be the name of a panel. `manifest` is taken.
  static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name != "manifest"
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
  }
}
