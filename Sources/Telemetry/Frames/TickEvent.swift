/// Something that happened once in a run, at a time and an operation.
package struct TickEvent: Equatable, Sendable {
  /// What happened, by the name metrics use.
  package enum Kind: String, CaseIterable, Sendable {
    case start, complete, interrupted
    /// A limit of the run ended it, or an error did.
    case stopped, error
    /// A migration to another layout began, or ended.
    case switchBegan = "switch_began"
    case switched = "switch"
    case compaction, reseed
    /// No operation arrived for a while; operations arrive again.
    case idle, resume
    /// Somebody asked the run for something.
    case command
    /// Something is expected: the next split, conversion or breach.
    case forecast

    /// Its place among all of them.
    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// Whether it marks the course of the run rather than a change of the map; such events are never left out.
    package var isLifecycle: Bool {
      switch self {
      case .start, .complete, .interrupted, .stopped, .error, .idle, .resume: true
      case .switchBegan, .switched, .compaction, .reseed, .command, .forecast: false
      }
    }
  }

  /// What happened.
  package var kind: Kind
  /// Seconds since the start of the run.
  package var seconds: Double
  /// Operations begun when it happened.
  package var operation: UInt64
  /// The layout in charge.
  package var backend: String?
  /// A sentence for people.
  package var message: String?
  /// The layout a switch leads from.
  package var from: String?
  /// The layout a switch leads to.
  package var to: String?
  /// Why it happened.
  package var reason: String?
  /// Who asked for it, where nobody would guess (`proactive`, `command`).
  package var source: String?
  /// Entries moved.
  package var entries: UInt64?
  /// Bytes of new memory.
  package var bytes: UInt64?
  /// Time it took.
  package var nanoseconds: UInt64?
  /// Bytes of the entries moved.
  package var movedBytes: UInt64?
  /// What decided; nil where no figure did.
  package var deciding: Deciding?

  /// The figure that decided about an event, and what it was held against.
  package struct Deciding: Equatable, Sendable {
    /// What the figure measures, such as `load_factor`.
    package var statistic: String
    /// The figure at the moment of the decision.
    package var value: Double
    /// The threshold or price it passed.
    package var threshold: Double
    /// Nanoseconds an operation took before; nil where cost did not decide.
    package var nanosecondsBefore: Double?
    /// Nanoseconds it was expected to take afterwards; nil where cost did not decide.
    package var nanosecondsExpected: Double?

    /// A figure and its threshold, without costs.
    package init(_ statistic: String, value: Double, threshold: Double) {
      self.statistic = statistic
      self.value = value
      self.threshold = threshold
    }
  }

  /// An event with only its kind, time and operation.
  package init(_ kind: Kind, seconds: Double, operation: UInt64) {
    self.kind = kind
    self.seconds = seconds
    self.operation = operation
  }
}
