import Base
import Documents

/// A probe trace as lines of text, made from the JSON that commands export.
///
/// Every member is shown in the order of the file, so that traces of other programs and later versions show too: plain
/// members in the first lines, then a line for each step.
package struct ProbeText: Equatable, Sendable {
  /// The file.
  package let name: String
  /// The lines.
  package let lines: [String]

  /// Steps that are shown; a trace has a few dozen.
  private static let stepLimit = 1000

  /// Reads the JSON of a trace, bare or as the member `trace` of an envelope.
  package init(json: [UInt8], name: String) throws(DocumentError) {
    let value = try JSON.parse(json, file: name)
    guard let outer = value.table else {
      throw DocumentError(
        file: name, line: value.position.line, column: value.position.column,
        detail: "expected an object, found \(value.shown)")
    }
    let trace = outer["trace"]?.table ?? outer
    var lines: [String] = []
    var plain: [String] = []
    var steps: [DocumentValue] = []
    for member in trace.members {
      if let list = member.value.array, list.contains(where: { $0.table != nil }) {
        steps += list
      } else {
        plain.append("\(member.key) \(Self.text(member.value))")
      }
    }
    for index in stride(from: 0, to: plain.count, by: 2) {
      lines.append(plain[index..<min(index + 2, plain.count)].joined(separator: "   "))
    }
    for (index, step) in steps.prefix(Self.stepLimit).enumerated() {
      let members = step.table?.members.map { "\($0.key) \(Self.text($0.value))" } ?? [Self.text(step)]
      lines.append("\(index + 1). " + members.joined(separator: ", "))
    }
    if steps.count > Self.stepLimit { lines.append("… \(steps.count - Self.stepLimit) more steps") }
    self.name = name
    self.lines = lines
  }

  /// A value on one line, without quotes.
  private static func text(_ value: DocumentValue) -> String {
    if let text = value.string { return text }
    if let flag = value.bool { return flag ? "yes" : "no" }
    if let integer = value.integer { return String(integer) }
    if let list = value.array { return "[" + list.map(text).joined(separator: " ") + "]" }
    return value.shown
  }
}
