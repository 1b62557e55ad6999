import Base
import Connectors
import Documents
import Workloads

/// `control COMMAND`.
enum ControlCommand {
  static let socket = Flag<String>.required(
    "socket", "PATH", kind: .file, "The socket of the run: its --control-socket.")
  static let timeout = Flag<Double>.number(
    "timeout", "SECONDS", in: .above(0, to: 3600), default: 10, "How long to wait for the answer.")

  static let spec = CommandSpec(
    name: "control",
    summary: "Tell a replay that is running what to do, and print its receipt.",
    details: [
      """
      Commands: \(ReplayCommand.usages.joined(separator: ", ")). Each is carried out between two batches, however \
      busy the run is, and answered by one line of JSON: id, command, status (applied or refused), at_op (the \
      operations applied by then) and detail; status adds run.
      """
    ],
    flags: [socket.spec, timeout.spec],
    positionals: [PositionalSpec(name: "COMMAND", help: "What to do; docs/run_csv.md explains each.")],
    examples: [
      Example(
        purpose: "how far is it?", line: "hashmap-cli control --socket run.sock status"),
      Example(
        purpose: "change the layout while it runs",
        line: "hashmap-cli control --socket run.sock convert:chaining"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "The command is not one; the hint lists them."),
      FailureNote(label: .policy, meaning: "The run refused the command; the receipt says why."),
      FailureNote(label: .io, meaning: "Nobody listens at PATH, or nobody answered in time."),
    ]
  ) { arguments, session throws(Failure) in
    let command = arguments.words[0]
    let path = arguments[socket]
    let answer = try Failure.wrapping { () throws(ConnectorError) in
      try ControlClient.ask(path, command, within: UInt64(arguments[timeout] * 1e9))
    }
    let parsed = try Failure.wrapping { () throws(DocumentError) in try JSON.parse(answer, file: path) }
    guard let receipt = parsed.table else {
      throw .io("\(path): the answer is not a receipt", hint: "is this the socket of a run?")
    }
    if let label = receipt["error"]?.string { throw failure(label, receipt) }
    try session.output.line(String(decoding: answer, as: UTF8.self))
    if receipt["status"]?.string != Receipt.Status.applied.rawValue {
      throw .policy("\(command) was refused: \(receipt["detail"]?.string ?? "")")
    }
  }

  /// An error that the run answered, as this command's own.
  private static func failure(_ label: String, _ answer: DocumentTable) -> Failure {
    let detail = answer["detail"]?.string ?? "the run answered with an error"
    let hint = answer["hint"]?.string
    return label == Label.policy.rawValue ? .policy(detail, hint: hint) : .badInput(detail, hint: hint)
  }
}
