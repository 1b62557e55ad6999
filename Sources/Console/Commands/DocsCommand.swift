import Base
import Market
import Telemetry

/// `docs --out DIR`.
enum DocsCommand {
  static let out = Flag<String>.text(
    "out", "DIR", default: "docs", "The directory to write the pages into; it is made if there is none."
  ).with { $0.kind = .directory }

  static let spec = CommandSpec(
    name: "docs",
    summary: "Write the pages of the documentation that are generated from tables.",
    details: ["A page is replaced as a whole and only when its content changed."],
    flags: [out.spec],
    examples: [
      Example(purpose: "bring docs/ up to date", line: "hashmap-cli docs"),
      Example(purpose: "look at them elsewhere", line: "hashmap-cli docs --out /tmp/pages"),
    ],
    failures: [FailureNote(label: .io, meaning: "A page cannot be written.")]
  ) { arguments, session throws(Failure) in
    var written: [String] = []
    for page in pages(of: session.program) {
      let path = "\(arguments[out])/\(page.name)"
      let bytes = Array(page.text.utf8)
      if !holds(path, bytes) {
        try OutputFile.makeFolders(of: path)
        try Failure.wrapping { () throws(SystemError) in
          try AtomicFileWriter.replace(path: path, with: bytes)
        }
        written.append(path)
      }
    }
    let text = written.map { "wrote \($0)\n" }.joined()
    try session.succeed(text: text.isEmpty ? "everything is up to date\n" : text) { json in
      json.array("written") { json in
        for path in written { json.string(path) }
      }
    }
  }

  /// The generated pages and their content.
  static func pages(of program: Program) -> [(name: String, text: String)] {
    [
      ("cli.md", CommandReference(program).markdown()),
      ("g6.md", CommandReference(.g6).markdown()),
      ("config.md", SettingsReference(program).markdown()),
      ("g6_config.md", SettingsReference(.g6, introduction: SettingsReference.options).markdown()),
      ("graph_files.md", GraphFileReference(program).markdown()),
      ("traces.md", TraceReference(program).markdown()),
      ("metrics_schema.md", MetricsSchema.markdown()),
      ("\(AlertNotice.schema).schema.json", String(decoding: AlertNotice.schemaJSON(), as: UTF8.self)),
      ("metrics.v1.schema.json", String(decoding: MetricsSchema.json(), as: UTF8.self)),
    ] + MarketReference.pages
  }

  private static func holds(_ path: String, _ bytes: [UInt8]) -> Bool {
    do {
      return try FileBytes.read(path: path, limit: bytes.count + 1) == bytes
    } catch {
      return false
    }
  }
}
