import Base

/// What a running command works with: its streams, its log, and the decisions of the global flags.
final class Session {
  let program: Program
  /// The command that is running.
  let command: CommandSpec
  let options: GlobalOptions
  let output: Output
  let errors: ErrorStream
  let log: Logger
  /// The declared environment variables that are set.
  let environment: [String: String]

  init(
    program: Program, command: CommandSpec, options: GlobalOptions, environment: [String: String],
    output: Output, errors: ErrorStream
  ) throws(Failure) {
    self.program = program
    self.command = command
    self.options = options
    self.environment = environment
    self.output = output
    self.errors = errors
    var file: RotatingFile?
    if let path = options.logFile {
      file = try Failure.wrapping { () throws(SystemError) in
        try RotatingFile(path: path, limit: options.logMaxBytes, backups: options.logBackupCount)
      }
    }
    let setup = Logger.Setup(
      name: String(program.name.map { $0 == "-" ? "_" : $0 }), level: options.logLevel,
      isJSON: options.logsJSON, isQuiet: options.isQuiet,
      isColored: options.allowsColor && errors.isTerminal && !options.logsJSON)
    log = Logger(setup, stream: errors, file: file)
  }

  private init(_ outer: Session, running command: CommandSpec) {
    program = outer.program
    self.command = command
    options = outer.options
    environment = outer.environment
    output = outer.output
    errors = outer.errors
    log = outer.log
  }

  /// The same session for a command that runs within it and answers under its own name.
  func running(_ command: CommandSpec) -> Session { Session(self, running: command) }

  /// Tells the user how the command ended: its text, or with `--json` one envelope with its fields.
  ///
  /// - Parameters:
  ///   - text: the report, written as it stands; an empty one prints nothing.
  ///   - fields: adds the command's members to the success envelope.
  func succeed(text: @autoclosure () -> String, _ fields: (inout JSONWriter) -> Void) throws(Failure) {
    try conclude(isOK: true, text: text(), fields)
  }

  /// The same for a command whose text is what somebody stored: bytes of any kind, written as they stand.
  func succeed(bytes: @autoclosure () -> [UInt8], _ fields: (inout JSONWriter) -> Void) throws(Failure) {
    if options.isJSON {
      try output.line(Envelope.result(of: command.name, fields))
    } else {
      try output.write(bytes: bytes())
    }
  }

  /// The same for a command that writes a file, which may be standard output (`-`): then the report goes to standard
  /// error, so that the file stands alone.
  func succeed(
    writing path: String, text: @autoclosure () -> String, _ fields: (inout JSONWriter) -> Void
  ) throws(Failure) {
    guard path == AtomicFileWriter.standardOutput else { return try succeed(text: text(), fields) }
    if options.isJSON {
      errors.line(Envelope.result(of: command.name, fields))
    } else if !options.isQuiet {
      for line in text().split(separator: "\n") { errors.line(String(line)) }
    }
  }

  /// Prints the result of a command that may have found something wrong: text, or with `--json` one line whose `ok`
  /// tells. A command that says false throws its failure next.
  func conclude(
    isOK: Bool, text: @autoclosure () -> String, _ fields: (inout JSONWriter) -> Void
  ) throws(Failure) {
    if options.isJSON {
      try output.line(Envelope.result(of: command.name, isOK: isOK, fields))
    } else {
      try output.write(text())
    }
  }
}

/// The global flags once checked.
struct GlobalOptions: Sendable {
  let isJSON: Bool
  let isQuiet: Bool
  /// False with `--no-color`, `NO_COLOR` or a dumb terminal; whether a stream is a terminal is another question.
  let allowsColor: Bool
  let configPath: String?
  let logLevel: LogLevel
  let logsJSON: Bool
  /// The file that was asked for; nil for none.
  let logFile: String?
  /// Whether nobody has decided about a file, so that commands that stay keep one in the user's cache.
  let logsToCache: Bool
  let logMaxBytes: Int
  let logBackupCount: Int

  init(_ arguments: Arguments, environment: [String: String]) {
    isJSON = arguments[GlobalFlags.json]
    isQuiet = arguments[GlobalFlags.quiet]
    let forbids = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    allowsColor = !arguments[GlobalFlags.noColor] && !forbids
    configPath = arguments[GlobalFlags.config]
    logLevel = arguments[GlobalFlags.logLevel]
    logsJSON = arguments[GlobalFlags.logJSON]
    let file = arguments[GlobalFlags.logFile]
    logFile = file == "none" ? nil : file
    logsToCache = file == nil
    logMaxBytes = arguments[GlobalFlags.logMaxBytes]
    logBackupCount = arguments[GlobalFlags.logBackupCount]
  }
}
