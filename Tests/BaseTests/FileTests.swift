import Foundation
import TestSupport
import Testing

@testable import Base

@Suite struct FileTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func code(_ body: () throws -> Void) -> Int32? {
    do {
      try body()
      return nil
    } catch {
      return (error as? SystemError)?.code
    }
  }

  @Test func replacesWholeFilesAndKeepsPermissions() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out.json")
    try AtomicFileWriter.replace(path: path, with: bytes("first"))
    chmod(path, 0o640)
    var writer = try AtomicFileWriter(path: path)
    try writer.write(bytes("second "))
    try writer.write([UInt8](repeating: 0x78, count: 200_000))
    try writer.write(bytes(" end"))
    #expect(try folder.read("out.json") == "first")
    #expect(try folder.names().count == (Self.hasUnnamedFiles(folder.path) ? 1 : 2))
    try writer.commit()
    #expect(try folder.read("out.json").utf8.count == 200_011)
    #expect(try folder.names() == ["out.json"])
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
  }

  /// Whether the file system makes files without a name.
  private static func hasUnnamedFiles(_ folder: String) -> Bool {
    let file = open(folder, 0o20_000_000 | O_DIRECTORY | O_WRONLY, 0o600)
    if file >= 0 { close(file) }
    return file >= 0 && access("/proc/self/fd", X_OK) == 0
  }

  /// A process that is killed between two writes leaves neither the new file nor a piece of it.
  @Test func aKilledWriterLeavesNothing() async throws {
    let folder = try TemporaryFolder()
    guard Self.hasUnnamedFiles(folder.path) else { return }
    try folder.write("old", "content")
    setenv("ADHASH_TEST_FOLDER", folder.path, 1)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let path = ProcessInfo.processInfo.environment["ADHASH_TEST_FOLDER"] ?? ""
      var old = try AtomicFileWriter(path: path + "/old")
      try old.write([UInt8](repeating: 1, count: 150_000))
      var new = try AtomicFileWriter(path: path + "/new")
      try new.write([UInt8](repeating: 1, count: 150_000))
      kill(getpid(), SIGKILL)
    }
    #expect(try folder.names() == ["old"] && folder.read("old") == "content")
  }

  @Test func anUncommittedWriterLeavesNothing() throws {
    let folder = try TemporaryFolder()
    try folder.write("kept", "old")
    do {
      var writer = try AtomicFileWriter(path: folder.file("kept"))
      try writer.write(bytes("new"))
    }
    #expect(try folder.names() == ["kept"] && folder.read("kept") == "old")
  }

  @Test func followsLinksAndWritesThroughDevices() throws {
    let folder = try TemporaryFolder()
    try folder.write("real", "old")
    #expect(symlink("real", folder.file("link")) == 0)
    #expect(symlink("nowhere", folder.file("dangling")) == 0)
    try AtomicFileWriter.replace(path: folder.file("link"), with: bytes("new"))
    #expect(try folder.read("real") == "new")
    #expect(try folder.names() == ["dangling", "link", "real"])
    #expect(code { try AtomicFileWriter.replace(path: folder.file("dangling"), with: []) } == ENOENT)
    try AtomicFileWriter.replace(path: "/dev/null", with: bytes("gone"))
  }

  @Test func failuresNameThePathAndLeaveNothing() throws {
    let folder = try TemporaryFolder()
    #expect(code { try AtomicFileWriter.replace(path: folder.file("no/such"), with: []) } == ENOENT)
    #expect(code { try AtomicFileWriter.replace(path: folder.path, with: []) } == EISDIR)
    if access("/dev/full", W_OK) == 0 {
      #expect(code { try AtomicFileWriter.replace(path: "/dev/full", with: [1]) } == ENOSPC)
      #expect(
        code { try AtomicFileWriter.replace(path: "/dev/full", with: .init(repeating: 1, count: 70_000)) }
          == ENOSPC)
    }
    let error = SystemError(operation: "open", path: "a/b", code: ENOENT)
    #expect("\(error)" == "open a/b: No such file or directory")
    if geteuid() != 0 {
      try folder.write("fixed", "old")
      chmod(folder.file("fixed"), 0o444)
      #expect(code { try AtomicFileWriter.replace(path: folder.file("fixed"), with: []) } == EACCES)
      chmod(folder.path, 0o500)
      #expect(code { try AtomicFileWriter.replace(path: folder.file("x"), with: []) } == EACCES)
    }
  }

  /// A limit on file size stands in for a full disk: the write fails after part of the bytes are out.
  @Test func aFullDiskLeavesNothing() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      try folder.write("old", "content")
      let code = withFileSizeLimit(100_000) { () -> Int32 in
        do throws(SystemError) {
          try AtomicFileWriter.replace(path: folder.file("old"), with: .init(repeating: 1, count: 150_000))
          return 0
        } catch { return error.code }
      }
      guard code == EFBIG else { exit(3) }
      guard try folder.names() == ["old"], try folder.read("old") == "content" else { exit(4) }
    }
  }

  @Test func readsWholeFilesWithinTheLimit() throws {
    let folder = try TemporaryFolder()
    for size in [0, 1, 4095, 4096, 300_000] {
      let content = String(repeating: "x", count: size)
      let path = try folder.write("f", content)
      #expect(try FileBytes.read(path: path, limit: size) == bytes(content))
    }
    let path = try folder.write("f", "abc")
    #expect(code { _ = try FileBytes.read(path: path, limit: 2) } == EFBIG)
    #expect(code { _ = try FileBytes.read(path: folder.path, limit: 2) } == EISDIR)
    #expect(code { _ = try FileBytes.read(path: folder.file("no"), limit: 2) } == ENOENT)
    if access("/dev/zero", R_OK) == 0 {
      #expect(code { _ = try FileBytes.read(path: "/dev/zero", limit: 10_000) } == EFBIG)
    }
  }
}
