import Base
import Documents
import Telemetry

/// A tick as text without everything that the schema declares to come from a clock.
enum MaskedTick {
  static func text(_ tick: Frame) throws -> String {
    var writer = JSONWriter()
    tick.render(into: &writer)
    let value = try JSON.parse(writer.bytes, file: "tick")
    return shown(value, .object(TickFields.all, isClosed: true))
  }

  private static func shown(_ value: DocumentValue, _ type: TickFieldType) -> String {
    switch (value, type) {
    case (.table(let table), .object(let fields, _)):
      let members = table.members.map { member in
        guard let field = fields.first(where: { $0.name == member.key }) else { return "\(member.key):?" }
        return "\(member.key):" + (field.isTimed ? "*" : shown(member.value, field.type))
      }
      return "{\(members.joined(separator: ","))}"
    case (.table(let table), .dictionary(let values)):
      return "{\(table.members.map { "\($0.key):" + shown($0.value, values) }.joined(separator: ","))}"
    case (.array(let items, _), .list(let values, _)):
      return "[\(items.map { shown($0, values) }.joined(separator: ","))]"
    case (.array(let items, _), _): return "\(items.map { shown($0, .text) })"
    case (.integer(let number, _), _): return "\(number)"
    case (.float(let number, _), _): return "\(number)"
    case (.string(let text, _), _): return text
    case (.bool(let flag, _), _): return "\(flag)"
    default: return "null"
    }
  }
}
