import Foundation

/// Java's queues and the LMAX Disruptor, where `java` and Debian's disruptor.jar are installed.
struct JavaPeers {
  let messages: Int

  private static let jar = "/usr/share/java/disruptor.jar"

  /// Shape, peer and nanoseconds a message; empty with a notice where something is absent.
  func figures() throws -> [(String, String, Double)] {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Java/QueuePeers.java")
      .path
    guard FileManager.default.fileExists(atPath: Self.jar),
      FileManager.default.isExecutableFile(atPath: "/usr/bin/javac")
    else {
      print("notice: Java's peers need default-jdk-headless and libdisruptor-java; left out")
      return []
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/java")
    process.arguments = ["-cp", Self.jar, source, String(messages)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchmarkFailure("java \(source) failed") }
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t").map(String.init)
      guard parts.count == 3, let nanoseconds = Double(parts[2]) else { return nil }
      return (parts[0], parts[1], nanoseconds)
    }
  }
}
