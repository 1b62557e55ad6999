import Foundation

/// A fresh folder under the system's temporary one; removed with everything in it when the value dies.
package final class TemporaryFolder {
  /// Absolute path without a trailing slash.
  package let path: String

  package init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("adhash-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    _ = chmod(path, 0o700)
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      print("temporary folder \(path) stays behind: \(error)")
    }
  }

  /// The path of a file of that name in the folder.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and gives back its path.
  @discardableResult
  package func write(_ name: String, _ text: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// The content of a file in the folder.
  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }

  /// Names of everything in the folder, sorted; hidden files too.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
