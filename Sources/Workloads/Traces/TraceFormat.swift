/// One format in which requests to caches, stores and disks are recorded: everything that help, the documentation,
/// detection and reading need to know about it. The table is ``TraceFormat/all``.
package struct TraceFormat: Sendable {
  /// The name as typed: `twitter`.
  package let name: String
  /// What it is, a few words.
  package let title: String
  /// A row as people see it.
  package let row: String
  /// What surprises in it, and what is made of it.
  package let traps: [String]
  /// Where it is described.
  package let link: String
  /// How its rows are found in the bytes.
  let framing: Framing
  /// The unit of its times; nil where it has none.
  package let clock: Clock?
  /// Whether reads that find nothing put the object by default, because the trace itself holds no such writes.
  package let fillsByDefault: Bool
  /// Whether a file that begins like this is one.
  let detects: @Sendable (TraceHead) -> Bool
  /// Turns a row into requests.
  let decode: @Sendable (TraceRow) -> TraceVerdict

  /// How rows are found.
  enum Framing: Sendable {
    /// Lines, their fields separated by that byte.
    case lines(separator: UInt8)
    /// Lines after a first one that names the fields.
    case headedLines(separator: UInt8)
    /// Records of that many bytes.
    case records(bytes: Int)
  }

  /// What one step of a time stamp means.
  package struct Clock: Sendable {
    /// Nanoseconds of one unit.
    let unit: UInt64
    /// Whether many requests carry the same stamp, so that they are spread over the unit.
    package let isCoarse: Bool

    static let seconds = Clock(unit: 1_000_000_000, isCoarse: true)
    static let fractions = Clock(unit: 1_000_000_000, isCoarse: false)
    static let filetime = Clock(unit: 100, isCoarse: false)
  }

  /// The name behind the article that its first letter is spoken with.
  var described: String {
    // Said letter by letter: em, ess, ar.
    name.first.map { "aeiou".contains($0) } == true || name == "msr" ? "an \(name)" : "a \(name)"
  }

  /// The format of that name.
  package static func named(_ name: String) -> TraceFormat? { all.first { $0.name == name } }

  /// Whether the format of that name, or the one that is detected, can be told its columns.
  package static func takesColumns(_ name: String) -> Bool { name == TraceDetection.columnFormat }

  /// The format of a file that begins like this; nil for a workload file of our own, and for what nothing knows.
  static func detected(_ head: TraceHead) -> TraceFormat? {
    head.isWorkload ? nil : all.first { $0.detects(head) }
  }
}

/// What became of a row.
enum TraceVerdict {
  /// Its requests were added.
  case taken
  /// It is sound but nothing a map can do.
  case skipped(TraceSkip)
  /// It breaks the format: which field (from 1), and what was expected there.
  case bad(field: Int, expected: String)
  /// It has another number of fields than the format.
  case misshapen(fields: Int)
}

/// Why a row was left out.
package enum TraceSkip: String, CaseIterable, Sendable {
  case blankRow = "blank_row"
  case unsupportedOperation = "unsupported_operation"
  case noCommand = "not_a_request"
  case noRequests = "count_of_zero"
  case noSize = "size_of_zero"
  case negativeSize = "negative_size"
  case malformed = "malformed"

  /// What it means, for the documentation.
  package var meaning: String {
    switch self {
    case .blankRow: "the line is empty"
    case .unsupportedOperation: "an operation that neither reads, writes nor removes one key"
    case .noCommand: "a line that is no request: a banner, a status line, a connection command"
    case .noRequests: "the row stands for no request at all"
    case .noSize: "a block request of no bytes"
    case .negativeSize:
      "the size of the object is below zero; a read or removal of size -1, which means unknown, is kept"
    case .malformed: "the row breaks the format, and --skip-bad-rows is given"
    }
  }
}
