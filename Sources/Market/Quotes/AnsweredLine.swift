import Base

/// Writes rows back as they stood, with the answer added.
package enum AnsweredLine {
  /// The header with the answer's columns.
  package static func header(_ header: String, _ question: QuoteQuestion) -> String {
    ([header] + question.answers).joined(separator: ",")
  }

  /// A row with its answer, in the format it was read in, without a line feed. Numbers have as many digits as it
  /// takes to read the same number again, at most seventeen; where there is none stands nothing, or null.
  package static func text(
    _ line: QuoteReader.Line, _ answer: QuoteAnswer, _ question: QuoteQuestion, _ format: QuoteReader.Format
  ) -> String {
    switch format {
    case .csv:
      var text = line.text
      for number in answer.numbers { text += number.isFinite ? ",\(number)" : "," }
      return text + "," + answer.status.rawValue
    case .ndjson:
      guard line.fault == nil, let end = line.text.lastIndex(of: "}") else {
        // What cannot be read is kept as it stands.
        var json = JSONWriter()
        json.beginObject()
        json.field("line", line.number)
        json.field("text", line.text)
        for name in question.answers.dropLast() {
          json.key(name)
          json.null()
        }
        json.field("status", answer.status.rawValue)
        json.endObject()
        return json.text
      }
      let begun = line.text[..<end]
      let isEmpty = !begun.contains("\"")
      var text = begun + (isEmpty ? "" : ",")
      for (name, number) in zip(question.answers, answer.numbers) {
        text += "\"\(name)\":" + (number.isFinite ? "\(number)" : "null") + ","
      }
      return text + "\"status\":\"\(answer.status.rawValue)\"}"
    }
  }
}
