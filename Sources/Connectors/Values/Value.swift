/// What messages carry in graphs from files: a value whose type is known only when the graph runs.
package enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A whole number of 64 bits.
  case integer(Int64)
  /// Any other number.
  case number(Double)
  case text(String)
  case list([Value])
  /// Members in their order.
  case record(Record)
  /// How many messages were merged into this one; reads as a whole number.
  case count(Int64)

  /// The whole number, else nil; counts are whole numbers too.
  package var integer: Int64? {
    switch self {
    case .integer(let value), .count(let value): value
    default: nil
    }
  }

  /// The number, whole or not, else nil.
  package var number: Double? {
    if case .number(let value) = self { value } else { integer.map(Double.init) }
  }

  /// The text, else nil.
  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The elements, else nil.
  package var list: [Value]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  /// The record, else nil.
  package var record: Record? {
    if case .record(let record) = self { record } else { nil }
  }

  /// What kind of value it is, for messages: `a whole number`.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .integer, .count: "a whole number"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .record: "a record"
    }
  }

  /// The value of a member, by a path such as `order.price`; nil where it leads nowhere. An empty path is the value.
  package subscript(path path: String) -> Value? {
    var current = self
    for name in path.split(separator: ".") {
      guard let next = current.record?[String(name)] else { return nil }
      current = next
    }
    return current
  }

  /// How many messages stand behind it: a count's number, 1 for anything else.
  var weight: Int64 {
    if case .count(let number) = self { number } else { 1 }
  }
}

/// Named values in an order; a name stands once.
package struct Record: Hashable, Sendable {
  /// One member.
  package struct Field: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its value.
    package var value: Value
  }

  /// All members in their order.
  package private(set) var fields: [Field] = []

  /// A record without members.
  package init() {}

  /// A record with these members; of members with one name the last stays.
  package init(_ members: KeyValuePairs<String, Value>) {
    for (name, value) in members { self[name] = value }
  }

  /// The value of a member, or nil; setting nil takes it away. O(members).
  package subscript(name: String) -> Value? {
    get { fields.first { $0.name == name }?.value }
    set {
      let place = fields.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): fields[place].value = value
      case (let place?, nil): fields.remove(at: place)
      case (nil, let value?): fields.append(Field(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

/// Why a value cannot be used for something.
package struct ValueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, one sentence.
  package let description: String

  init(_ description: String) { self.description = description }
}
