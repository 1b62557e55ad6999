import Base

/// Writes log lines to standard error and, when asked, to a rotating file. Safe to use from several threads.
final class Logger: @unchecked Sendable {
  /// What the command line decided about logging.
  struct Setup: Sendable {
    var name = "hashmap_cli"
    var level = LogLevel.info
    /// Lines as JSON objects, in both places.
    var isJSON = false
    /// Standard error shows warnings and errors only; the file keeps the level.
    var isQuiet = false
    var isColored = false
  }

  private let setup: Setup
  private let stream: ErrorStream
  private let lock = Lock()
  /// Under the lock.
  private var openFile: RotatingFile?
  private let clock: @Sendable () -> Int64

  init(
    _ setup: Setup, stream: ErrorStream, file: RotatingFile? = nil,
    clock: @escaping @Sendable () -> Int64 = WallClock.nanoseconds
  ) {
    self.setup = setup
    self.stream = stream
    openFile = file
    self.clock = clock
  }

  private var file: RotatingFile? { lock.withLock { openFile } }

  /// Writes to this file too from now on.
  func add(_ file: RotatingFile) { lock.withLock { openFile = file } }

  func trace(_ message: @autoclosure () -> String) { log(.trace, message()) }

  func debug(_ message: @autoclosure () -> String) { log(.debug, message()) }

  func info(_ message: @autoclosure () -> String) { log(.info, message()) }

  func warning(_ message: @autoclosure () -> String) { log(.warning, message()) }

  func error(_ message: @autoclosure () -> String) { log(.error, message()) }

  /// Notes a failure in the log file only: standard error shows it as the error envelope.
  func record(_ failure: Failure) {
    guard file != nil else { return }
    write(line(.error, "\(failure.label.rawValue): \(failure.detail)"), toStream: false)
  }

  /// Notes in the log file only what standard output tells already.
  func note(_ message: @autoclosure () -> String) {
    guard setup.level <= .info, file != nil else { return }
    write(line(.info, message()), toStream: false)
  }

  /// Whether a message of this level would go anywhere.
  func shows(_ level: LogLevel) -> Bool {
    level >= setup.level && (file != nil || !(setup.isQuiet && level < .warning))
  }

  private func log(_ level: LogLevel, _ message: @autoclosure () -> String) {
    guard shows(level) else { return }
    write(line(level, message()), toStream: !(setup.isQuiet && level < .warning))
  }

  private func line(_ level: LogLevel, _ message: String) -> LogLine {
    LogLine(time: clock(), level: level, logger: setup.name, message: message)
  }

  private func write(_ line: LogLine, toStream: Bool) {
    if toStream { show(line) }
    guard let file else { return }
    do {
      try file.append(setup.isJSON ? line.json : line.text(isColored: false))
    } catch {
      show(self.line(.warning, "logging to a file ends here: \(error)"))
    }
  }

  private func show(_ line: LogLine) {
    stream.line(setup.isJSON ? line.json : line.text(isColored: setup.isColored))
  }
}
