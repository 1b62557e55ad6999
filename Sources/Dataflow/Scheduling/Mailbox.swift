import Base
import Synchronization

/// What other threads want done between two slices: commands, and nodes to wake.
///
/// Outlives its scheduler where doors into the graph do: what is posted then is forgotten.
final class Mailbox: @unchecked Sendable {
  /// Set while there is mail; looked at before every slice.
  let isFull = Atomic<Bool>(false)
  /// Whether workers hold back while mail is delivered; guarded by the scheduler's lock.
  @exclusivity(unchecked) var isHalted = false
  private let executor: any Executor
  private let lock = Lock()
  /// Held while a command runs before or after the run, when there is nobody else to run it.
  private let direct = Lock()
  private var commands: [() -> Void] = []
  private var nodes: [(node: NodeCore, band: UInt8)] = []
  private var isOpen = false

  init(executor: any Executor) { self.executor = executor }

  /// From now on a run reads the mail, if `begins` says that there is one; no command runs meanwhile.
  func open(if begins: () -> Bool) -> Bool {
    direct.withLock {
      guard begins() else { return false }
      lock.withLock { isOpen = true }
      return true
    }
  }

  /// The run is over: what comes now is done at once.
  func close(_ wake: (NodeCore, UInt8) -> Void) {
    lock.withLock { isOpen = false }
    direct.withLock { deliver(wake) }
  }

  /// Has `command` run between two slices; at once when nothing runs.
  func post(_ command: @escaping () -> Void) {
    if enqueue(command) { return executor.wake() }
    direct.withLock {
      // The run may have begun while another command had the word.
      if enqueue(command) { executor.wake() } else { command() }
    }
  }

  private func enqueue(_ command: @escaping () -> Void) -> Bool {
    lock.withLock {
      guard isOpen else { return false }
      commands.append(command)
      isFull.store(true, ordering: .releasing)
      return true
    }
  }

  /// Wakes a node before the next slice. Before the run there is nothing to do: every node wakes at its start.
  func ring(_ node: NodeCore, _ band: UInt8) {
    let wakes = lock.withLock {
      guard isOpen else { return false }
      if let last = nodes.last, last.node === node, last.band >= band { return false }
      nodes.append((node, band))
      isFull.store(true, ordering: .releasing)
      return true
    }
    if wakes { executor.wake() }
  }

  /// Takes everything out and does it; `wake` puts a node to work.
  func deliver(_ wake: (NodeCore, UInt8) -> Void) {
    let (nodes, commands) = lock.withLock {
      defer {
        self.nodes.removeAll(keepingCapacity: true)
        self.commands.removeAll()
        isFull.store(false, ordering: .releasing)
      }
      return (self.nodes, self.commands)
    }
    for entry in nodes { wake(entry.node, entry.band) }
    for command in commands { command() }
  }
}
