import Base
import HashMaps
import Laboratory
import Workloads

/// A `probe-visualize` command line once checked.
struct ProbeRequest {
  /// The same operation for one key after the other; at least one.
  let questions: [ProbeScene.Question]
  let entries: [ProbeScene.Entry]
  let snapshot: String?
  let exportJSON: String?
  let exportSVG: String?
  /// The layouts that are traced; nil is the snapshot's own.
  let layouts: [Layout?]
  /// What reading a trace of --csv found.
  let trace: TraceReport?
  private let configuration: MapConfiguration

  init(_ arguments: Arguments, _ session: Session) throws(Failure) {
    typealias Command = ProbeVisualizeCommand
    let operation = arguments[Command.operation] ?? .get
    let value = arguments[Command.value]
    if operation == .put, value == nil { throw .badInput("--operation put needs --value VALUE") }
    if operation != .put, value != nil {
      throw .badInput(
        "--value has no effect with --operation \(operation.name)", hint: "only put takes a value")
    }
    questions = arguments[Command.key].map {
      ProbeScene.Question(operation: operation, key: $0, value: value)
    }
    try Self.checkEffects(arguments, session)
    let workload = try Self.workload(arguments)
    trace = workload?.trace
    entries = try (workload?.entries ?? []) + Self.entries(arguments[Command.seed])
    snapshot = arguments[Command.snapshot]
    exportJSON = arguments[Command.exportJSON]
    exportSVG = arguments[Command.exportSVG]
    for (flag, path) in [("--export-json", exportJSON), ("--export-svg", exportSVG)] {
      if let path,
        [snapshot, arguments[Command.csv]].compactMap(\.self).contains(where: { OutputFile.isSame(path, $0) })
      {
        throw .badInput("\(flag) names a file that is read", hint: "write the result into another file")
      }
    }
    if let exportJSON, exportJSON == exportSVG {
      throw .badInput("--export-json and --export-svg name the same file", hint: "give each its own file")
    }
    let settings = try session.settings(arguments)
    var configuration = MapConfiguration(settings)
    configuration.isAdaptive = false
    configuration.seed = UInt64(arguments[Command.hashSeed])
    self.configuration = configuration
    let fixed = settings.mapMode.layout
    layouts =
      arguments[Command.sideBySide]
      ? Layout.allCases : [fixed ?? (arguments[Command.snapshot] == nil ? configuration.layout : nil)]
  }

  private static func entries(_ texts: [String]) throws(Failure) -> [ProbeScene.Entry] {
    var entries: [ProbeScene.Entry] = []
    for text in texts {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw .badInput("--seed: \"\(text)\" is not KEY=VALUE", hint: "such as --seed K1=V1")
      }
      entries.append(
        ProbeScene.Entry(
          key: Array(text[..<equals].utf8), value: Array(text[text.index(after: equals)...].utf8)))
    }
    return entries
  }

  /// Flags that would be without effect are refused.
  private static func checkEffects(_ arguments: Arguments, _ session: Session) throws(Failure) {
    typealias Command = ProbeVisualizeCommand
    if arguments[Command.animate], session.options.isJSON {
      throw .badInput(
        "--animate and --json contradict each other", hint: "--export-json FILE writes what --json prints")
    }
    if arguments.has(Command.speed), !arguments[Command.animate] {
      throw .badInput("--speed has no effect without --animate")
    }
    let reading = [Command.sample.spec] + Command.readingFlags
    if arguments[Command.csv] == nil, let flag = reading.first(where: { arguments.names($0) }) {
      throw .badInput("\(flag.spelling) has no effect without --csv FILE")
    }
  }

  private static func workload(_ arguments: Arguments) throws(Failure) -> WorkloadEntries? {
    guard let path = arguments[ProbeVisualizeCommand.csv] else { return nil }
    let limits = CSVLimits(
      maxRows: 0, maxBytes: arguments[RunCSVFlags.maxBytes],
      maxLineBytes: arguments[RunCSVFlags.maxLineBytes])
    let traces = try TraceOptions(arguments)
    return try Failure.wrapping { () throws(LaboratoryError) in
      try WorkloadEntries(
        path: path, limits: limits, traces: traces, operations: arguments[ProbeVisualizeCommand.sample])
    }
  }

  /// The map in one layout.
  func scene(_ layout: Layout?) throws(Failure) -> ProbeScene {
    if let snapshot {
      return try Failure.wrapping { () throws(ProbeSceneError) in
        try ProbeScene(snapshot: snapshot, layout: layout, entries: entries)
      }
    }
    var configuration = configuration
    if let layout { configuration.layout = layout }
    return try Failure.wrapping { () throws(MapError) in try ProbeScene(configuration, entries: entries) }
  }
}
