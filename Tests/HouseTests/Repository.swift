import Foundation

/// The files of this repository as the rules read them.
struct Repository {
  /// One Swift file: where it stands and what it says.
  struct File {
    /// Path from the root of the repository.
    let path: String
    let lines: [Substring]
    /// The folder below `Sources` or `Tests`.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
  }

  let root: URL

  init(testFile: String = #filePath) {
    root = URL(fileURLWithPath: testFile).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// Every Swift file below a folder, in the order of their paths.
  func swiftFiles(below folder: String) throws -> [File] {
    let base = root.appendingPathComponent(folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path)
    return try paths.filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.sorted().map { path in
      let text = try String(contentsOf: base.appendingPathComponent(path), encoding: .utf8)
      return File(
        path: folder + "/" + path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }

  /// The folders directly below `Sources`.
  func rooms() throws -> [String] {
    let sources = root.appendingPathComponent("Sources")
    return try FileManager.default.contentsOfDirectory(atPath: sources.path).filter { !$0.hasPrefix(".") }
      .sorted()
  }
}

/// The module an `import` line names, without attributes, access words and the imported symbol.
func importedModule(_ line: Substring) -> String? {
  var words = line.split(separator: " ").map(String.init)
  while let first = words.first, first.hasPrefix("@") || accessWords.contains(first) { words.removeFirst() }
  guard words.first == "import", words.count >= 2 else { return nil }
  let named = symbolKinds.contains(words[1]) && words.count >= 3 ? words[2] : words[1]
  return named.split(separator: ".").first.map(String.init)
}

private let accessWords: Set = ["public", "package", "internal", "private", "fileprivate"]
private let symbolKinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
