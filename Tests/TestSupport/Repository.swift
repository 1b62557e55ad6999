import Foundation

/// Files of the repository that tests read: the corpus, goldens, documents.
package enum Repository {
  /// The repository's root folder.
  package static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The absolute path of a file named from the root.
  package static func path(_ relative: String) -> String { "\(root)/\(relative)" }

  /// The text of a file named from the root.
  package static func text(_ relative: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(relative))), as: UTF8.self)
  }

  /// Compares `text` with the committed file, or writes it when `UPDATE_GOLDENS=1`.
  ///
  /// Gives back nil when they agree, else a message that names the first differing line.
  package static func difference(_ text: String, from relative: String) throws -> String? {
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      let url = URL(fileURLWithPath: path(relative))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return nil
    }
    guard FileManager.default.fileExists(atPath: path(relative)) else {
      return "\(relative) does not exist; run the tests once with UPDATE_GOLDENS=1"
    }
    let expected = try self.text(relative)
    if expected == text { return nil }
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let got = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in 0..<max(wanted.count, got.count) {
      let left = line < wanted.count ? String(wanted[line]) : "(end of file)"
      let right = line < got.count ? String(got[line]) : "(end of text)"
      if left != right { return "\(relative):\(line + 1): expected \(left)\n  got \(right)" }
    }
    return "\(relative) differs"
  }
}
