/// How workload files of other formats are read.
package struct TraceOptions: Sendable {
  /// The longest key; a longer one is a fault of its row.
  package static let longestKey = 32_767
  /// What a value may have at most, whatever is asked for.
  package static let largestValue = 65_536

  /// Which format the file has.
  package enum Choice: Sendable {
    /// Found out from its beginning; what nothing else knows is a workload file of ours.
    case detected
    /// A workload file: op, key, value.
    case workload
    case trace(TraceFormat)
  }

  /// Which format the file has.
  package var choice = Choice.detected
  /// Whether a read that finds nothing puts the object (look-aside caching); nil for what the format does by default.
  package var fills: Bool?
  /// Whether a row that stands for several requests becomes so many.
  package var expands = true
  /// Bytes of a page that block requests are split into; 0 keeps them whole.
  package var pageBytes = 4096
  /// Values are cut to this.
  package var maxValueBytes = TraceOptions.largestValue
  /// Whether a bad row is counted and left out instead of ending the stream.
  package var skipsBadRows = false
  /// Which column means what, in libCacheSim's words.
  package var columns: TraceColumnList?
  /// Whether batches say when each operation is due.
  package var wantsTimes = false

  /// The defaults: detect the format, read everything, as fast as possible.
  package init() {}
}

/// What reading a trace has found.
package struct TraceReport: Sendable {
  /// The format's name.
  package let format: String
  /// Rows read, without a header.
  package internal(set) var rows = 0
  /// Operations made of them.
  package internal(set) var operations = 0
  /// Puts added because a read before them found nothing.
  package internal(set) var filled = 0
  /// Values that were larger than allowed.
  package internal(set) var cut = 0
  /// Rows left out, by reason.
  package internal(set) var skipped: [TraceSkip: Int] = [:]
  /// Nanoseconds from the first request to the last; nil without times.
  package internal(set) var span: UInt64?

  /// The reasons there were with their counts, in a fixed order.
  package var skips: [(reason: TraceSkip, count: Int)] {
    TraceSkip.allCases.compactMap { reason in skipped[reason].map { (reason, $0) } }
  }

  init(format: String) { self.format = format }
}
