/// The declaration of one member of a tick: documents, the JSON Schema and the validator are made from it.
package struct TickField: Sendable {
  /// When a member is there.
  package enum Presence: Equatable, Sendable {
    /// In every tick of every version.
    case required
    /// In every tick this program writes; ticks of earlier programs may lack it.
    case always
    /// Only under the condition named.
    case sometimes(String)
  }

  /// Its name.
  package let name: String
  /// What it holds.
  package let type: TickFieldType
  /// When it is there.
  package let presence: Presence
  /// The unit of its numbers, or empty.
  package let unit: String
  /// A number that never falls in the course of a run.
  package let isCounter: Bool
  /// Taken from a clock, so that it differs between two otherwise equal runs.
  package let isTimed: Bool
  /// What it means, in one sentence.
  package let meaning: String

  /// A member with everything that is to be said of it.
  package init(
    _ name: String, _ type: TickFieldType, _ presence: Presence, unit: String = "",
    counter: Bool = false, timed: Bool = false, _ meaning: String
  ) {
    self.name = name
    self.type = type
    self.presence = presence
    self.unit = unit
    isCounter = counter
    isTimed = timed
    self.meaning = meaning
  }

  /// A member that is always there in ticks of this program.
  package init(
    _ name: String, _ type: TickFieldType, unit: String = "", counter: Bool = false, timed: Bool = false,
    _ meaning: String
  ) {
    self.init(name, type, .always, unit: unit, counter: counter, timed: timed, meaning)
  }
}

/// What a member of a tick may hold.
package indirect enum TickFieldType: Sendable {
  /// One text and no other.
  case constant(String)
  case text
  /// One of some texts.
  case choice([String])
  case bool
  /// A whole number of at least 0.
  case count
  /// A finite number between two ends, which belong to it; an infinite end is no bound.
  case number(from: Double, to: Double)
  /// A finite number of at least 0, or null.
  case numberOrNull
  /// An object with declared members; a closed one has no others.
  case object([TickField], isClosed: Bool)
  /// An object whose member names are data; all its values are alike.
  case dictionary(TickFieldType)
  /// An array of at most so many values, all alike.
  case list(TickFieldType, most: Int)
  /// An array of exactly these values.
  case tuple([TickFieldType])
}
