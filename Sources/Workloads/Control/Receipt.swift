import Base

/// The answer to a command: whether it was carried out, and at which operation.
package struct Receipt: Equatable, Sendable {
  /// What became of a command.
  package enum Status: String, Sendable {
    /// It was carried out.
    case applied
    /// It was not; the detail says why.
    case refused
  }

  /// The number of the command in its run, from 1: planned ones first, in the order given.
  package let id: Int
  /// The command as it was given.
  package let command: String
  /// What became of it.
  package let status: Status
  /// Operations applied when it took effect; of a planned one those it was planned for.
  package let operation: UInt64
  /// One sentence.
  package let detail: String

  /// Writes the members; the object is open.
  package func renderMembers(into json: inout JSONWriter) {
    json.field("id", id)
    json.field("command", command)
    json.field("status", status.rawValue)
    json.field("at_op", operation)
    json.field("detail", detail)
  }

  /// Writes the receipt as an object.
  package func render(into json: inout JSONWriter) {
    json.beginObject()
    renderMembers(into: &json)
    json.endObject()
  }
}

/// The receipts of a run for its result, as far as they have room.
struct ReceiptList {
  static let limit = 1024
  private(set) var receipts: [Receipt] = []
  private(set) var omitted = 0

  mutating func add(_ receipt: Receipt) {
    if receipts.count < Self.limit { receipts.append(receipt) } else { omitted += 1 }
  }
}
