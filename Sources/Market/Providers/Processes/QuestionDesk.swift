import Documents

/// The questions that a process has been asked and has not answered, and what became of them. Pure: it owns no clock and
/// no lock. As many questions at once as there are threads that ask.
struct QuestionDesk {
  /// What became of a question.
  enum Outcome {
    case answer(Result<DocumentValue, MarketError>)
    /// It has failed, and why.
    case ended(String)
    /// The process has ended over something else.
    case again
  }

  /// What became of an answer.
  enum Filing: Equatable {
    case taken
    /// To a question that was given up.
    case old
    /// To one that was never asked.
    case unasked
    /// One of too many that answer nothing.
    case flood
  }

  private struct Question {
    let sent: UInt64
    let deadline: UInt64
    var outcome: Outcome?
  }

  /// Answers to older questions, one after the other, that are passed over before they count as a flood.
  static let passedOver = 1000
  /// How long whoever reads may sleep before it looks again at who else waits, in nanoseconds.
  private static let longestSleep: UInt64 = 100_000_000

  /// Whether a question could not be written whole.
  var isDeaf = false
  /// Stalls since the last answer; those of questions that were under way together count once.
  private(set) var stalls = 0
  private let patience: Int
  private var questions: [Int64: Question] = [:]
  private var number: Int64 = 0
  private var lastStall: UInt64 = 0
  private var lastAnswer: UInt64?
  private var old = 0

  init(patience: Int) { self.patience = patience }

  /// Whether it has stalled so often that the process is to be started anew.
  var isTired: Bool { stalls >= patience }

  /// How many wait for an answer.
  var underWay: Int { questions.values.count { $0.outcome == nil } }

  /// A process has been started that has said nothing yet.
  mutating func begin() {
    lastAnswer = nil
    stalls = 0
    old = 0
    isDeaf = false
  }

  /// The number of a new question.
  mutating func add(sent: UInt64, deadline: UInt64) -> Int64 {
    number += 1
    questions[number] = Question(sent: sent, deadline: deadline)
    return number
  }

  /// What became of a question, which is over with it; nil while it is under way.
  mutating func outcome(of id: Int64) -> Outcome? {
    guard let outcome = questions[id]?.outcome else { return nil }
    questions[id] = nil
    return outcome
  }

  /// A question whose time is over.
  mutating func giveUp(_ id: Int64, at now: UInt64) -> Outcome {
    guard let question = questions.removeValue(forKey: id) else { return .again }
    if let outcome = question.outcome { return outcome }
    if question.sent >= lastStall {
      stalls += 1
      lastStall = now
    }
    return .ended("no answer until the deadline")
  }

  /// Puts an answer where it belongs.
  mutating func file(_ answer: ProviderMessage.Answer, at now: UInt64) -> Filing {
    guard answer.id <= number else { return .unasked }
    guard questions[answer.id] != nil, questions[answer.id]?.outcome == nil else {
      old += 1
      return old > Self.passedOver ? .flood : .old
    }
    questions[answer.id]?.outcome = .answer(answer.data)
    lastAnswer = now
    stalls = 0
    old = 0
    return .taken
  }

  /// Settles all questions that are under way; `outcome` is told whether it is the oldest.
  mutating func settle(_ outcome: (Bool) -> Outcome) {
    let open = questions.keys.filter { questions[$0]?.outcome == nil }
    let oldest = open.min()
    for id in open { questions[id]?.outcome = outcome(id == oldest) }
    isDeaf = false
  }

  /// Whether a process that has answered before has been silent for half the time that its oldest question had left, while
  /// others wait behind that one.
  func isBlocked(at now: UInt64) -> Bool { blockedMoment.map { now >= $0 } ?? false }

  /// Until when whoever reads may sleep.
  func nextLook(at now: UInt64) -> UInt64 {
    min(blockedMoment ?? .max, now + Self.longestSleep)
  }

  private var blockedMoment: UInt64? {
    guard let lastAnswer else { return nil }
    let open = questions.filter { $0.value.outcome == nil }
    guard open.count > 1, let oldest = open.min(by: { $0.key < $1.key })?.value else { return nil }
    let silent = max(oldest.sent, lastAnswer)
    return oldest.deadline > silent ? silent + (oldest.deadline - silent) / 2 : oldest.deadline
  }
}
