/// Which column of a CSV trace means what, in the words of libCacheSim:
/// `time-col=1,obj-id-col=2,obj-size-col=3,op-col=4,delimiter=;,has-header=true`. Columns count from 1.
package struct TraceColumnList: Sendable, Equatable {
  /// The byte between the fields.
  package private(set) var separator: UInt8 = 0x2C
  /// Whether the first line is no row; nil for finding out: it is none when its object size is not a number.
  package private(set) var hasHeader = false
  var columns = TraceColumns()

  /// The words there are, with what they mean.
  package static let words: [(word: String, meaning: String)] = [
    ("time-col", "seconds, with or without a fraction, or milliseconds"), ("obj-id-col", "the key; required"),
    ("obj-size-col", "the size of the object in bytes"),
    ("op-col", "the operation; without it every row reads"),
    ("ttl-col", "accepted and not used"), ("cnt-col", "how many requests the row stands for"),
    ("tenant-col", "put before the key with a slash"),
    ("delimiter", "the character between fields, or tab, space, comma, semicolon, pipe"),
    ("has-header", "true or false"),
  ]

  private static let delimiters: [String: UInt8] = [
    "tab": 0x09, "\\t": 0x09, "space": 0x20, "comma": 0x2C, "semicolon": 0x3B, "pipe": 0x7C,
  ]

  /// Reads the list as typed.
  package init(_ text: String) throws(WorkloadError) {
    for part in Self.parts(text) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let word = Self.stripped(pair[0])
      let value = pair.count == 2 ? Self.stripped(pair[1]) : ""
      try set(word, value)
    }
    if columns.key == nil { throw Self.fault("obj-id-col is missing: nothing else tells the key") }
  }

  private mutating func set(_ word: String, _ value: String) throws(WorkloadError) {
    switch word {
    case "delimiter":
      if let byte = Self.delimiters[value] {
        separator = byte
      } else if value.utf8.count == 1, let byte = value.utf8.first {
        separator = byte
      } else {
        throw Self.fault("delimiter is '\(value)', not one character")
      }
    case "has-header":
      guard value == "true" || value == "false" else {
        throw Self.fault("has-header is '\(value)', not true or false")
      }
      hasHeader = value == "true"
    default:
      guard Self.words.contains(where: { $0.word == word }) else {
        throw Self.fault("'\(word)' is no column")
      }
      guard let number = Int(value), (1...TraceRow.rememberedFields).contains(number) else {
        throw Self.fault("\(word) is '\(value)', not a column from 1 to \(TraceRow.rememberedFields)")
      }
      switch word {
      case "time-col": columns.time = number - 1
      case "obj-id-col": columns.key = number - 1
      case "obj-size-col": columns.size = number - 1
      case "op-col": columns.op = number - 1
      case "cnt-col": columns.count = number - 1
      case "tenant-col": columns.tenant = number - 1
      default: break
      }
    }
  }

  /// The parts between commas; a delimiter that is a comma itself is written as the word.
  private static func parts(_ text: String) -> [Substring] {
    text.split(separator: ",").filter { !stripped($0).isEmpty }
  }

  private static func stripped(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static func fault(_ what: String) -> WorkloadError {
    .badInput(
      "--trace-columns: \(what)", file: "",
      hint: "write it as libCacheSim does: time-col=1,obj-id-col=2,obj-size-col=3,op-col=4")
  }
}

extension TraceColumns {
  /// The names that headers have for the columns, in lower case.
  private static let names: [(column: WritableKeyPath<TraceColumns, Int?> & Sendable, names: [String])] = [
    (\.time, ["op_time", "timestamp", "time", "clock_time"]),
    (\.key, ["key", "cachekey", "obj_id", "obj-id", "object_id", "id"]),
    (\.size, ["size", "objectsize", "obj_size", "obj-size", "object_size"]),
    (\.op, ["op", "optype", "operation"]),
    (\.count, ["op_count", "cnt", "count"]),
    (\.tenant, ["tenant"]),
  ]

  /// The columns that a header names; nil when it names no key.
  init?(header row: TraceRow) {
    for index in row.fields.indices {
      let name = String(decoding: row.field(index), as: UTF8.self).lowercased()
      for column in Self.names where column.names.contains(name) && self[keyPath: column.column] == nil {
        self[keyPath: column.column] = index
      }
    }
    if key == nil { return nil }
  }
}
