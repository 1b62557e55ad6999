import Base
import Laboratory

/// The files of a comparison: where they go, and writing them.
struct ABCompareFiles {
  private let options: ABCompareOptions

  init(_ options: ABCompareOptions) { self.options = options }

  private static let sides = ["baseline", "candidate"]

  /// Where a side's ticks go; nil when they are not kept.
  func metricsFolder(_ side: Int) -> String? {
    guard options.writesArtifacts else { return nil }
    return options.metricsDir.map { "\($0)/\(Self.sides[side])" }
      ?? "\(options.outDir)/artifacts/\(Self.sides[side])/metrics"
  }

  /// The JSON files, all of the same content; the first is named after the workload.
  var json: [String] {
    options.stems.map { "\(options.outDir)/\($0)_\(options.pair).json" }
      + ["\(options.outDir)/comparison.json"] + [options.jsonOut].compactMap { $0 }
  }

  /// The Markdown files.
  var markdown: [String] {
    let own = options.writesArtifacts ? ["\(options.outDir)/\(options.stems[0])_\(options.pair).md"] : []
    return own + [options.markdownOut].compactMap { $0 }
  }

  /// Creates the folder, and fails now where a file could not be written at the end.
  func prepare() throws(Failure) {
    try Failure.wrapping { () throws(SystemError) in try Folder.create(options.outDir) }
    for path in json + markdown { try OutputFile.check(path, besides: nil) }
  }

  /// Writes everything but the ticks, which are there already.
  func write(_ report: inout ComparisonReport) throws(Failure) {
    report.artifacts.append(("comparison_json", json[0]))
    if let path = markdown.first { report.artifacts.append(("comparison_markdown", path)) }
    if options.writesArtifacts { report.artifacts.append(("artifact_dir", "\(options.outDir)/artifacts")) }
    let content = report.file()
    let text = Array(report.markdown.utf8)
    let summaries =
      options.writesArtifacts
      ? zip(Self.sides, [report.baseline, report.candidate]).map { side, arm in
        ("\(options.outDir)/artifacts/\(side)_summary.json", summary(arm))
      } : []
    try Failure.wrapping { () throws(SystemError) in
      if options.writesArtifacts { try Folder.create("\(options.outDir)/artifacts") }
      for path in json { try AtomicFileWriter.replace(path: path, with: content) }
      for path in markdown { try AtomicFileWriter.replace(path: path, with: text) }
      for (path, bytes) in summaries { try AtomicFileWriter.replace(path: path, with: bytes) }
    }
  }

  private func summary(_ arm: ComparedArm) -> [UInt8] {
    var json = JSONWriter(pretty: true)
    json.beginObject()
    arm.recording.result.renderSummary(into: &json)
    arm.recording.result.renderFindings(into: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }
}
