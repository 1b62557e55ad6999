import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Program {
  /// Runs one command line and gives back the exit code: 0, or the code of the failure whose envelope was written
  /// to standard error.
  ///
  /// - Parameter arguments: the words after the program's name.
  package func run(_ arguments: [[UInt8]]) -> Int32 {
    Descriptor.reserveStandard()
    Descriptor.ignoreBrokenPipes()
    Interrupt.install()
    let words = arguments.map { CommandWord(bytes: $0) }
    let (environment, fault) = declaredEnvironment()
    return run(words, environment: environment, fault: fault, output: Output(), errors: ErrorStream())
  }

  /// The words behind the program's name, byte by byte: what the standard library offers repairs what is not UTF-8.
  package static var argumentsOfProcess: [[UInt8]] {
    UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)).dropFirst().compactMap {
      word in
      word.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }
  }

  /// The same with everything it touches handed in.
  func run(
    _ arguments: [String], environment: [String: String], output: Output, errors: ErrorStream
  ) -> Int32 {
    run(arguments.map { CommandWord($0) }, environment: environment, output: output, errors: errors)
  }

  /// The same with words that need not be text, and what is wrong with the environment.
  func run(
    _ arguments: [CommandWord], environment: [String: String], fault: Failure? = nil, output: Output,
    errors: ErrorStream
  ) -> Int32 {
    do throws(Failure) {
      if let fault { throw fault }
      try carryOut(arguments, environment: environment, output: output, errors: errors)
      try output.flush()
      return 0
    } catch {
      errors.clearTransient()
      output.finish()
      if output.isClosed || error == Self.readerLeft { return 0 }
      errors.line(Envelope.failure(error))
      return error.exitCode
    }
  }

  /// How a command fails that wrote its file to standard output when the reader had gone; that is no failure of ours.
  private static let readerLeft = SystemError(operation: "write", path: "standard output", code: EPIPE)
    .failure

  /// Carries a command line out without an envelope for its failure: for `run`, and for commands that go on to another.
  func carryOut(
    _ arguments: [CommandWord], environment: [String: String], output: Output, errors: ErrorStream
  ) throws(Failure) {
    let (command, checked) = try check(arguments, environment: environment)
    let session = try Session(
      program: self, command: command, options: GlobalOptions(checked, environment: environment),
      environment: environment, output: output, errors: errors)
    do throws(Failure) {
      try command.run(checked, session)
      try output.flush()
    } catch {
      if !output.isClosed { session.log.record(error) }
      throw error
    }
  }

  /// Reads a line and carries nothing out: its command and what stands behind the flags, or what is wrong with it.
  @discardableResult func check(
    _ arguments: [CommandWord], environment: [String: String]
  ) throws(Failure) -> (CommandSpec, Arguments) {
    let line = try TypedLineReader.read(arguments, for: self)
    let command = try command(for: line)
    let checked = try Arguments(
      line.has(GlobalFlags.help.spec.long) ? line.onlyGlobals() : line, command: command, program: self,
      environment: environment)
    return (command, checked)
  }

  /// The command a line asks for; `--help` and `--version` stand for the commands of the same names.
  private func command(for line: TypedLine) throws(Failure) -> CommandSpec {
    if line.has(GlobalFlags.help.spec.long) {
      return line.family.map(HelpCommand.spec(aboutFamily:)) ?? HelpCommand.spec(about: line.command)
    }
    if line.has(GlobalFlags.version.spec.long) { return VersionCommand.spec }
    if let command = line.command { return command }
    throw .badInput("no command was given", hint: "\(name) --help lists the commands")
  }

  /// The environment variables that flags and settings declare, as far as they are set, and what is wrong with them.
  private func declaredEnvironment() -> ([String: String], fault: Failure?) {
    var values: [String: String] = [:]
    var fault: Failure?
    for name in ["TERM", "HOME"] + environment.map(\.name) {
      guard let value = getenv(name) else { continue }
      if let text = String(validatingCString: value) {
        values[name] = text
      } else if name != "TERM", name != "HOME" {
        fault = .badInput(
          "the environment variable \(name) is not UTF-8 text", hint: "set it anew, or unset it")
      }
    }
    return (values, fault)
  }
}
