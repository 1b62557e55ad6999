/// How jobs are run on the executor's threads.
public struct WorkerOptions: Sendable, Equatable {
  /// What becomes of a payload whose job takes too long.
  public enum Lateness: String, Sendable {
    /// News of a failure goes on in its place.
    case emitError
    /// Nothing goes on; it is counted.
    case drop
  }

  /// The most jobs under way at a time, results that wait for their turn included.
  public var concurrency: Int
  /// Whether results go on in the order of their payloads.
  public var keepsOrder: Bool
  /// Nanoseconds after which a job is given up; nil for never. Its thread is not interrupted: what it brings later is
  /// ignored.
  public var timeout: UInt64?
  /// What becomes of a payload whose job was given up.
  public var onTimeout: Lateness
  /// The most jobs that were given up and whose threads have not come back; with more, no job is begun.
  public var hungLimit: Int

  /// Options with these values.
  public init(
    concurrency: Int = 4, keepsOrder: Bool = true, timeout: UInt64? = nil, onTimeout: Lateness = .emitError,
    hungLimit: Int = 4
  ) {
    self.concurrency = concurrency
    self.keepsOrder = keepsOrder
    self.timeout = timeout
    self.onTimeout = onTimeout
    self.hungLimit = hungLimit
  }
}

/// Transforms payloads on the executor's threads, several at a time. Holds the payloads under way, at most
/// `concurrency`; others wait in the edge before it. A payload whose job fails or is given up goes to the optional port
/// `dead`.
public final class Workers<In: Sendable, Out: Sendable>: Relay {
  /// A pause before the executor is asked again that had no thread to spare.
  static var patience: UInt64 { 1_000_000 }

  private enum Outcome {
    case result(Out, Headers)
    case failure(Failure, Headers)
    case nothing
  }

  private let options: WorkerOptions
  private let desk: JobDesk<In, Out>
  /// Outcomes that wait for their turn, and whose turn it is.
  private var waiting: [UInt64: Outcome] = [:]
  private var turn: UInt64 = 0
  /// Tickets in the order in which their jobs ended, when results need not keep that of their payloads.
  private var order: [UInt64] = []
  private var refused: (payload: In, headers: Headers)?
  private unowned(unsafe) var input: Input<In>?
  /// Jobs given up.
  @exclusivity(unchecked) public private(set) var timedOut: UInt64 = 0

  /// `body` runs on several threads at a time.
  public init(
    _ options: WorkerOptions = WorkerOptions(), _ body: @escaping @Sendable (In) throws -> Out
  ) {
    self.options = options
    desk = JobDesk(body)
  }

