import Base
import Documents

/// A provider that is a process of its own: any program that reads a question a line from its standard input and writes an
/// answer a line to its standard output. See `docs/options/providers.md`.
///
/// One question is under way at a time. A process that stalls is asked again and ended after `patience` stalls in a row;
/// one that dies, floods or writes nonsense is ended at once. It is started again with the next question, after a pause
/// that doubles up to half a minute. Nothing that it says reaches an error before credentials are taken out.
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
  /// Answers to older questions that are passed over before it counts as a flood.
  private static let passedOver = 1000

  /// `exec:` and the name of the program, without its arguments: they may hold credentials.
  package let name: String
  private let command: String
  private let options: Options
  private let turn = ConditionLock()
  // Under the lock.
  private var isBusy = false
  private var isClosed = false
  // Held by whoever has the turn.
  private var process: ProviderProcess?
  private var random: SeededRandom
  private var number = 0
  private var stalls = 0
  private var pause: UInt64
  private var startsAgain: UInt64 = 0
  private var started = 0

  /// A provider by the command line of the shell; it is started with the first question. The seed is that of the jitter of
  /// pauses.
  package init(_ command: String, _ options: Options = Options(), seed: UInt64) {
    self.command = command
    self.options = options
    let program = command.split(separator: " ").first.map(String.init) ?? ""
    name =
      "exec:" + options.secrets.hidden(in: program.split(separator: "/").last.map(String.init) ?? program)
    random = SeededRandom(seed: seed)
    pause = options.firstPause
  }

  /// How often the process was started.
  package var starts: Int { withTurn(.max) { started } ?? 0 }

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
    _ = withTurn(.max) {
      turn.withLock { isClosed = true }
      _ = process?.end(gently: true)
      process = nil
    }
  }

  private func reader(_ index: String, _ call: ProviderCall) -> AnswerReader {
    AnswerReader(name: name, index: index, now: call.now)
  }

  /// Runs `body` alone; nil at the deadline.
  private func withTurn<R>(_ deadline: UInt64, _ body: () -> R) -> R? {
    var hasTurn = false
    turn.wait(until: deadline == .max ? nil : deadline) {
      if !isBusy {
        isBusy = true
        hasTurn = true
      }
      return hasTurn
    }
    guard hasTurn else { return nil }
    defer {
      turn.withLock { isBusy = false }
      turn.broadcast()
    }
    return body()
  }

  private func ask(
    _ question: ProviderMessage.Question, _ index: String, _ call: ProviderCall
  ) throws(MarketError) -> DocumentValue {
    let result = withTurn(call.deadline) { () -> Result<DocumentValue, MarketError> in
      Result { () throws(MarketError) in try exchange(question, index, call) }
    }
    guard let result else { throw failure("busy with other questions until the deadline", index) }
    return try result.get()
  }

  private func exchange(
    _ question: ProviderMessage.Question, _ index: String, _ call: ProviderCall
  ) throws(MarketError) -> DocumentValue {
    let process = try running(index, call.deadline)
    number += 1
    let now = MonotonicClock.nanoseconds()
    let left = call.deadline > now ? (call.deadline - now) / 1_000_000 : 0
    let line = ProviderMessage.line(
      number, question, index: index, now: call.now, milliseconds: min(left, 3_600_000))
    guard process.write(line, until: call.deadline) else {
      if MonotonicClock.nanoseconds() >= call.deadline { throw stall(process, index) }
      throw end(process, "it reads no more", index)
    }
    for _ in 0..<Self.passedOver {
      switch process.read(until: call.deadline) {
      case .late: throw stall(process, index)
      case .ended: throw end(process, "it has ended", index)
      case .tooLong: throw end(process, "a line of more than \(options.lineLimit) bytes", index)
      case .line(let bytes):
        guard let answer = ProviderMessage.answer(bytes, from: name, index: index) else {
          let shown = String(decoding: bytes.prefix(80), as: UTF8.self).unicodeScalars.filter {
            $0.value >= 32
          }
          throw end(
            process, "a line that is no answer: \"\(String(String.UnicodeScalarView(shown)))\"", index)
        }
        // What was asked before and given up is over.
        guard answer.id == number else {
          if answer.id > number {
            throw end(process, "an answer to question \(answer.id), which was not asked", index)
          }
          continue
        }
        stalls = 0
        pause = options.firstPause
        switch answer.data {
        case .success(let data): return data
        case .failure(let error): throw hidden(error)
        }
      }
    }
    throw end(process, "more than \(Self.passedOver) lines that answer nothing", index)
  }

  /// The process, started if need be.
  private func running(_ index: String, _ deadline: UInt64) throws(MarketError) -> ProviderProcess {
    if let process { return process }
    guard !turn.withLock({ isClosed }) else { throw failure("it is closed", index) }
    let now = MonotonicClock.nanoseconds()
    if now < startsAgain {
      guard startsAgain - now <= Self.patienceForStart, startsAgain < deadline else {
        throw failure("it is down", index, hint: "started again in \((startsAgain - now) / 1_000_000 + 1) ms")
      }
      Pause.sleep(until: startsAgain)
    }
    do throws(SystemError) {
      let process = try ProviderProcess(command, adding: options.environment, lineLimit: options.lineLimit)
      self.process = process
      started += 1
      stalls = 0
      return process
    } catch {
      rest()
      throw failure("\(error)", index)
    }
  }

  private func stall(_ process: ProviderProcess, _ index: String) -> MarketError {
    stalls += 1
    if stalls >= options.patience { return end(process, "no answer to \(stalls) questions in a row", index) }
    return failure("no answer until the deadline", index)
  }

  private func end(_ process: ProviderProcess, _ what: String, _ index: String) -> MarketError {
    let code = process.end(gently: what == "it has ended")
    let complaint = process.complaint
    self.process = nil
    rest()
    return failure(
      what + " (exit code \(code))" + (complaint.isEmpty ? "" : "; it said: \(complaint)"), index)
  }

  /// No new start for a while, a little differently each time.
  private func rest() {
    startsAgain = MonotonicClock.nanoseconds() + pause + random.below(pause / 5 + 1)
    pause = min(options.longestPause, pause * 2)
  }

  private func failure(_ what: String, _ index: String, hint: String? = nil) -> MarketError {
    hidden(MarketError(.api, "\(name): \(what)", hint: hint, index: index))
  }

  private func hidden(_ error: MarketError) -> MarketError {
    MarketError(
      error.kind, options.secrets.hidden(in: error.message), hint: error.hint.map(options.secrets.hidden),
      index: error.index, severity: error.severity)
  }
}
