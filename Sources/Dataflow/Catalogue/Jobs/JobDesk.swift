import Base
import Synchronization

/// Where a node hands out jobs to the executor's threads and finds what became of them.
///
/// The node's own thread uses everything but ``deliver(_:_:)``, which belongs to the jobs.
final class JobDesk<In: Sendable, Out: Sendable>: @unchecked Sendable {
  enum Result: Sendable {
    case done(Out)
    case failed(String)
  }

  struct Job {
    let payload: In
    let headers: Headers
    var deadline: UInt64
  }

  /// Jobs under way that nobody has given up, by ticket.
  private(set) var underway: [UInt64: Job] = [:]
  /// Jobs given up whose threads have not come back.
  private(set) var hung = 0
  private var nextTicket: UInt64 = 0
  private let body: @Sendable (In) throws -> Out
  private let lock = Lock()
  private var arrived: [(ticket: UInt64, result: Result)] = []
  /// Whom results wake, and by which bell; gone when the run is over.
  private weak var core: NodeCore?
  private var bell: Mailbox?

  init(_ body: @escaping @Sendable (In) throws -> Out) { self.body = body }

  func attach(_ node: NodeCore) {
    core = node
    node.hooks.detach = { [self] in
      lock.withLock {
        core = nil
        bell = nil
      }
    }
  }

  /// Gives a job to the executor; its ticket, or nil when the executor has no room for it. Tickets count up from 0.
  func start(_ payload: In, _ headers: Headers, deadline: UInt64) -> UInt64? {
    guard let core, let scheduler = core.scheduler else { return nil }
    let executor = scheduler.executor
    lock.withLock { bell = scheduler.mail }
    let ticket = nextTicket
    underway[ticket] = Job(payload: payload, headers: headers, deadline: deadline)
    core.outsideJobs.add(1, ordering: .relaxed)
    let isTaken = executor.dispatch { [self] in
      do {
        deliver(ticket, .done(try body(payload)))
      } catch {
        deliver(ticket, .failed("\(error)"))
      }
    }
    guard isTaken else {
      settle(ticket)
      return nil
    }
    nextTicket += 1
    return ticket
  }

  private func deliver(_ ticket: UInt64, _ result: Result) {
    let (core, bell) = lock.withLock {
      arrived.append((ticket, result))
      return (self.core, self.bell)
    }
    if let core { bell?.ring(core, core.ownBand.load(ordering: .relaxed)) }
  }

  /// What has come back since the last look, in the order in which it came; jobs that were given up are left out.
  func collect() -> [(ticket: UInt64, job: Job, result: Result)] {
    let all = lock.withLock {
      defer { arrived.removeAll(keepingCapacity: true) }
      return arrived
    }
    return all.compactMap { ticket, result in
      guard let job = underway[ticket] else {
        hung -= 1
        return nil
      }
      // It came in time, however long it waits for its turn.
      underway[ticket]?.deadline = .max
      return (ticket, job, result)
    }
  }

  /// A job's result has been sent on.
  func settle(_ ticket: UInt64) {
    guard underway.removeValue(forKey: ticket) != nil else { return }
    core?.outsideJobs.subtract(1, ordering: .relaxed)
  }

  /// Jobs whose deadline has come, in the order of their tickets. They are given up: what comes of them is ignored.
  func expire(at now: UInt64) -> [(ticket: UInt64, job: Job)] {
    let due = underway.filter { $0.value.deadline <= now }.sorted { $0.key < $1.key }
    for (ticket, _) in due {
      settle(ticket)
      hung += 1
    }
    return due.map { ($0.key, $0.value) }
  }

  /// The next deadline; `.max` without one.
  var nextDeadline: UInt64 { underway.values.reduce(.max) { min($0, $1.deadline) } }
}
