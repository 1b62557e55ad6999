import Base

/// A line being typed: its text, the cursor, what was typed before it. Pure.
///
/// Keys are those people know from shells: arrows, Home, End (^A, ^E), ^U, ^K and ^W to cut, Tab to complete, up and down
/// for earlier lines.
package struct LineEditor {
  /// What a key has made of the line.
  package enum Step: Equatable, Sendable {
    /// It goes on.
    case edited
    /// It is complete.
    case submitted(String)
    /// These would all complete it.
    case offered([String])
    /// The end of input, typed on an empty line.
    case ended
  }

  /// Lines that are remembered.
  package static let historyLimit = 500
  /// Characters of a line; more are not taken.
  package static let longest = 65_536

  private var text: [Character] = []
  private var cursor = 0
  private var history: [String] = []
  /// Which line of the history is shown; its count is the line being typed.
  private var place = 0
  /// The line being typed, while an earlier one is shown.
  private var draft: [Character] = []

  /// An empty line without a past.
  package init() {}

  /// The text so far.
  package var line: String { String(text) }

  /// Takes a key; `completions` gives the words that could stand at the cursor instead of the one before it.
  package mutating func take(
    _ key: LineKey, completions: (_ before: String) -> [String] = { _ in [] }
  ) -> Step {
    switch key {
    case .key(.character(let character)): insert([character])
    case .key(.enter): return .submitted(submit())
    case .key(.tab): return complete(completions)
    case .key(.left), .control("b"): cursor = max(0, cursor - 1)
    case .key(.right), .control("f"): cursor = min(text.count, cursor + 1)
    case .key(.home), .control("a"): cursor = 0
    case .key(.end), .control("e"): cursor = text.count
    case .key(.up), .control("p"): show(place - 1)
    case .key(.down), .control("n"): show(place + 1)
    case .backspace, .control("h"): if cursor > 0 { remove(cursor - 1..<cursor) }
    case .delete: if cursor < text.count { remove(cursor..<cursor + 1) }
    case .control("d"):
      if text.isEmpty { return .ended }
      if cursor < text.count { remove(cursor..<cursor + 1) }
    case .control("u"): remove(0..<cursor)
    case .control("k"): remove(cursor..<text.count)
    case .control("w"): remove(wordStart..<cursor)
    default: break
    }
    return .edited
  }

  /// What a terminal of that width shows after a prompt, and the column of the cursor behind the prompt: the part of the
  /// text around the cursor.
  package func view(columns: Int) -> (text: String, column: Int) {
    let room = max(1, columns - 1)
    var start = cursor
    var before = 0
    while start > 0 {
      let width = DisplayWidth.of(SafeText.shown(String(text[start - 1])))
      if before + width > room { break }
      before += width
      start -= 1
    }
    var shown = ""
    var used = 0
    for character in text[start...] {
      let safe = SafeText.shown(String(character))
      used += DisplayWidth.of(safe)
      if used > room { break }
      shown += safe
    }
    return (shown, before)
  }

  // MARK: Editing

  private mutating func insert(_ characters: [Character]) {
    guard text.count + characters.count <= Self.longest else { return }
    text.insert(contentsOf: characters, at: cursor)
    cursor += characters.count
  }

  private mutating func remove(_ range: Range<Int>) {
    text.removeSubrange(range)
    cursor = range.lowerBound
  }

  private mutating func submit() -> String {
    let line = line
    if !line.isEmpty, history.last != line {
      history.append(line)
      if history.count > Self.historyLimit { history.removeFirst() }
    }
    text = []
    cursor = 0
    place = history.count
    draft = []
    return line
  }

  private mutating func show(_ wanted: Int) {
    guard wanted != place, (0...history.count).contains(wanted) else { return }
    if place == history.count { draft = text }
    place = wanted
    text = wanted == history.count ? draft : Array(history[wanted])
    cursor = text.count
  }

  // MARK: Completion

  /// Where the word at the cursor begins; spaces before the cursor belong to it.
  private var wordStart: Int {
    var start = cursor
    while start > 0, text[start - 1] == " " { start -= 1 }
    while start > 0, text[start - 1] != " " { start -= 1 }
    return start
  }

  private mutating func complete(_ completions: (String) -> [String]) -> Step {
    let before = String(text[..<cursor])
    let word = before.split(separator: " ", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    let words = completions(before).filter { $0.hasPrefix(word) }
    guard let first = words.first else { return .edited }
    var common = Array(first)
    for other in words.dropFirst() {
      common = zip(common, other).prefix { $0 == $1 }.map(\.0)
    }
    insert(Array(common.dropFirst(word.count)))
    if words.count == 1 { insert([" "]) }
    return words.count > 1 && common.count == word.count ? .offered(words) : .edited
  }
}
