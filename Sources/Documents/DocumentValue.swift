/// A place in a document, counted from 1; columns count characters (Unicode scalars).
package struct DocumentPosition: Equatable, Sendable {
  /// Line from 1.
  package var line: Int
  /// Column from 1.
  package var column: Int

  /// A place.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A value read from a document, with the place it stands at.
package indirect enum DocumentValue: Equatable, Sendable {
  case null(DocumentPosition)
  case bool(Bool, DocumentPosition)
  /// A whole number of 64 bits.
  case integer(Int64, DocumentPosition)
  /// Any other number; whole numbers beyond 64 bits are read as the nearest double.
  case float(Double, DocumentPosition)
  /// Text; dates and times of TOML as they are written.
  case string(String, DocumentPosition)
  case array([DocumentValue], DocumentPosition)
  case table(DocumentTable)

  /// Where the value begins.
  package var position: DocumentPosition {
    switch self {
    case .null(let position), .bool(_, let position), .integer(_, let position), .float(_, let position),
      .string(_, let position), .array(_, let position):
      position
    case .table(let table): table.position
    }
  }

  /// The text of a string, else nil.
  package var string: String? {
    if case .string(let text, _) = self { text } else { nil }
  }

  /// The number of an integer or a float, else nil.
  package var number: Double? {
    switch self {
    case .integer(let value, _): Double(value)
    case .float(let value, _): value
    default: nil
    }
  }

  /// The value of an integer, else nil.
  package var integer: Int64? {
    if case .integer(let value, _) = self { value } else { nil }
  }

  /// The truth value of a boolean, else nil.
  package var bool: Bool? {
    if case .bool(let value, _) = self { value } else { nil }
  }

  /// The elements of an array, else nil.
  package var array: [DocumentValue]? {
    if case .array(let values, _) = self { values } else { nil }
  }

  /// The members of a table, else nil.
  package var table: DocumentTable? {
    if case .table(let table) = self { table } else { nil }
  }

  /// What the value is, for messages: `the text "x"`, `3`, `a table`.
  package var shown: String {
    switch self {
    case .null: "null"
    case .bool(let value, _): "\(value)"
    case .integer(let value, _): "\(value)"
    case .float(let value, _): "\(value)"
    case .string(let text, _): "the text \"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
    case .array: "an array"
    case .table: "a table"
    }
  }
}

/// A table (an object in JSON): members in the order of the document, found by name.
package struct DocumentTable: Equatable, Sendable {
  /// One member: its name, where the name stands, and its value.
  package struct Member: Equatable, Sendable {
    /// Its name.
    package let key: String
    /// Where the name begins.
    package let keyPosition: DocumentPosition
    /// Its value.
    package let value: DocumentValue
  }

  /// Where the table begins.
  package let position: DocumentPosition
  /// All members in the order of the document.
  package private(set) var members: [Member] = []
  /// Places of the members, kept only for tables with more than a few.
  private var places: [String: Int] = [:]

  private static let scannedMembers = 8

  /// An empty table at `position`.
  package init(position: DocumentPosition) {
    self.position = position
  }

  /// The value of a member, or nil. O(1).
  package subscript(key: String) -> DocumentValue? {
    index(of: key).map { members[$0].value }
  }

  /// Adds a member; false (and no change) when the name is taken. O(1).
  package mutating func append(_ member: Member) -> Bool {
    if index(of: member.key) != nil { return false }
    members.append(member)
    if members.count == Self.scannedMembers + 1 {
      for (place, member) in members.enumerated() { places[member.key] = place }
    } else if members.count > Self.scannedMembers {
      places[member.key] = members.count - 1
    }
    return true
  }

  private func index(of key: String) -> Int? {
    members.count > Self.scannedMembers
      ? places[key] : members.firstIndex { $0.key == key }
  }
}
