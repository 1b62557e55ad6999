/// One line of comma-separated values (RFC 4180): fields may stand in double quotes, inside which two mean one.
package enum CSVLine {
  /// Why a line cannot be cut.
  package enum Fault: Error, Equatable, Sendable {
    case invalidUTF8
    /// A quoted field does not end on this line; the column of its quote, from 1.
    case openQuote(column: Int)
    /// Something follows a closing quote; its column, from 1.
    case textAfterQuote(column: Int)
  }

  /// The fields of a line without its line feed; a carriage return at the end is not part of it. O(bytes).
  package static func fields(_ line: [UInt8]) throws(Fault) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var index = 0
    let end = line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
    while true {
      if index < end, line[index] == quote {
        index = try unquote(line, end, index, into: &field)
      } else {
        while index < end, line[index] != comma {
          field.append(line[index])
          index += 1
        }
      }
      guard let text = String(validating: field, as: UTF8.self) else { throw .invalidUTF8 }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      if index == end { return fields }
      index += 1
    }
  }

  /// The index after the closing quote.
  private static func unquote(
    _ line: [UInt8], _ end: Int, _ start: Int, into field: inout [UInt8]
  ) throws(Fault) -> Int {
    var index = start + 1
    while index < end {
      if line[index] != quote {
        field.append(line[index])
      } else if index + 1 < end, line[index + 1] == quote {
        field.append(quote)
        index += 1
      } else {
        index += 1
        guard index == end || line[index] == comma else { throw .textAfterQuote(column: index + 1) }
        return index
      }
      index += 1
    }
    throw .openQuote(column: start + 1)
  }

  private static var comma: UInt8 { UInt8(ascii: ",") }
  private static var quote: UInt8 { UInt8(ascii: "\"") }
}
