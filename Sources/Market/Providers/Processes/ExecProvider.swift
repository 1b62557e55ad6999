import Base
import Documents

/// A provider that is a process of its own: any program that reads a question a line from its standard input and writes an
/// answer a line to its standard output. See `docs/options/providers.md`.
///
/// Questions of several indices are under way together; answers are told apart by their numbers, so that one that never
/// comes costs nobody else anything. Of the threads that wait, one reads for all. A process that stalls is asked again and
/// ended after `patience` stalls in a row, or when it says nothing at all for half the time of the oldest question while
/// others wait behind that; one that dies, floods or writes nonsense is ended at once. The oldest question pays for an
/// end, the others are asked again. It is started again with the next question, after a pause that doubles up to half a
/// minute, and in any case in the next cycle. Nothing that it says reaches an error before credentials are taken out.
package final class ExecProvider: MarketProvider, @unchecked Sendable {
  /// How a process is treated.
  package struct Options: Sendable {
    /// The longest line it may write, in bytes.
    package var lineLimit = 4 << 20
    /// The pause before the first new start, in nanoseconds.
    package var firstPause: UInt64 = 250_000_000
    /// The longest pause before a new start, in nanoseconds.
    package var longestPause: UInt64 = 30_000_000_000
    /// Stalls in a row after which it is started anew.
    package var patience = 3
    /// Variables it has besides this process's own.
    package var environment: [String: String] = [:]
    /// What no error may show.
    package var secrets = Secrets([])

    /// The defaults.
    package init() {}
  }

  /// A new start that is this near, in nanoseconds, is waited for.
  private static let patienceForStart: UInt64 = 400_000_000
  /// How often a question is asked while others bring the process to its end.
  private static let attempts = 4

  /// `exec:` and the name of the program, without its arguments: they may hold credentials.
  package let name: String
  private let command: String
  private let options: Options
  private let turn = ConditionLock()
  // Under the lock.
  private var desk: QuestionDesk
  private var isWriting = false
  private var isReading = false
  private var isClosed = false
  private var process: ProviderProcess?
  private var random: SeededRandom
  private var pause: UInt64
  private var startsAgain: UInt64 = 0
  /// The latest cycle that asked something, and that of the last end.
  private var cycle = 0
  private var endedIn = 0
  private var started = 0

  /// A provider by the command line of the shell; it is started with the first question. The seed is that of the jitter of
  /// pauses.
  package init(_ command: String, _ options: Options = Options(), seed: UInt64) {
    self.command = command
    self.options = options
    let program = command.split(separator: " ").first.map(String.init) ?? ""
    name =
      "exec:" + options.secrets.hidden(in: program.split(separator: "/").last.map(String.init) ?? program)
    desk = QuestionDesk(patience: options.patience)
    random = SeededRandom(seed: seed)
    pause = options.firstPause
  }

  /// How often the process was started.
  package var starts: Int { turn.withLock { started } }

  /// How many questions wait for an answer.
  var underWay: Int { turn.withLock { desk.underWay } }

  /// As the process answers.
  package func expiries(of index: String, _ call: ProviderCall) throws(MarketError) -> [CivilDate] {
    let data = try ask(.expiries, index, call)
    return try reader(index, call).expiries(data)
  }

  /// As the process answers.
  package func quote(of index: String, _ call: ProviderCall) throws(MarketError) -> IndexQuote {
    let data = try ask(.quote, index, call)
    return try reader(index, call).quote(data)
  }

  /// As the process answers.
  package func chain(
    of index: String, expiry: CivilDate, strikes: [Int32], _ call: ProviderCall
  ) throws(MarketError) -> [OptionQuote] {
    let data = try ask(.chain(expiry, strikes), index, call)
    return try reader(index, call).chain(data, expiry)
  }

  /// Closes its standard input and ends it, by force after half a second.
  package func close() {
    turn.withLock { isClosed = true }
    turn.wait(until: nil) { take(\.isWriting) }
    turn.wait(until: nil) { take(\.isReading) }
    _ = process?.end(gently: true)
    turn.withLock {
      process = nil
      desk.settle { _ in .again }
    }
    give(\.isReading)
    give(\.isWriting)
  }

  private func reader(_ index: String, _ call: ProviderCall) -> AnswerReader {
    AnswerReader(name: name, index: index, now: call.now)
  }

  // MARK: Roles: one thread writes at a time, one reads for all

  private func take(_ role: ReferenceWritableKeyPath<ExecProvider, Bool>) -> Bool {
    guard !self[keyPath: role] else { return false }
    self[keyPath: role] = true
    return true
  }

  private func give(_ role: ReferenceWritableKeyPath<ExecProvider, Bool>) {
    turn.withLock { self[keyPath: role] = false }
    turn.broadcast()
  }

  // MARK: A question

  private func ask(
    _ question: ProviderMessage.Question, _ index: String, _ call: ProviderCall
  ) throws(MarketError) -> DocumentValue {
    for _ in 0..<Self.attempts {
      let (id, process) = try send(question, index, call)
      switch result(of: id, process, call.deadline) {
      case .answer(let answer):
        return try answer.mapError { hidden($0, index) }.get()
      case .ended(let why): throw failure(why, index)
      case .again: continue
      }
    }
    throw failure("it ended \(Self.attempts) times over other questions", index)
  }

  /// Writes the question; its number, and the process it went to.
  private func send(
    _ question: ProviderMessage.Question, _ index: String, _ call: ProviderCall
  ) throws(MarketError) -> (Int64, ProviderProcess) {
    var isMine = false
    turn.wait(until: call.deadline) {
      isMine = take(\.isWriting)
      return isMine
    }
    guard isMine else { throw failure("busy with other questions until the deadline", index) }
    defer { give(\.isWriting) }
    turn.withLock { cycle = max(cycle, call.cycle) }
    var process = try running(index, call)
    var now = MonotonicClock.nanoseconds()
    var id: Int64 = 0
    // Whoever reads may have ended it meanwhile; who writes starts the next one.
    while !turn.withLock({
      guard self.process === process else { return false }
      id = desk.add(sent: now, deadline: call.deadline)
      return true
    }) {
      process = try running(index, call)
      now = MonotonicClock.nanoseconds()
    }
    let left = call.deadline > now ? (call.deadline - now) / 1_000_000 : 0
    let line = ProviderMessage.line(
      Int(id), question, index: index, now: call.now, milliseconds: min(left, 3_600_000))
    // Half a line would spoil the next one: whoever reads next ends the process.
    if !process.write(line, until: call.deadline) {
      turn.withLock { if self.process === process { desk.isDeaf = true } }
    }
    return (id, process)
  }

  /// Waits for the answer, and reads for everybody while nobody else does.
  private func result(of id: Int64, _ process: ProviderProcess, _ deadline: UInt64) -> QuestionDesk.Outcome {
    while true {
      var outcome: QuestionDesk.Outcome?
      var reads = false
      turn.wait(until: deadline) {
        outcome = desk.outcome(of: id)
        reads = outcome == nil && take(\.isReading)
        return outcome != nil || reads
      }
      if let outcome { return outcome }
      guard reads else {
        return turn.withLock { desk.giveUp(id, at: MonotonicClock.nanoseconds()) }
      }
      defer { give(\.isReading) }
      if let outcome = read(id, process, deadline) { return outcome }
    }
  }

  /// Reads one line, or nothing for a while, and tells what became of the reader's own question when it is over.
  private func read(_ id: Int64, _ process: ProviderProcess, _ deadline: UInt64) -> QuestionDesk.Outcome? {
    if turn.withLock({ desk.isDeaf }) {
      end(process, "it reads no more")
    } else {
      let until = min(
        deadline, turn.withLock { desk.nextLook(at: MonotonicClock.nanoseconds()) })
      switch process.read(until: until) {
      case .late:
        let now = MonotonicClock.nanoseconds()
        let (isBlocked, outcome) = turn.withLock {
          (desk.isBlocked(at: now), now >= deadline ? desk.giveUp(id, at: now) : nil)
        }
        if isBlocked {
          end(process, "no answer while other questions wait")
        } else if let outcome {
          guard let stalls = turn.withLock({ desk.isTired ? desk.stalls : nil }) else { return outcome }
          return .ended(end(process, "no answer to \(stalls) questions in a row", blamesOldest: false))
        }
      case .ended: end(process, "it has ended", gently: true)
      case .tooLong: end(process, "a line of more than \(options.lineLimit) bytes")
      case .line(let bytes): file(bytes, process)
      }
    }
    return turn.withLock { desk.outcome(of: id) }
  }

  /// Hands an answer to whoever asked for it.
  private func file(_ bytes: [UInt8], _ process: ProviderProcess) {
    guard let answer = ProviderMessage.answer(bytes, from: name) else {
      let shown = String(decoding: bytes.prefix(80), as: UTF8.self).unicodeScalars.filter { $0.value >= 32 }
      end(process, "a line that is no answer: \"\(String(String.UnicodeScalarView(shown)))\"")
      return
    }
    let reading = turn.withLock {
      let reading = desk.file(answer, at: MonotonicClock.nanoseconds())
      if reading == .taken { pause = options.firstPause }
      return reading
    }
    switch reading {
    case .taken: turn.broadcast()
    case .old: break
    case .flood: end(process, "more than \(QuestionDesk.passedOver) lines that answer nothing")
    case .unasked: end(process, "an answer to question \(answer.id), which was not asked")
    }
  }

  // MARK: The process

  /// The process, started if need be; for the one that writes.
  private func running(_ index: String, _ call: ProviderCall) throws(MarketError) -> ProviderProcess {
    let (present, isOver, startsAgain) = turn.withLock {
      (process, isClosed, call.cycle > endedIn ? 0 : self.startsAgain)
    }
    guard !isOver else { throw failure("it is closed", index) }
    if let present { return present }
    let now = MonotonicClock.nanoseconds()
    if now < startsAgain {
      guard startsAgain - now <= Self.patienceForStart, startsAgain < call.deadline else {
        let rest = (startsAgain - now) / 1_000_000 + 1
        throw failure("it is down", index, hint: "started again in \(rest) ms, or with the next cycle")
      }
      Pause.sleep(until: startsAgain)
    }
    do throws(SystemError) {
      let process = try ProviderProcess(command, adding: options.environment, lineLimit: options.lineLimit)
      turn.withLock {
        self.process = process
        started += 1
        desk.begin()
      }
      return process
    } catch {
      turn.withLock { rest() }
      throw failure("\(error)", index)
    }
  }

  /// Ends the process, for the one that reads; what its oldest question is told where that is to blame. The others are asked
  /// again.
  @discardableResult
  private func end(
    _ process: ProviderProcess, _ what: String, gently: Bool = false, blamesOldest: Bool = true
  ) -> String {
    let code = process.end(gently: gently)
    let complaint = process.complaint
    let why = what + " (exit code \(code))" + (complaint.isEmpty ? "" : "; it said: \(complaint)")
    turn.withLock {
      self.process = nil
      rest()
      desk.settle { isOldest in isOldest && blamesOldest ? .ended(why) : .again }
    }
    turn.broadcast()
    return why
  }

  /// No new start for a while, a little differently each time. Under the lock.
  private func rest() {
    endedIn = cycle
    startsAgain = MonotonicClock.nanoseconds() + pause + random.below(pause / 5 + 1)
    pause = min(options.longestPause, pause * 2)
  }

  private func failure(_ what: String, _ index: String, hint: String? = nil) -> MarketError {
    hidden(MarketError(.api, "\(name): \(what)", hint: hint), index)
  }

  private func hidden(_ error: MarketError, _ index: String) -> MarketError {
    MarketError(
      error.kind, options.secrets.hidden(in: error.message), hint: error.hint.map(options.secrets.hidden),
      index: index, severity: error.severity)
  }
}
