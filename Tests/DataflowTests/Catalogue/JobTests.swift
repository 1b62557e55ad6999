import Base
import Testing

@testable import Dataflow

/// A virtual clock on which the n-th job takes as long as a script says; 0 is for ever.
final class ScriptedExecutor: Executor, @unchecked Sendable {
  private(set) var now: UInt64 = 0
  private(set) var most = 0
  private var durations: [UInt64]
  private var running: [(ends: UInt64, job: @Sendable () -> Void)] = []
  private var wakes: UInt64 = 0
  private let threads: Int

  init(milliseconds: [UInt64], threads: Int = .max) {
    durations = milliseconds.map { $0 == 0 ? .max : $0 * Marbles.millisecond }
    self.threads = threads
  }

  func ticket() -> UInt64 { wakes }
  func wake() { wakes &+= 1 }
  func runWorkers(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) { body(0) }

  func dispatch(_ job: @escaping @Sendable () -> Void) -> Bool {
    guard running.count < threads else { return false }
    let duration = durations.isEmpty ? Marbles.millisecond : durations.removeFirst()
    running.append((duration == .max ? .max : now + duration, job))
    most = max(most, running.count)
    return true
  }

  func wait(_ ticket: UInt64, until deadline: UInt64?) -> Bool {
    if wakes != ticket { return true }
    let next = running.indices.min { running[$0].ends < running[$1].ends }
    if let next, running[next].ends != .max, running[next].ends <= deadline ?? .max {
      let job = running.remove(at: next)
      now = max(now, job.ends)
      job.job()
      return true
    }
    guard let deadline else { return false }
    now = max(now, deadline)
    return true
  }

  /// Has the jobs that take for ever come back now.
  func release() {
    for job in running { job.job() }
    running = []
  }
}

