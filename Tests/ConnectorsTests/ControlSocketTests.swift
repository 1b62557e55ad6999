import Connectors
import Dataflow
import Foundation
import TestSupport
import Testing

@testable import Connectors

/// A control socket before a small graph, used well and badly.
@Suite struct ControlSocketTests {
  /// A graph that answers every command with its own text, until it is told to stop.
  private final class Echo: @unchecked Sendable {
    let folder: TemporaryFolder
    let path: String
    let scheduler: Scheduler
    let thread: Thread
    private let done = DispatchSemaphore(value: 0)

    init(_ change: (inout ControlSocket.Limits) -> Void = { _ in }) throws {
      folder = try TemporaryFolder()
      path = folder.file("s")
      var limits = ControlSocket.Limits()
      change(&limits)
      let socket = try ControlSocket(path: path, limits: limits)
      let builder = GraphBuilder()
      let door = builder.node("control", NodeSettings(band: .control)) { socket.declare($0) }
      builder.node("echo") { node in
        let answers = node.output("answers", ControlAnswer.self)
        let commands = node.input("commands", Signal.self) { _, _ in }
        node.onSignal { signal, context in
          try answers.emit(ControlAnswer(id: signal.id, line: Array("<\(signal)>".utf8)))
          if signal.name == "stop" { context.finish() }
        }
        builder.connect(door.commands, to: commands, EdgeOptions(band: .control))
        builder.connect(answers, to: door.answers, EdgeOptions(policy: .fail))
      }
      let scheduler = Scheduler(try builder.build(), on: ThreadExecutor())
      self.scheduler = scheduler
      socket.wakes(scheduler, "control")
      let done = self.done
      thread = Thread {
        do { try scheduler.run() } catch { Issue.record("\(error)") }
        done.signal()
      }
      thread.start()
    }

    func ask(_ line: String) throws -> String {
      String(decoding: try ControlClient.ask(path, line, within: 10_000_000_000), as: UTF8.self)
    }

    func stop() throws {
      #expect(try ask("stop") == "<stop>")
      done.wait()
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(scheduler.report().outcome == .completed)
    }
  }

  @Test func aCommandIsAnsweredAndTheFileIsPrivate() throws {
    let echo = try Echo()
    let mode = try FileManager.default.attributesOfItem(atPath: echo.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    for text in ["status", "convert:chaining", "set:a=b:c", "naïve ☃"] {
      #expect(try echo.ask(text) == "<\(text)>")
    }
    #expect(throws: ConnectorError.socketInUse(echo.path)) { try ControlSocket(path: echo.path) }
    try echo.stop()
    #expect(throws: ConnectorError.self) { try echo.ask("status") }
  }

  @Test func abuseIsAnsweredAndHarmsNobody() throws {
    let echo = try Echo { limits in
      limits.clients = 3
      limits.idleNanoseconds = 300_000_000
    }
    let tooLong = "a line has more than 65536 bytes"
    #expect(try echo.ask(String(repeating: "x", count: 65_537)).contains(tooLong))
    #expect(try echo.ask(String(repeating: "x", count: 3_000_000)).contains(tooLong))
    #expect(try echo.ask(String(repeating: "x", count: 65_536)).count == 65_538)
    #expect(try echo.ask("").contains("\"error\":\"BadInput\""))
    #expect(try echo.ask("a\u{1}b").contains("\"error\":\"BadInput\""))
    // Three that say nothing fill the room; a fourth is told so, and they are gone before long.
    let idle = try (0..<3).map { _ in try UnixSocket.connect(echo.path) }
    var answers: [String] = []
    for _ in 0..<200 where answers.last != "<status>" {
      do { answers.append(try echo.ask("status")) } catch { answers.append("\(error)") }
      usleep(10_000)
    }
    #expect(answers.first?.contains("3 clients are being served already") == true, "\(answers)")
    #expect(answers.last == "<status>", "\(answers)")
    for descriptor in idle { closeDescriptor(descriptor) }
    try echo.stop()
  }

  @Test func whoHangsUpIsForgotten() throws {
    let echo = try Echo()
    for round in 0..<50 {
      let descriptor = try UnixSocket.connect(echo.path)
      let bytes: [UInt8] = round % 2 == 0 ? Array("half a li".utf8) : Array("status\nstatus\n\u{0}\n".utf8)
      _ = bytes.withUnsafeBytes { UnixSocket.write(descriptor, $0) }
      closeDescriptor(descriptor)
    }
    // Until they are forgotten the room may be full.
    var answer = ""
    for _ in 0..<200 where answer != "<status>" {
      answer = try echo.ask("status")
      usleep(10_000)
    }
    #expect(answer == "<status>")
    try echo.stop()
  }

  @Test func whatADeadRunLeftGivesWayAndOtherFilesDoNot() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("s")
    // Bound and never listened to again: what kill -9 leaves.
    closeDescriptor(try UnixSocket.listen(path, backlog: 1).0)
    #expect(FileManager.default.fileExists(atPath: path))
    let socket = try ControlSocket(path: path)
    socket.close()
    socket.close()
    #expect(try folder.names().isEmpty)
    try folder.write("s", "precious")
    #expect(throws: ConnectorError.self) { try ControlSocket(path: path) }
    #expect(try folder.read("s") == "precious")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("t"))
    #expect(throws: ConnectorError.self) { try ControlSocket(path: path) }
    #expect(throws: ConnectorError.self) {
      try ControlSocket(path: folder.file(String(repeating: "x", count: 120)))
    }
    #expect(throws: ConnectorError.self) { try ControlSocket(path: "/nowhere/s") }
  }
}
