import Foundation

/// The built `hashmap-cli`, run as its users run it.
package enum Product {
  /// How a run ended.
  package struct Finished: Sendable {
    package let exitCode: Int32
    package let output: String
    package let errors: String
  }

  /// The path of the executable beside the test bundle.
  package static let path: String = {
    var folder: URL
    if let bundle = Bundle.allBundles.first(where: { $0.bundlePath.hasSuffix(".xctest") }) {
      folder = bundle.bundleURL.deletingLastPathComponent()
    } else {
      folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    }
    return folder.appendingPathComponent("hashmap-cli").path
  }()

  /// Runs it with arguments and waits for its end.
  ///
  /// - Parameters:
  ///   - environment: the whole environment of the process; `PATH` is added.
  ///   - input: what it reads from standard input; nothing by default.
  ///   - folder: its working directory.
  package static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: String? = nil
  ) throws -> Finished {
    try launch(path, arguments, environment: environment, input: input, in: folder)
  }

  /// Runs a bash script in which `hashmap-cli` is the built one.
  package static func bash(
    _ script: String, environment: [String: String] = [:], in folder: String? = nil
  ) throws -> Finished {
    let path = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let search = "\(path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    let environment = environment.merging(["PATH": search]) { own, _ in own }
    return try launch("/bin/bash", ["-c", script], environment: environment, input: "", in: folder)
  }

  /// The beginning of a bash script whose programs cannot write files beyond so many KiB, as on a full disk. They leave no
  /// coverage profile either: one that is cut off would spoil the report of all the others.
  package static func limitingFiles(toKiB limit: Int) -> String {
    "export LLVM_PROFILE_FILE=/dev/null; ulimit -f \(limit); "
  }

  /// The whole environment of a child: what it is given, what tools need, and folders of its own for everything that a
  /// program keeps for its user.
  static func environment(_ given: [String: String], home: TemporaryFolder) -> [String: String] {
    var all = given
    for name in ["PATH", "LLVM_PROFILE_FILE", "LD_LIBRARY_PATH"] where all[name] == nil {
      all[name] = ProcessInfo.processInfo.environment[name]
    }
    if all["HOME"] == nil { all["HOME"] = home.file("home") }
    if all["XDG_CACHE_HOME"] == nil { all["XDG_CACHE_HOME"] = home.file("cache") }
    return all
  }

  private static func launch(
    _ path: String, _ arguments: [String], environment: [String: String], input: String, in folder: String?
  ) throws -> Finished {
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = Product.environment(environment, home: scratch)
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    for name in ["out", "err"] { try scratch.write(name, "") }
    process.standardInput = FileHandle(forReadingAtPath: try scratch.write("in", input))
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("out"))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("err"))
    try process.run()
    process.waitUntilExit()
    return Finished(
      exitCode: process.terminationStatus, output: try scratch.read("out"), errors: try scratch.read("err"))
  }
}
