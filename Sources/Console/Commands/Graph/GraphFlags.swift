import Connectors

/// What the commands about graphs share.
enum GraphFlags {
  static let file = PositionalSpec(
    name: "FILE", help: "The graph: TOML, or YAML when it ends in .yaml or .yml (docs/graph_files.md).",
    kind: .file)

  static let stdio = Flag<Bool>.toggle(
    "stdio", "Speak over standard input and output; the only way there is, and required.")

  static let signalFailures = [
    FailureNote(
      label: .badInput, meaning: "A line is no signal, or none for this side; its number is named."),
    FailureNote(label: .interrupted, meaning: "Stopped by a signal of the system."),
  ]

  /// Fails unless `--stdio` was typed.
  static func requireStdio(_ arguments: Arguments) throws(Failure) {
    if arguments[stdio] { return }
    throw .badInput("\(arguments.command.name) needs --stdio", hint: "it is the only way to speak with it")
  }

  static let failures = [
    FailureNote(label: .badInput, meaning: "The file is no valid graph; line and column are named."),
    FailureNote(label: .io, meaning: "The file cannot be read."),
  ]

  /// Reads and checks a file; one failure names the first problem.
  static func read(_ path: String) throws(Failure) -> GraphFile {
    do throws(ConnectorError) {
      let file = try GraphFile.read(path: path)
      try file.validate()
      return file
    } catch {
      throw failure(error, path)
    }
  }

  /// The failure that an error about a graph file amounts to.
  static func failure(_ error: ConnectorError, _ path: String) -> Failure {
    guard case .invalidGraphFile(let problems) = error, problems.count > 1 else { return error.failure }
    return .badInput(error.description, hint: "hashmap-cli graph validate \(path) lists them all")
  }
}