/// Jobs on other threads, deadlines, breakers and retries.
@Suite struct JobTests {
  @Test("workers run side by side, in order or as they come, never more than they may")
  func workers() throws {
    func run(_ diagram: String, _ times: [UInt64], _ options: WorkerOptions, threads: Int = .max) throws
      -> [String]
    {
      let executor = ScriptedExecutor(milliseconds: times, threads: threads)
      let result = try marbles(diagram, on: executor) { builder, sources in
        let (out, dead) = builder.workers("pool", sources[0], options) {
          (letter: String) throws(Failure) -> String in
          if letter == "x" { throw Failure(node: "", reason: "x") }
          return letter.uppercased()
        }
        return [out, builder.map("dead", dead) { $0.payload as? String ?? "?" }]
      }
      #expect(executor.most <= min(options.concurrency, threads))
      return result
    }
    let unordered = WorkerOptions(concurrency: 2, keepsOrder: false)
    #expect(try run("(abcd)|", [5, 2, 2, 1], unordered) == ["--B-C(AD|)", "-----|"])
    #expect(
      try run("(abcd)|", [5, 2, 2, 1], WorkerOptions(concurrency: 2)) == ["-----(AB)-(CD|)", "-------|"])
    #expect(try run("(abcd)|", [5, 2, 2, 1], WorkerOptions(concurrency: 9)) == ["-----(ABCD|)", "-----|"])
    #expect(try run("axb|", [], WorkerOptions(concurrency: 1)) == ["-A-(B|)", "--x|"])
    // One thread only: the others wait, and come all the same.
    #expect(
      try run("(abc)|", [2, 2, 2], WorkerOptions(concurrency: 3), threads: 1)[0].filter {
        $0 != "-" && $0 != "("
      } == "ABC|)")
    #expect(try run("a#b|", [2], WorkerOptions(concurrency: 1)) == ["--(A#)(B|)", "---|"])
  }

  @Test("a job that takes too long is given up; those behind it wait and are not lost")
  func timeouts() throws {
    for action in [WorkerOptions.Lateness.emitError, .drop] {
      let executor = ScriptedExecutor(milliseconds: [1, 0, 1, 9, 1])
      let result = try marbles("abcde|", on: executor) { builder, sources in
        let (out, dead) = builder.timeout("slow", sources[0], after: ms(3), action) { $0.uppercased() }
        return [out, builder.map("dead", dead) { $0.payload as? String ?? "?" }]
      }
      let failure: Character = action == .emitError ? "#" : "-"
      #expect(result == ["-A--\(failure)C--\(failure)(E|)", "----b---d|"], "\(action)")
      // What comes back after the graph has gone finds nobody, and does no harm.
      executor.release()
    }
    // With every thread hung the node holds back, and a stop still ends.
    let executor = ScriptedExecutor(milliseconds: [0, 0, 0, 0])
    let builder = GraphBuilder()
    let work = WorkerOptions(concurrency: 1, timeout: ms(1), hungLimit: 2)
    let (out, _) = builder.workers("pool", builder.sequence("numbers", count: 50), work) { $0 }
    let collected = builder.collect("sink", out)
    let scheduler = Scheduler(try builder.build(), on: executor)
    try scheduler.start()
    while scheduler.report()[node: "pool"]?.errors ?? 0 < 3 {
      if case .idle(let deadline?) = scheduler.step() {
        _ = executor.wait(executor.ticket(), until: deadline)
      }
    }
    #expect(executor.most == 3)
    scheduler.stop()
    var steps = 0
    while scheduler.step() != .finished, steps < 10_000 { steps += 1 }
    #expect(try scheduler.run(until: { false }) == .finished)
    #expect(collected.received.isEmpty)
    let lost = scheduler.report()[edge: "numbers.out->pool.in"]
    #expect(lost?.isConserved == true && lost?.dropped ?? 0 > 0)
  }

  @Test("a breaker opens, recovers on probation, forgives with time, and can hold instead of refuse")
  func breakers() throws {
    func run(_ diagram: String, holds: Bool = false, forgiveness: UInt64? = nil) throws -> [String] {
      try marbles(diagram) { builder, sources in
        let breaker = CircuitBreaker(failures: 2, forgiveness: forgiveness, recovery: ms(5), successes: 2)
        let (out, rejected) = builder.breaker("breaker", sources[0], breaker, holds: holds) {
          if $0 == "x" { throw Failure(node: "", reason: "x") }
          return $0
        }
        return [out, builder.map("rejected", rejected) { $0.payload as? String ?? "?" }]
      }
    }
    #expect(try run("axxbc---dexx|") == ["a-------de--|", "-xxbc-----xx|"])
    #expect(try run("xx----xa----bcxd|") == ["------------bc-d|", "xx----xa------x-|"])
    #expect(try run("xaxb----c|") == ["-a------c|", "x-xb-----|"])
    #expect(try run("xa-xbxc|", forgiveness: ms(3)) == ["-a--b--|", "x--x-xc|"])
    #expect(try run("axxbc---d|", holds: true) == ["a------(bc)d|", "-xx------|"])
    var breaker = CircuitBreaker(failures: 3, forgiveness: 10, recovery: 100, successes: 1)
    var random = SeededRandom(seed: 3)
    var now: UInt64 = 0
    // One failure every 11 never adds up to three.
    for _ in 0..<1000 {
      now += 11 + random.below(5)
      breaker.fail(at: now)
      #expect(breaker.state(at: now) == .closed)
    }
  }

  @Test("retries double their pauses, keep the order, and bury what fails for good, once")
  func retries() throws {
    var tries: [String: Int] = [:]
    let result = try marbles("abc|") { builder, sources in
      let (out, dead) = builder.retry("again", sources[0], attempts: 3, backoff: ms(2)) { letter in
        tries[letter, default: 0] += 1
        if letter == "b" || (letter == "a" && tries["a"] ?? 0 < 2) { throw Failure(node: "", reason: letter) }
        return letter
      }
      return [out, builder.map("dead", dead) { "\($0.payload)" }]
    }
    // a at 0 and 2; b at 2, 4 and 8; c follows.
    #expect(result == ["--a-----(c|)", "--------(b|)"])
    #expect(tries == ["a": 2, "b": 3, "c": 1])
  }
}
