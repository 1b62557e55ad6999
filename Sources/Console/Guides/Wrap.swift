/// Breaking text into lines.
enum Wrap {
  /// Breaks at spaces so that no line is wider than `width` columns, except where one word alone is.
  static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// A term at the left and its explanation in a column beside it, or below where the term is too wide.
  static func definition(_ term: String, _ text: String, indent: Int, column: Int, width: Int) -> [String] {
    let start = String(repeating: " ", count: indent) + term
    let margin = String(repeating: " ", count: column)
    var body = lines(text, width: width - column).map { margin + $0 }
    if start.count + 2 <= column, let first = body.first {
      body[0] = start + first.dropFirst(start.count)
      return body
    }
    return [start] + body
  }
}
