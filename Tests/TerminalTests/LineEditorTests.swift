import Testing

@testable import Terminal

/// Lines typed key by key; `|` stands for the cursor.
@Suite struct LineEditorTests {
  private static let words = ["put", "get", "del", "items", "get-all"]

  /// What the bytes a terminal sends make of an empty line with this past.
  private func type(_ bytes: String, past: [String] = []) -> (LineEditor, [LineEditor.Step]) {
    var editor = LineEditor()
    for line in past {
      for character in line { _ = editor.take(.key(.character(character))) }
      _ = editor.take(.key(.enter))
    }
    var reader = LineKeyReader()
    let steps = reader.keys(Array(bytes.utf8)).map { editor.take($0) { _ in Self.words } }
    return (editor, steps)
  }

  private func shown(_ editor: LineEditor) -> String {
    let (text, column) = editor.view(columns: 200)
    return String(text.prefix(column)) + "|" + String(text.dropFirst(column))
  }

  @Test(arguments: [
    ("put a 1", "put a 1|"), ("ab\u{1B}[Dc", "ac|b"), ("ab\u{1B}[D\u{1B}[D\u{1B}[Dc", "c|ab"),
    ("ab\u{1B}[Hc", "c|ab"), ("ab\u{1}c\u{5}d", "cabd|"), ("ab\u{1B}OHc\u{1B}OFd", "cabd|"),
    ("abc\u{7F}", "ab|"), ("\u{7F}a", "a|"), ("abc\u{1}\u{1B}[3~", "|bc"), ("abc\u{1}\u{4}", "|bc"),
    ("abc\u{4}", "abc|"), ("ab cd\u{17}", "ab |"), ("ab cd \u{17}\u{17}", "|"), ("abc\u{15}d", "d|"),
    ("abc\u{1}\u{6}\u{B}", "a|"), ("äöü\u{2}\u{2}x", "äx|öü"), ("a\u{1B}[5~b", "ab|"),
    ("it\t", "items |"), ("g\t", "get|"), ("x\t", "x|"), ("get \t", "get |"), ("a\u{1B}[99zb", "ab|"),
  ])
  func keysEditTheLine(keys: String, line: String) {
    #expect(shown(type(keys).0) == line)
  }

  @Test(arguments: [
    ("\u{1B}[A", "b|"), ("\u{1B}[A\u{1B}[A", "a|"), ("\u{1B}[A\u{1B}[A\u{1B}[A", "a|"), ("\u{10}\u{E}", "|"),
    ("new\u{1B}[A\u{1B}[B", "new|"), ("new\u{1B}[B", "new|"), ("\u{1B}[Ax\u{1B}[B", "|"),
  ])
  func earlierLinesComeBack(keys: String, line: String) {
    // A line twice in a row, and an empty one, are remembered once and never.
    #expect(shown(type(keys, past: ["a", "b", "b", ""]).0) == line)
  }

  @Test func linesEndAndWordsAreOffered() {
    let (editor, steps) = type("get a\r")
    #expect(steps.last == .submitted("get a") && editor.line.isEmpty)
    #expect(type("\u{4}").1 == [.ended])
    #expect(type("get\t").1.last == .offered(["get", "get-all"]))
    #expect(type("\t").1.last == .offered(Self.words))
  }

  /// The window follows the cursor; controls of what is typed never reach the terminal.
  @Test func theViewFitsAndIsSafe() {
    let (editor, _) = type(String(repeating: "x", count: 30) + "end")
    #expect(editor.view(columns: 11) == ("xxxxxxxend", 10))
    // A wide character takes two columns.
    #expect(type("日本\u{2}").0.view(columns: 80) == ("日本", 2))
    let (home, _) = type(String(repeating: "x", count: 30) + "end\u{1}")
    #expect(home.view(columns: 11) == ("xxxxxxxxxx", 0))
    var hostile = LineEditor()
    for character in "a\u{9B}b\u{202E}" { _ = hostile.take(.key(.character(character))) }
    #expect(
      hostile.view(columns: 80).text.unicodeScalars.allSatisfy { $0.value != 0x9B && $0.value != 0x202E })
    var long = LineEditor()
    for _ in 0..<(LineEditor.longest + 5) { _ = long.take(.key(.character("x"))) }
    #expect(long.line.count == LineEditor.longest)
    for number in 0..<(LineEditor.historyLimit + 5) {
      for character in "\(number)" { _ = hostile.take(.key(.character(character))) }
      _ = hostile.take(.key(.enter))
    }
    for _ in 0..<(LineEditor.historyLimit + 50) { _ = hostile.take(.key(.up)) }
    #expect(hostile.line == "5")
  }
}
