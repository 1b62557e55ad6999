/// Values that a program makes itself; they stand nowhere, so their place is 0:0.
extension DocumentValue {
  private static let nowhere = DocumentPosition(line: 0, column: 0)

  /// Null.
  package static var nothing: DocumentValue { .null(nowhere) }

  /// A truth value.
  package static func truth(_ value: Bool) -> DocumentValue { .bool(value, nowhere) }

  /// A whole number.
  package static func whole(_ value: some BinaryInteger) -> DocumentValue { .integer(Int64(value), nowhere) }

  /// A number; null for NaN and the infinities, which JSON cannot hold.
  package static func real(_ value: Double) -> DocumentValue {
    value.isFinite ? .float(value, nowhere) : .nothing
  }

  /// A text.
  package static func text(_ value: String) -> DocumentValue { .string(value, nowhere) }

  /// A text, or null.
  package static func text(_ value: String?) -> DocumentValue {
    value.map { .string($0, nowhere) } ?? .nothing
  }

  /// A list.
  package static func list(_ values: [DocumentValue]) -> DocumentValue { .array(values, nowhere) }

  /// A table with these members in this order; of two members of one name the first stays.
  package static func object(_ members: [(String, DocumentValue)]) -> DocumentValue {
    var table = DocumentTable(position: nowhere)
    for (key, value) in members {
      _ = table.append(DocumentTable.Member(key: key, keyPosition: nowhere, value: value))
    }
    return .table(table)
  }

  /// A table with these members.
  package static func object(_ members: KeyValuePairs<String, DocumentValue>) -> DocumentValue {
    object(members.map { ($0.key, $0.value) })
  }
}
