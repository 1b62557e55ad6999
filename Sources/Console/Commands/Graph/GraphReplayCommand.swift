import Base
import Connectors

/// `graph replay ARTEFACT`.
enum GraphReplayCommand {
  static let spec = CommandSpec(
    name: "graph replay",
    summary: "Run a failed graph again from its artefact, slice by slice.",
    details: [
      """
      An artefact holds the graph, the seed and the order of all slices. The graph runs again in that order; when it \
      fails in the same way the command fails as Invariant, otherwise it succeeds.
      """
    ],
    positionals: [
      PositionalSpec(name: "ARTEFACT", help: "What graph run wrote when it failed.", kind: .file)
    ],
    examples: [
      Example(purpose: "see it fail again", line: "hashmap-cli graph replay pipeline.artefact.json"),
      Example(
        purpose: "in a bisection, where success means that it is mended",
        line: "git bisect run hashmap-cli graph replay pipeline.artefact.json"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The file is no artefact."),
      FailureNote(label: .invariant, meaning: "The failure was reproduced."),
      FailureNote(label: .io, meaning: "The file cannot be read."),
    ]
  ) { arguments, session throws(Failure) in
    let artefact = try Failure.wrapping { () throws(ConnectorError) in
      try GraphArtefact.read(path: arguments.words[0])
    }
    let (file, outcome) = try Failure.wrapping { () throws(ConnectorError) in
      (try artefact.file(), try artefact.replay { Interrupt.signal != nil })
    }
    try Interrupt.check()
    let isReproduced = artefact.isReproduced(by: outcome)
    var text = GraphRunReport(file, outcome).text()
    if !isReproduced { text += "\nnot reproduced: \(artefact.error)\n" }
    try session.conclude(isOK: !isReproduced, text: text) { json in
      json.field("reproduced", isReproduced)
      json.field("expected", artefact.error)
      json.field("found", outcome.report.error?.description)
      outcome.write(to: &json)
    }
    if isReproduced { throw .invariant("reproduced: \(artefact.error)") }
  }
}
