import Foundation
import TestSupport

/// The texts of this repository as the registers read them: live, not an inventory of them.
enum LiveTexts {
  /// Every text file below the folders, by path from the root. Files that are not UTF-8 are no texts.
  static func below(_ folders: String...) throws -> [(path: String, text: String)] {
    var texts: [(path: String, text: String)] = []
    for folder in folders {
      let root = URL(fileURLWithPath: Repository.path(folder)).resolvingSymlinksInPath().path
      guard FileManager.default.fileExists(atPath: root) else { continue }
      let paths = try FileManager.default.subpathsOfDirectory(atPath: root)
      for path in paths.sorted() where !path.contains(".build/") {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder),
          !isFolder.boolValue,
          let text = String(
            validating: try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(path)")), as: UTF8.self)
        else { continue }
        texts.append(("\(folder)/\(path)", text))
      }
    }
    return texts
  }

  /// One file.
  static func file(_ path: String) throws -> (path: String, text: String) {
    (path, try Repository.text(path))
  }
}
