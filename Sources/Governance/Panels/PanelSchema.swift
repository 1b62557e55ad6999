/// The version of panels, in one place.
package enum PanelSchema {
  /// What the writer writes and readers understand; the reader also understands the version before.
  ///
  /// Version 1 is the form of the earlier program. Raise it whenever a reader could misunderstand an envelope, keep the
  /// reading of the version before in `PanelEnvelope`, and renew `Tests/Goldens/panels`: a test holds them together.
  package static let version = 2

  /// The schema of manifests.
  package static let manifest = "g6.panels.manifest.v1"
  /// What the schemas of all manifests, whatever their version, begin with.
  static let manifestFamily = "g6.panels.manifest."

  /// Panels of one generation.
  package static let panelLimit = 256
  /// Bytes of one panel.
  package static let panelBytes = 16 << 20
  /// Bytes of a manifest.
  package static let manifestBytes = 1 << 20
  /// The name of the manifest, which is written last.
  package static let manifestFile = "manifest.json"

  /// The empty file that a writer holds while it runs.
  static let writerFile = ".writer"

  /// The folder of a generation: `generation-00000012`.
  static func folder(_ generation: Int) -> String {
    let digits = String(generation)
    return prefix + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// The generation a folder's name stands for, or nil for other names.
  static func generation(ofFolder name: String) -> Int? {
    guard name.hasPrefix(prefix), let number = Int(name.dropFirst(prefix.count)), folder(number) == name
    else {
      return nil
    }
    return number
  }

  /// Whether a folder is a generation that is being written or removed, or was when its writer died.
  static func isPassing(_ name: String) -> Bool {
    [stagingPrefix, retiredPrefix].contains { prefix in
      name.hasPrefix(prefix) && generation(ofFolder: String(name.dropFirst(prefix.count))) != nil
    }
  }

  private static let prefix = "generation-"
  /// What the folder of a generation is called while it is written, and while it is removed.
  static let stagingPrefix = ".staging-"
  static let retiredPrefix = ".retired-"
}
