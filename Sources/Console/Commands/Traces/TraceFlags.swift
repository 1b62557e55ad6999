import Workloads

/// The flags of every command that reads a workload: which format it has, and what to make of its rows.
enum TraceFlags {
  static let format = Flag<TraceChoice>.choice(
    "format", "FORMAT", default: TraceChoice.auto,
    "The format of the workload; docs/traces.md describes each."
  ).grouped(group)
  static let fill = Flag<Bool?>.negatable(
    "fill",
    "A read that finds nothing puts the object, as an application beside a cache does; by default where the format "
      + "has no such writes."
  ).grouped(group)
  static let expand = Flag<Bool?>.negatable(
    "expand", "A row that stands for several requests becomes so many; on by default."
  ).grouped(group)
  static let pageBytes = Flag<Int>.bytes(
    "page-bytes", in: 0...1_073_741_824, default: 4096,
    "Split requests to disks into pages of this size; 0 keeps them whole."
  ).grouped(group)
  static let maxValueBytes = Flag<Int>.bytes(
    "max-value-bytes", in: 1...TraceOptions.largestValue, default: TraceOptions.largestValue,
    "Cut the values of a trace to this size."
  ).grouped(group)
  static let skipBadRows = Flag<Bool>.toggle(
    "skip-bad-rows", "Count rows that break the format of a trace and go on."
  ).grouped(group)
  static let columns = Flag<String?>.optional(
    "trace-columns", "LIST",
    "Which column of a CSV trace means what: time-col=1,obj-id-col=2; docs/traces.md lists the words."
  ).grouped(group)

  /// In the order help shows them.
  static let all: [FlagSpec] = [
    format.spec, fill.spec, expand.spec, pageBytes.spec, maxValueBytes.spec, skipBadRows.spec, columns.spec,
  ]

  private static let group = "Traces"
}

/// The flags of commands that read a whole workload: the file, how much of it is accepted, and its format.
enum WorkloadFlags {
  static let all: [FlagSpec] =
    [
      RunCSVFlags.csv.spec, RunCSVFlags.maxRows.spec, RunCSVFlags.maxBytes.spec,
      RunCSVFlags.maxLineBytes.spec,
    ] + TraceFlags.all
}

/// A format as `--format` names it.
struct TraceChoice: FlagChoice, Equatable {
  let name: String
  let help: String

  static let auto = TraceChoice(name: "auto", help: "whatever the beginning of the file looks like")
  static let csv = TraceChoice(name: "csv", help: "a workload file: op, key, value")
  static let allCases = [auto, csv] + TraceFormat.all.map { TraceChoice(name: $0.name, help: $0.title) }
}

extension TraceOptions {
  /// What the flags of a command ask for.
  init(_ arguments: Arguments) throws(Failure) {
    self.init()
    let name = arguments[TraceFlags.format]
    if name == .csv { choice = .workload }
    if let format = TraceFormat.named(name.name) { choice = .trace(format) }
    fills = arguments[TraceFlags.fill]
    expands = arguments[TraceFlags.expand] ?? true
    pageBytes = arguments[TraceFlags.pageBytes]
    maxValueBytes = arguments[TraceFlags.maxValueBytes]
    skipsBadRows = arguments[TraceFlags.skipBadRows]
    if let list = arguments[TraceFlags.columns] {
      columns = try Failure.wrapping { () throws(WorkloadError) in try TraceColumnList(list) }
      if name != .auto, !TraceFormat.takesColumns(name.name) {
        throw .badInput(
          "--trace-columns has no effect with --format \(name.name)",
          hint: "the columns of \(name.name) are fixed; libcachesim-csv takes any")
      }
    }
  }
}
