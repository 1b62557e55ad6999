import Documents

/// A function of one value.
package typealias Mapping = @Sendable (Value) throws -> Value
/// A question about one value.
package typealias Predicate = @Sendable (Value) throws -> Bool
/// Several values made of one.
package typealias Expansion = @Sendable (Value) throws -> [Value]
/// Two values made one: the older and the newer.
package typealias Merge = @Sendable (Value, Value) throws -> Value

/// The functions that files can name, one table a kind.
package enum Formulas {
  /// Functions of a `map`.
  package static let mappings: [Formula<Mapping>] = [
    Formula("identity", "the value itself") { { $0 } },
    Formula("add", .number, "the sum with a number") { number in { try $0.plus(number) } },
    Formula("multiply", .number, "the product with a number") { number in { try $0.times(number) } },
    Formula("negate", "the number with the other sign") { { try $0.times(.integer(-1)) } },
    Formula("round", "the nearest whole number") { { .integer(try whole($0.asNumber().rounded())) } },
    Formula("upper", "the text in capitals") { { .text(try $0.asText().uppercased()) } },
    Formula("lower", "the text in small letters") { { .text(try $0.asText().lowercased()) } },
    Formula("trim", "the text without blanks at its ends") { { .text(trimmed(try $0.asText())) } },
    Formula("length", "how many letters, elements or members there are") { { .integer(try length($0)) } },
    Formula("text", "the value as text") { { .text($0.description) } },
    Formula("number", "the number that a text says") { { try numeral($0) } },
    Formula("json", "the value that a text says in JSON") { { try json($0) } },
    Formula("word", .integer, "the text's Nth word, from 1") { place in { try word($0, place) } },
    Formula("get", .path, "a member of a record; path by dots") { path in { try member($0, path) } },
    Formula("record", .path, "a record with the value as its one member") { name in
      { .record(Record([name.description: $0])) }
    },
    Formula("constant", .value, "always the given value") { value in { _ in value } },
  ]

  /// Predicates of a `filter`.
  package static let predicates: [Formula<Predicate>] = [
    Formula("all", "every value") { { _ in true } },
    Formula("none", "no value") { { _ in false } },
    Formula("even", "even whole numbers") { { try integer($0).isMultiple(of: 2) } },
    Formula("odd", "odd whole numbers") { { try !integer($0).isMultiple(of: 2) } },
    Formula("multiple_of", .integer, "whole numbers that N divides") { divisor in
      { try integer($0).isMultiple(of: divisor.integer ?? 1) }
    },
    Formula("above", .number, "what is greater") { bound in { try bound.precedes($0) } },
    Formula("below", .number, "what is less") { bound in { try $0.precedes(bound) } },
    Formula("equal", .value, "what is equal") { value in { $0.matches(value) } },
    Formula("not", .value, "what is not equal") { value in { !$0.matches(value) } },
    Formula("contains", .text, "texts with this in them") { part in
      { try $0.asText().contains(part.description) }
    },
    Formula("prefix", .text, "texts that begin with this") { part in
      { try $0.asText().hasPrefix(part.description) }
    },
    Formula("suffix", .text, "texts that end with this") { part in
      { try $0.asText().hasSuffix(part.description) }
    },
    Formula("empty", "what has no letters, elements or members") { { try length($0) == 0 } },
    Formula("nonempty", "what has letters, elements or members") { { try length($0) > 0 } },
  ]

  /// Functions of a `flat_map`.
  package static let expansions: [Formula<Expansion>] = [
    Formula("repeat", .integer, "the value N times") { count in
      { Array(repeating: $0, count: Int(clamping: max(0, min(count.integer ?? 0, 65_536)))) }
    },
    Formula("elements", "the elements of a list") { { try elements($0) } },
    Formula("words", "the words of a text") {
      { try $0.asText().split(separator: " ").map { .text(String($0)) } }
    },
    Formula("lines", "the lines of a text") {
      { try $0.asText().split(separator: "\n").map { .text(String($0)) } }
    },
    Formula("split", .text, "the parts of a text between separators") { separator in
      { try $0.asText().split(separator: separator.description).map { .text(String($0)) } }
    },
    Formula("members", "a record {name, value} for each member") { { try members($0) } },
  ]

  /// What `coalesce` makes of a queued and a new message.
  package static let merges: [Formula<Merge>] = [
    Formula("sum", "the sum of all") { { try $0.plus($1) } },
    Formula("count", "how many messages were merged") { { .count($0.weight &+ $1.weight) } },
    Formula("max", "the greatest") { { try $0.precedes($1) ? $1 : $0 } },
    Formula("min", "the least") { { try $1.precedes($0) ? $1 : $0 } },
  ]

  /// The merge with this name, or nil.
  package static func merge(_ name: String) -> Merge? {
    merges.first { $0.name == name }?.make(.null)
  }

  // MARK: Steps

  private static func whole(_ number: Double) throws(ValueError) -> Int64 {
    guard let whole = Int64(exactly: number) else {
      throw ValueError("\(number) has no whole number of 64 bits")
    }
    return whole
  }

  private static func integer(_ value: Value) throws(ValueError) -> Int64 {
    guard let integer = value.integer else { throw ValueError("a whole number is needed, not \(value.kind)") }
    return integer
  }

  private static func trimmed(_ text: String) -> String {
    let isBlank = { (letter: Character) in letter.isWhitespace }
    let start = text.drop(while: isBlank)
    return String(start.reversed().drop(while: isBlank).reversed())
  }

  private static func length(_ value: Value) throws(ValueError) -> Int64 {
    switch value {
    case .text(let text): Int64(text.count)
    case .list(let elements): Int64(elements.count)
    case .record(let record): Int64(record.fields.count)
    default: throw ValueError("\(value.kind) has no length")
    }
  }

  private static func numeral(_ value: Value) throws(ValueError) -> Value {
    if value.number != nil { return value }
    let text = try value.asText()
    let read = Value(plain: trimmed(text))
    if read.number == nil { throw ValueError("\"\(text.prefix(40))\" is not a number") }
    return read
  }

  private static func json(_ value: Value) throws -> Value {
    Value(try JSON.parse(Array(value.asText().utf8), file: "message"))
  }

  private static func word(_ value: Value, _ place: Value) throws(ValueError) -> Value {
    let words = try value.asText().split(separator: " ")
    guard let place = place.integer, place >= 1, place <= words.count else {
      throw ValueError("the text has \(words.count) words")
    }
    return .text(String(words[Int(place) - 1]))
  }

  private static func member(_ value: Value, _ path: Value) throws(ValueError) -> Value {
    guard let found = value[path: path.description] else { throw ValueError("there is no member \(path)") }
    return found
  }

  private static func elements(_ value: Value) throws(ValueError) -> [Value] {
    guard let elements = value.list else { throw ValueError("a list is needed, not \(value.kind)") }
    return elements
  }

  private static func members(_ value: Value) throws(ValueError) -> [Value] {
    guard let record = value.record else { throw ValueError("a record is needed, not \(value.kind)") }
    return record.fields.map { .record(Record(["name": .text($0.name), "value": $0.value])) }
  }
}
