import Base
import Documents

/// A file of option data that cannot be read as one.
package enum QuoteFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case empty(path: String)
  /// The first line is longer than `QuoteReader.lineLimit`, not UTF-8, or quoted wrongly.
  case unreadableHeader(path: String)
  case missingColumn(path: String, wanted: String, found: [String])
  case repeatedColumn(path: String, String)
  /// A column of the input has the name of one that the answer adds.
  case answeredAlready(path: String, String)
  case system(SystemError)

  /// File, line and what is wrong.
  package var description: String {
    switch self {
    case .empty(let path): "\(path): no header and no row"
    case .unreadableHeader(let path): "\(path):1: the header is no line of comma-separated UTF-8 text"
    case .missingColumn(let path, let wanted, let found):
      "\(path):1: no column \(wanted); the header has \(found.joined(separator: ", "))"
    case .repeatedColumn(let path, let name): "\(path):1: the column \(name) stands twice"
    case .answeredAlready(let path, let name):
      "\(path):1: the column \(name) is there already; the answer adds one of that name"
    case .system(let error): error.description
    }
  }
}

/// Reads rows of option data: CSV with a header, or one JSON object a line. Rows stream; memory is bounded by the
/// longest line.
package struct QuoteReader {
  /// The longest line that is read, in bytes.
  package static let lineLimit = 1 << 20

  /// One row as it stands, and what it says.
  package struct Line: Sendable {
    /// From 1.
    package let number: Int
    /// Without line feed and carriage return; for CSV brought to the header's number of fields.
    package let text: String
    /// What could be read of it.
    package let row: QuoteRow
    /// Why the line could not be read, if it could not.
    package let fault: String?
  }

  /// How rows are written.
  package enum Format: Sendable {
    case csv
    case ndjson
  }

  /// Told by the first byte that is not a space: an object's bracket, or anything else.
  package let format: Format
  /// The header as it stands, for CSV.
  package let header: String?
  private let path: String
  private let question: QuoteQuestion
  private var lines: LineReader
  private var number = 0
  /// A first line that is already a row.
  private var pending: [UInt8]?
  private var columns: [QuoteColumn?] = []

  /// Reads the beginning of an open file, which stays its owner's; `path` is for messages.
  package init(descriptor: Int32, path: String, question: QuoteQuestion) throws(QuoteFileError) {
    self.path = path
    self.question = question
    lines = LineReader(descriptor: descriptor, limit: Self.lineLimit)
    var first: [UInt8] = []
    while first.allSatisfy(Self.isSpace) {
      guard let line = try Self.next(&lines, path) else { throw .empty(path: path) }
      number += 1
      guard let bytes = line else { throw .unreadableHeader(path: path) }
      first = bytes
    }
    if first.first(where: { !Self.isSpace($0) }) == UInt8(ascii: "{") {
      format = .ndjson
      header = nil
      pending = first
      number -= 1
    } else {
      format = .csv
      guard let names = Self.names(in: first) else { throw .unreadableHeader(path: path) }
      header = Self.text(of: first)
      columns = names.map { QuoteColumn(rawValue: $0) }
      try check(names)
    }
  }

  /// The next row, or nil at the end; empty lines are passed over.
  package mutating func next() throws(QuoteFileError) -> Line? {
    while true {
      let bytes: [UInt8]
      if let first = pending {
        pending = nil
        bytes = first
      } else {
        guard let line = try Self.next(&lines, path) else { return nil }
        guard let read = line else {
          number += 1
          return broken("", "longer than \(Self.lineLimit) bytes")
        }
        bytes = read
      }
      number += 1
      if bytes.allSatisfy(Self.isSpace) { continue }
      return format == .csv ? csvRow(bytes) : jsonRow(bytes)
    }
  }

  private func csvRow(_ bytes: [UInt8]) -> Line {
    let text = Self.text(of: bytes)
    let fields: [String]
    do throws(CSVLine.Fault) {
      fields = try CSVLine.fields(bytes)
    } catch {
      return broken(text, "not a line of comma-separated text: \(error)")
    }
    guard fields.count <= columns.count else {
      return broken(text, "\(fields.count) fields where the header has \(columns.count)")
    }
    var row = QuoteRow()
    for column in [QuoteColumn.rate, .dividend] where !columns.contains(column) { row.assumeZero(column) }
    for (column, field) in zip(columns, fields) {
      if let column { row.take(column, field.trimmed) }
    }
    let missing = columns.count - fields.count
    return Line(
      number: number, text: text + String(repeating: ",", count: missing), row: row,
      fault: missing == 0 ? nil : "\(fields.count) fields where the header has \(columns.count)")
  }

  /// A line that cannot be cut stays whole, in the first field.
  private func broken(_ text: String, _ fault: String) -> Line {
    let kept =
      format == .csv
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        + String(repeating: ",", count: columns.count - 1)
      : text
    return Line(number: number, text: kept, row: QuoteRow(), fault: fault)
  }

  private func jsonRow(_ bytes: [UInt8]) -> Line {
    let text = Self.text(of: bytes)
    do throws(DocumentError) {
      guard case .table(let table) = try JSON.parse(bytes, file: path, line: number) else {
        return broken(text, "not a JSON object")
      }
      var row = QuoteRow()
      for column in [QuoteColumn.rate, .dividend] where table[column.rawValue] == nil {
        row.assumeZero(column)
      }
      row.kind = table[QuoteColumn.type.rawValue]?.string.flatMap { OptionKind(spelled: $0) }
      for column in QuoteColumn.allCases where column != .type {
        if let number = table[column.rawValue]?.number { row[column] = number }
      }
      return Line(number: number, text: text, row: row, fault: nil)
    } catch {
      return broken(text, error.description)
    }
  }

  private func check(_ names: [String]) throws(QuoteFileError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw .repeatedColumn(path: path, name) }
    for wanted in [QuoteColumn.type, .strike, .years] where !seen.contains(wanted.rawValue) {
      throw .missingColumn(path: path, wanted: wanted.rawValue, found: names)
    }
    let known = question.known.map(\.rawValue)
    guard known.contains(where: seen.contains) else {
      throw .missingColumn(path: path, wanted: known.joined(separator: " or "), found: names)
    }
    guard seen.contains(QuoteColumn.forward.rawValue) || seen.contains(QuoteColumn.spot.rawValue) else {
      throw .missingColumn(path: path, wanted: "forward or spot", found: names)
    }
    for name in question.answers where seen.contains(name) { throw .answeredAlready(path: path, name) }
  }

  /// The next line's bytes, nil inside for one that is too long; nil at the end.
  private static func next(_ lines: inout LineReader, _ path: String) throws(QuoteFileError) -> [UInt8]?? {
    do throws(SystemError) {
      switch try lines.next(path: path) {
      case nil: return nil
      case .tooLong: return .some(nil)
      case .whole(let bytes), .torn(let bytes): return bytes
      }
    } catch {
      throw .system(error)
    }
  }

  private static func names(in header: [UInt8]) -> [String]? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = header.starts(with: mark) ? Array(header.dropFirst(3)) : header
    do throws(CSVLine.Fault) {
      return try CSVLine.fields(bytes).map(\.trimmed)
    } catch {
      return nil
    }
  }

  private static func text(of bytes: [UInt8]) -> String {
    String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes[...], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}

extension String {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
