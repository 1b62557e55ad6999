import Base
import Documents
import Governance

/// `metrics-spec`.
enum MetricsSpecCommand {
  static let file = Flag<String?>.optional(
    "specification", "FILE", kind: .file, "The specification to read."
  ).defaulting("those of all programs, below --root")
  static let root = Flag<String>.text(
    "root", "DIR", default: ".", "The repository to write into."
  ).with { $0.kind = .directory }
  static let check = Flag<Bool>.toggle(
    "check", "Write nothing; fail when a generated file is not what the specification says.")

  private static let fileLimit = 1 << 20

  static let spec = CommandSpec(
    name: "metrics-spec",
    summary: "Lint the specifications of metrics and write what is generated from them.",
    details: [
      """
      A specification names every metric of a program with its kind, unit, labels, budget, alerts and place on the \
      dashboard. From it come the descriptors and accessors the program is compiled with, its page in docs, the Grafana \
      dashboard and the alert rules for Prometheus.
      """
    ],
    flags: [file.spec, root.spec, check.spec],
    examples: [
      Example(purpose: "after a change of the specification", line: "hashmap-cli metrics-spec"),
      Example(purpose: "what continuous integration asks", line: "hashmap-cli metrics-spec --check"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The specification breaks a rule; each finding is listed."),
      FailureNote(label: .policy, meaning: "With --check: a generated file is out of date."),
      FailureNote(label: .io, meaning: "A file cannot be read or written."),
    ]
  ) { arguments, session throws(Failure) in
    let paths =
      arguments[file].map { [$0] } ?? MetricsProgram.allCases.map { "\(arguments[root])/\($0.specification)" }
    var registers: [MetricsRegister] = []
    for path in paths { registers.append(try read(path)) }
    let findings = registers.flatMap { $0.findings() }
    if let first = findings.first {
      try session.conclude(isOK: false, text: findings.map { "\($0)\n" }.joined()) { json in
        json.array("findings") { list in for finding in findings { list.string(finding.description) } }
      }
      throw .badInput(
        "\(Figures.counted(findings.count, "finding")); the first: \(first)",
        hint: "docs/metrics.md tells the rules")
    }
    let stale = registers.flatMap { $0.artifacts() }.filter {
      !holds("\(arguments[root])/\($0.path)", $0.text)
    }
    if arguments[check], let first = stale.first {
      throw .policy("\(first.path) is not what the specification says", hint: "run hashmap-cli metrics-spec")
    }
    for artifact in stale {
      let path = "\(arguments[root])/\(artifact.path)"
      try OutputFile.makeFolders(of: path)
      try Failure.wrapping { () throws(SystemError) in
        try AtomicFileWriter.replace(path: path, with: Array(artifact.text.utf8))
      }
    }
    let text = stale.map { "wrote \($0.path)\n" }.joined()
    let count = registers.reduce(0) { $0 + $1.metrics.count }
    try session.succeed(
      text: text.isEmpty ? "\(Figures.counted(count, "metric")), everything is up to date\n" : text
    ) {
      json in
      json.field("metrics", count)
      json.array("written") { list in for artifact in stale { list.string(artifact.path) } }
    }
  }

  private static func read(_ path: String) throws(Failure) -> MetricsRegister {
    let bytes = try Failure.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: fileLimit)
    }
    return try Failure.wrapping { () throws(DocumentError) in try MetricsRegister.read(bytes, file: path) }
  }

  private static func holds(_ path: String, _ text: String) -> Bool {
    do {
      return try FileBytes.read(path: path, limit: text.utf8.count + 1) == Array(text.utf8)
    } catch {
      return false
    }
  }
}
