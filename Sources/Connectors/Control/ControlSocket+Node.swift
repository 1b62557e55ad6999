import Dataflow

/// An answer on its way back to the client that asked.
package struct ControlAnswer: Sendable {
  /// The number of the signal that is answered.
  package let id: UInt64
  /// One line of JSON, without its line feed.
  package let line: [UInt8]

  /// The answer to the signal with this number.
  package init(id: UInt64, line: [UInt8]) {
    self.id = id
    self.line = line
  }
}

/// The socket as a node: lines leave it as signals of the control band, answers come back as messages.
extension ControlSocket {
  /// Declares input `answers` and output `commands`. The node ends, and the socket with it, when nobody answers any more.
  package func declare(_ node: NodeDeclaration) -> (answers: Input<ControlAnswer>, commands: Output<Signal>) {
    let commands = node.output("commands", Signal.self)
    let answers = node.input("answers", ControlAnswer.self) { [self] reply, _ in
      answer(reply.id, reply.line)
    }
    node.source(commands) { [self] _ in
      for request in takeRequests() {
        let parts = request.line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        commands.send(
          Signal(String(parts[0]), argument: parts.count > 1 ? String(parts[1]) : nil, id: request.id))
      }
      return .idle
    }
    node.onStop { [self] _ in close() }
    return (answers, commands)
  }

  /// Has the node look when lines have come.
  package func wakes(_ scheduler: Scheduler, _ node: String) {
    onRequest {
      do throws(DataflowError) { try scheduler.wake(node) } catch {
        preconditionFailure("no node \(node): \(error)")
      }
    }
  }
}