  /// Declares `in`, `out` and `dead`.
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<Out>) {
    let all = allPorts(node)
    return (all.in, all.out)
  }

  /// Declares all ports and gives them back.
  public func allPorts(
    _ node: NodeDeclaration
  ) -> (in: Input<In>, out: Output<Out>, dead: Output<DeadLetter>) {
    node.require("concurrency", options.concurrency, in: 1...4096)
    node.require("hung limit", options.hungLimit, in: 0...4096)
    node.require("timeout", options.timeout, in: 1...1 << 60)
    let out = node.output("out", Out.self)
    let dead = node.letterBox("dead")
    desk.attach(node.core)
    let input = node.input("in", In.self) { [self] payload, context in
      begin(payload, context.headers, context)
      refresh(context)
    }
    self.input = input
    input.credit = max(1, options.concurrency)
    func sendOn(_ context: NodeContext) throws {
      defer { refresh(context) }
      for (ticket, job, result) in desk.collect() { take(ticket, job, result, dead, context) }
      try sendInTurn(out)
    }
    node.onSlice(sendOn)
    node.onTick { [self] context in
      for (ticket, job, result) in desk.collect() { take(ticket, job, result, dead, context) }
      for (ticket, job) in desk.expire(at: context.now) { giveUp(ticket, job, dead, context) }
      if let again = refused {
        refused = nil
        begin(again.payload, again.headers, context)
      }
      try sendOn(context)
    }
    return (input, out, dead)
  }

  private func begin(_ payload: In, _ headers: Headers, _ context: NodeContext) {
    let deadline = options.timeout.map { context.now &+ $0 } ?? .max
    if desk.start(payload, headers, deadline: deadline) == nil { refused = (payload, headers) }
    // A payload that no thread took is still this node's: it must not end before it has found one.
    context.core.holdsOutside(refused != nil)
  }

  private func take(
    _ ticket: UInt64, _ job: JobDesk<In, Out>.Job, _ result: JobDesk<In, Out>.Result,
    _ dead: Output<DeadLetter>, _ context: NodeContext
  ) {
    switch result {
    case .done(let value):
      waiting[ticket] = .result(value, job.headers)
    case .failed(let reason):
      waiting[ticket] = .nothing
      context.report(Failure(node: context.name, reason: reason))
      bury(job, reason, dead, context)
    }
    if !options.keepsOrder { order.append(ticket) }
  }

  private func giveUp(
    _ ticket: UInt64, _ job: JobDesk<In, Out>.Job, _ dead: Output<DeadLetter>, _ context: NodeContext
  ) {
    timedOut += 1
    let reason = "no result within \((options.timeout ?? 0) / 1_000_000) ms"
    let failure = Failure(node: context.name, reason: reason)
    waiting[ticket] = options.onTimeout == .emitError ? .failure(failure, job.headers) : .nothing
    if !options.keepsOrder { order.append(ticket) }
    context.report(failure)
    bury(job, reason, dead, context)
  }

  /// Sends what may go; an output that refuses one does not keep the others.
  private func sendInTurn(_ out: Output<Out>) throws {
    var failure: (any Error)?
    func attempt(_ ticket: UInt64) {
      do { try send(ticket, out) } catch { failure = failure ?? error }
    }
    for ticket in order { attempt(ticket) }
    order.removeAll(keepingCapacity: true)
    while options.keepsOrder, waiting[turn] != nil {
      turn += 1
      attempt(turn - 1)
    }
    if let failure { throw failure }
  }

  private func send(_ ticket: UInt64, _ out: Output<Out>) throws {
    let outcome = waiting.removeValue(forKey: ticket)
    desk.settle(ticket)
    switch outcome {
    case .result(let value, let headers): try out.emit(value, headers: headers)
    case .failure(let failure, let headers): try out.forward(Message(.error(failure), headers: headers))
    case .nothing, nil: break
    }
  }

  private func bury(
    _ job: JobDesk<In, Out>.Job, _ reason: String, _ dead: Output<DeadLetter>, _ context: NodeContext
  ) {
    let letter = DeadLetter(
      node: context.name, input: "in", reason: reason, attempts: 1, payload: job.payload)
    do throws(DataflowError) {
      try dead.emit(letter, headers: job.headers)
    } catch {
      context.report(error)
    }
  }

  /// How many more payloads may be taken, and when to look again.
  private func refresh(_ context: NodeContext) {
    let busy = desk.underway.count + waiting.keys.count { desk.underway[$0] == nil }
    let room = min(options.concurrency - busy, options.concurrency + options.hungLimit - busy - desk.hung)
    input?.credit = refused == nil ? max(0, room) : 0
    var next = options.timeout == nil ? UInt64.max : desk.nextDeadline
    if refused != nil { next = min(next, context.now &+ Self.patience) }
    if next != .max { context.wake(at: next) }
  }
}

extension NodeCore {
  /// Keeps the node alive for a payload that waits for a thread.
  func holdsOutside(_ holds: Bool) {
    guard holds != hasRefusedJob else { return }
    hasRefusedJob = holds
    if holds { outsideJobs.add(1, ordering: .relaxed) } else { outsideJobs.subtract(1, ordering: .relaxed) }
  }
}

extension GraphBuilder {
  /// Transforms payloads on the executor's threads, several at a time. See ``Workers``.
  public func workers<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, _ work: WorkerOptions = WorkerOptions(),
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<In> = EdgeOptions(),
    _ body: @escaping @Sendable (In) throws -> Out
  ) -> (out: Output<Out>, dead: Output<DeadLetter>) {
    let workers = Workers(work, body)
    return node(name, settings) { node in
      let ports = workers.allPorts(node)
      connect(upstream, to: ports.in, options)
      return (ports.out, ports.dead)
    }
  }

  /// Transforms payloads one at a time, each within `nanoseconds`: what takes longer is given up. While a job runs, the
  /// others wait in the edge before it; none is lost. See ``Workers``.
  public func timeout<In: Sendable, Out: Sendable>(
    _ name: String, _ upstream: Output<In>, after nanoseconds: UInt64,
    _ action: WorkerOptions.Lateness = .emitError, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(), _ body: @escaping @Sendable (In) throws -> Out
  ) -> (out: Output<Out>, dead: Output<DeadLetter>) {
    let work = WorkerOptions(concurrency: 1, timeout: nanoseconds, onTimeout: action)
    return workers(name, upstream, work, settings, options, body)
  }
}
