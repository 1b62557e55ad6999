import Documents
import Telemetry

/// Compares a tick with the declared fields and gathers its counters by name.
struct TickShape {
  private enum Step {
    case name(String)
    case index(Int)
  }

  private let line: Int
  /// Whether the tick must carry everything this program always writes.
  private let isComplete: Bool
  private var path: [Step] = []
  private(set) var problems: [MetricsProblem] = []
  /// Values that may never fall, by the name of their member.
  private(set) var counters: [String: Double] = [:]

  init(line: Int, isComplete: Bool) {
    self.line = line
    self.isComplete = isComplete
  }

  /// Checks the whole tick; further members are allowed.
  mutating func check(_ tick: DocumentTable) {
    check(tick, TickFields.all, isClosed: false)
  }

  private mutating func check(_ table: DocumentTable, _ fields: [TickField], isClosed: Bool) {
    for field in fields {
      path.append(.name(field.name))
      if let value = table[field.name] {
        check(value, field.type)
        if field.isCounter, let number = value.number { counters[name] = number }
      } else if field.presence == .required || (isComplete && field.presence == .always) {
        report("missing")
      }
      path.removeLast()
    }
    guard isClosed else { return }
    for member in table.members where !fields.contains(where: { $0.name == member.key }) {
      path.append(.name(member.key))
      report("not a member of this object")
      path.removeLast()
    }
  }

  private mutating func check(_ value: DocumentValue, _ type: TickFieldType) {
    switch type {
    case .constant(let text): expect(value.string == text, "\"\(text)\"", value)
    case .text: expect(value.string != nil, "a text", value)
    case .choice(let names):
      let isOneOfThem = value.string.map(names.contains) ?? false
      expect(isOneOfThem, "one of \(names.joined(separator: ", "))", value)
    case .bool: expect(value.bool != nil, "true or false", value)
    case .count:
      let isCount = value.number.map { $0 >= 0 && $0 == $0.rounded() } ?? false
      expect(isCount, "a whole number of at least 0", value)
    case .number(let from, let to):
      let isInside = value.number.map { $0 >= from && $0 <= to } ?? false
      expect(
        isInside, to.isFinite ? "a number from \(shown(from)) to \(shown(to))" : "a number of at least 0",
        value)
    case .numberOrNull:
      if case .null = value { return }
      expect((value.number ?? -1) >= 0, "a number of at least 0 or null", value)
    case .object(let fields, let isClosed):
      guard let table = value.table else { return expect(false, "an object", value) }
      check(table, fields, isClosed: isClosed)
    case .dictionary(let type):
      guard let table = value.table else { return expect(false, "an object", value) }
      for member in table.members { descend(.name(member.key), member.value, type) }
    case .list(let type, let most):
      guard let values = value.array else { return expect(false, "an array", value) }
      if values.count > most { report("\(values.count) values, more than \(most)") }
      for (index, value) in values.enumerated() { descend(.index(index), value, type) }
    case .tuple(let types):
      guard let values = value.array, values.count == types.count else {
        return expect(false, "an array of \(types.count) values", value)
      }
      for (index, type) in types.enumerated() { descend(.index(index), values[index], type) }
    }
  }

  private mutating func descend(_ step: Step, _ value: DocumentValue, _ type: TickFieldType) {
    path.append(step)
    check(value, type)
    path.removeLast()
  }

  private mutating func expect(_ holds: Bool, _ wanted: String, _ value: DocumentValue) {
    if !holds { report("expected \(wanted), found \(value.shown)") }
  }

  private mutating func report(_ reason: String) {
    problems.append(MetricsProblem(line: line, field: name, reason: reason))
  }

  private var name: String {
    var text = ""
    for step in path {
      switch step {
      case .name(let name): text += text.isEmpty ? name : ".\(name)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}
