import Foundation
import TestSupport

@testable import Console

/// One command line run inside the test process, its streams caught in files.
struct InProcess {
  let exitCode: Int32
  let output: String
  let errors: String

  init(
    _ arguments: String..., environment: [String: String] = [:], program: Program = .hashmapCLI
  ) throws {
    try self.init(arguments, environment: environment, program: program)
  }

  init(_ arguments: [String], environment: [String: String] = [:], program: Program = .hashmapCLI) throws {
    let folder = try TemporaryFolder()
    let output = try Sink(folder, "out")
    let errors = try Sink(folder, "err")
    exitCode = program.run(
      arguments, environment: environment, output: Output(output.descriptor),
      errors: ErrorStream(errors.descriptor))
    self.output = try output.text()
    self.errors = try errors.text()
  }
}

/// A file that stands for a stream.
final class Sink {
  private let folder: TemporaryFolder
  private let name: String
  private let number: Int32

  init(_ folder: TemporaryFolder, _ name: String) throws {
    self.folder = folder
    self.name = name
    number = open(folder.file(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit { close(number) }

  var descriptor: Descriptor { Descriptor(number: number) }

  func text() throws -> String { try folder.read(name) }
}
