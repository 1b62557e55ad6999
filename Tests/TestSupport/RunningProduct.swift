import Foundation

/// The built `hashmap-cli` while it runs; ended with SIGTERM when the value dies.
package final class RunningProduct {
  private let process = Process()
  private let scratch: TemporaryFolder

  /// Starts it with arguments; its output goes into files.
  package init(_ arguments: [String], environment: [String: String] = [:]) throws {
    scratch = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: Product.path)
    process.arguments = arguments
    process.environment = Product.environment(environment, home: scratch)
    for name in ["out", "err"] { try scratch.write(name, "") }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("out"))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("err"))
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// What it has written to standard output so far.
  package var output: String { text("out") }
  /// What it has written to standard error so far.
  package var errors: String { text("err") }

  private func text(_ name: String) -> String {
    String(decoding: FileManager.default.contents(atPath: scratch.file(name)) ?? Data(), as: UTF8.self)
  }

  /// The port of its server, once the first line of its output tells; nil when it ends before, or after a minute.
  package func port() -> UInt16? {
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.count > 1, let address = lines.first, address.hasPrefix("Dashboard: http") {
        return UInt16(address.split(separator: ":").last?.dropLast() ?? "")
      }
      if !process.isRunning { return nil }
      usleep(10_000)
    }
    return nil
  }

  /// Sends a signal and waits for nothing.
  package func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Sends a signal and waits for the end; the exit code.
  @discardableResult
  package func end(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Waits for its end; the exit code.
  @discardableResult
  package func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}
