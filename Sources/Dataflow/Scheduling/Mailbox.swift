import Base
import Synchronization

/// What other threads want done between two slices: commands, and nodes to wake.
final class Mailbox: @unchecked Sendable {
  /// Set while there is mail; looked at before every slice.
  let isFull = Atomic<Bool>(false)
  /// Whether workers hold back while mail is delivered; guarded by the scheduler's lock.
  var isHalted = false
  private let lock = Lock()
  private var commands: [() -> Void] = []
  private var nodes: [(node: NodeCore, band: UInt8)] = []
  private var isOpen = false
  private var wake: ((NodeCore, UInt8) -> Void)?

  /// From now on a run reads the mail.
  func open() { lock.withLock { isOpen = true } }

  /// The run is over: what comes now is done at once.
  func close() {
    lock.withLock { isOpen = false }
    deliver()
  }

  /// Has `command` run between two slices; at once when nothing runs.
  func post(_ command: @escaping () -> Void) {
    let waits = lock.withLock {
      guard isOpen else { return false }
      commands.append(command)
      isFull.store(true, ordering: .releasing)
      return true
    }
    if !waits { command() }
  }

  /// Wakes a node before the next slice. Before the run there is nothing to do: every node wakes at its start.
  func post(_ node: NodeCore, _ band: UInt8, _ wake: @escaping (NodeCore, UInt8) -> Void) {
    lock.withLock {
      guard isOpen else { return }
      self.wake = wake
      if let last = nodes.last, last.node === node, last.band >= band { return }
      nodes.append((node, band))
      isFull.store(true, ordering: .releasing)
    }
  }

  func deliver() {
    let (nodes, commands, wake) = lock.withLock {
      defer {
        self.nodes.removeAll(keepingCapacity: true)
        self.commands.removeAll()
        isFull.store(false, ordering: .releasing)
      }
      return (self.nodes, self.commands, self.wake)
    }
    for entry in nodes { wake?(entry.node, entry.band) }
    for command in commands { command() }
  }
}
