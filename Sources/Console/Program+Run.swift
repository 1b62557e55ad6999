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
  package func run(_ arguments: [String]) -> Int32 {
    Descriptor.reserveStandard()
    Descriptor.ignoreBrokenPipes()
    Interrupt.install()
    return run(arguments, environment: declaredEnvironment(), output: Output(), errors: ErrorStream())
  }

  /// The same with everything it touches handed in.
  func run(
    _ arguments: [String], environment: [String: String], output: Output, errors: ErrorStream
  ) -> Int32 {
    do throws(Failure) {
      try carryOut(arguments, environment: environment, output: output, errors: errors)
      try output.flush()
      return 0
    } catch {
      errors.clearTransient()
      output.finish()
      if output.isClosed { return 0 }
      errors.line(Envelope.failure(error))
      return error.exitCode
    }
  }

  /// Carries a command line out without an envelope for its failure: for `run`, and for commands that go on to another.
  func carryOut(
    _ arguments: [String], environment: [String: String], output: Output, errors: ErrorStream
  ) throws(Failure) {
    let line = try TypedLineReader.read(arguments, for: self)
    let command = try command(for: line)
    let checked = try Arguments(
      line.has(GlobalFlags.help.spec.long) ? line.onlyGlobals() : line, command: command, program: self,
      environment: environment)
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

  /// The command a line asks for; `--help` and `--version` stand for the commands of the same names.
  private func command(for line: TypedLine) throws(Failure) -> CommandSpec {
    if line.has(GlobalFlags.help.spec.long) { return HelpCommand.spec(about: line.command) }
    if line.has(GlobalFlags.version.spec.long) { return VersionCommand.spec }
    if let command = line.command { return command }
    throw .badInput("no command was given", hint: "\(name) --help lists the commands")
  }

  /// The environment variables that flags and settings declare, as far as they are set.
  private func declaredEnvironment() -> [String: String] {
    var values: [String: String] = [:]
    for name in ["TERM", "HOME"] + environment.map(\.name) {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return values
  }
}
