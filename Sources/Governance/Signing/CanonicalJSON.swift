import Base
import Documents

/// JSON in the one form of RFC 8785 (JCS), so that equal values have equal bytes and one digest.
///
/// No white space; members in the order of the UTF-16 units of their names; numbers as ECMAScript prints them; only the
/// escapes that must be.
package enum CanonicalJSON {
  /// The canonical text of a value. O(bytes, and sorting the members of each object).
  ///
  /// Refuses what has no such text: NaN, the infinities, and whole numbers that a double cannot hold, which every reader
  /// that takes numbers for doubles would change silently.
  package static func render(_ value: DocumentValue) throws(GovernanceError) -> [UInt8] {
    var json = JSONWriter()
    try write(value, into: &json)
    return json.bytes
  }

  private static func write(
    _ value: DocumentValue, into json: inout JSONWriter
  ) throws(GovernanceError) {
    switch value {
    case .null: json.null()
    case .bool(let value, _): json.bool(value)
    case .integer(let value, _): json.raw(Array(try text(of: value).utf8))
    case .float(let value, _):
      guard value.isFinite else {
        throw .badInput(
          "the number \(value) has no text in JSON", hint: "write null where there is no number")
      }
      json.raw(Array(text(of: value).utf8))
    case .string(let text, _): json.string(text)
    case .array(let values, _):
      json.beginArray()
      for value in values { try write(value, into: &json) }
      json.endArray()
    case .table(let table):
      json.beginObject()
      var members = table.members
      let isSorted = zip(members, members.dropFirst()).allSatisfy { !precedes($1.key, $0.key) }
      if !isSorted { members.sort { precedes($0.key, $1.key) } }
      for member in members {
        json.key(member.key)
        try write(member.value, into: &json)
      }
      json.endObject()
    }
  }

  private static func precedes(_ first: String, _ second: String) -> Bool {
    // Below 128 a unit is a byte, and the bytes are at hand.
    if first.utf8.allSatisfy({ $0 < 128 }), second.utf8.allSatisfy({ $0 < 128 }) {
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    }
    return first.utf16.lexicographicallyPrecedes(second.utf16)
  }

  /// The text of a whole number; one beyond 2^53 must be a double exactly, or be the text of one already.
  private static func text(of value: Int64) throws(GovernanceError) -> String {
    if value.magnitude <= 1 << 53 { return "\(value)" }
    let nearest = Double(value)
    let shown = text(of: nearest)
    if Int64(exactly: nearest) == value || shown == "\(value)" { return shown }
    throw .badInput(
      "the number \(value) has no exact double", hint: "write whole numbers beyond 2^53 as texts")
  }

  /// The text ECMAScript's `Number::toString` gives a finite number: the shortest digits that read back, the point
  /// placed by size, an exponent from 1e21 and below 1e-6.
  static func text(of value: Double) -> String {
    if value == 0 { return "0" }
    // Swift places the point as ECMAScript does where it uses no exponent; it only writes `.0` behind whole numbers.
    let shown = value.description
    if !shown.utf8.contains(UInt8(ascii: "e")) {
      return shown.hasSuffix(".0") ? String(shown.dropLast(2)) : shown
    }
    let (digits, point) = decimal(value.magnitude)
    let sign = value < 0 ? "-" : ""
    let count = digits.count
    if count <= point, point <= 21 {
      return sign + digits + String(repeating: "0", count: point - count)
    }
    if point > 0, point <= 21 {
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }
    if point > -6, point <= 0 {
      return sign + "0." + String(repeating: "0", count: -point) + digits
    }
    let exponent = point - 1
    let fraction = count > 1 ? "." + digits.dropFirst() : ""
    return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
  }

  /// The shortest digits of a positive number without zeros at either end, and where the point stands before or after
  /// them: 0.00123 is ("123", -2).
  private static func decimal(_ value: Double) -> (digits: String, point: Int) {
    // Swift's description has the shortest digits that read back, of those the nearest, as ECMAScript asks.
    let parts = value.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".")
    let whole = mantissa[0]
    let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
    let leading = all.prefix { $0 == "0" }.count
    let digits = all.dropFirst(leading)
    let trailing = digits.reversed().prefix { $0 == "0" }.count
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (String(digits.dropLast(trailing)), whole.count - leading + exponent)
  }
}
