import Base
import Documents
import HashMaps

/// Adaptive decisions as a file: one JSON object a line, `{"op":N,"action":"convert","to":"chaining","reason":"cost"}`.
///
/// Written from one run it makes another take the same decisions at the same operations, whatever its clock says.
package enum DecisionFile {
  /// The largest file that is read; a run records at most 100,000 decisions.
  private static let byteLimit = 32 << 20

  /// Reads a file; lines must ascend by operation, blank ones are passed over, further members are ignored.
  package static func read(path: String) throws(WorkloadError) -> [PolicyDecision] {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileBytes.read(path: path, limit: byteLimit) } catch {
      throw .io(error)
    }
    var decisions: [PolicyDecision] = []
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") })
      {
        continue
      }
      let decision = try decision(Array(line), path, number)
      if let last = decisions.last, decision.operation < last.operation {
        throw fault("op \(decision.operation) comes after op \(last.operation)", path, number, 1)
      }
      decisions.append(decision)
    }
    return decisions
  }

  /// The content of a file.
  package static func text(_ decisions: [PolicyDecision]) -> [UInt8] {
    var json = JSONWriter()
    for decision in decisions {
      decision.render(into: &json)
      json.endLine()
    }
    return json.bytes
  }

  private static func decision(_ line: [UInt8], _ path: String, _ number: Int) throws(WorkloadError)
    -> PolicyDecision
  {
    let value: DocumentValue
    do throws(DocumentError) {
      value = try JSON.parse(line, file: path, line: number)
    } catch {
      throw fault(error.detail, path, error.line, error.column)
    }
    guard let table = value.table else { throw fault("a decision is an object", path, number, 1) }
    guard case .integer(let operation, _)? = table["op"], operation >= 0 else {
      throw fault("op must be a whole number of at least 0", path, number, column(table["op"]))
    }
    guard let action = (table["action"]?.string).flatMap(PolicyDecision.Action.init) else {
      let names = PolicyDecision.Action.allCases.map(\.rawValue)
      throw fault(
        "action must be one of \(names.joined(separator: ", "))", path, number, column(table["action"]))
    }
    guard let layout = (table["to"]?.string).flatMap(Layout.init(name:)) else {
      let names = Layout.allCases.map(\.name)
      throw fault("to must be one of \(names.joined(separator: ", "))", path, number, column(table["to"]))
    }
    let reason = EventReason.allCases.first { $0.name == table["reason"]?.string } ?? .replayed
    return PolicyDecision(operation: UInt64(operation), action: action, layout: layout, reason: reason)
  }

  private static func column(_ value: DocumentValue?) -> Int { value?.position.column ?? 1 }

  private static func fault(_ what: String, _ path: String, _ line: Int, _ column: Int) -> WorkloadError {
    .badInput(
      "\(what) at line \(line), column \(column)", file: path, line: line, column: column,
      hint: "give a file that --decisions-out wrote")
  }
}

extension PolicyDecision {
  /// Writes the decision as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    json.field("op", operation)
    json.field("action", action.rawValue)
    json.field("to", layout.name)
    json.field("reason", reason.name)
    json.endObject()
  }
}
