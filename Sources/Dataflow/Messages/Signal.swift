/// What a control message says: a command's name and its argument.
///
/// Control messages travel beside data in a lane of their own, overtake what is queued and are never dropped.
public final class Signal: Hashable, Sendable, CustomStringConvertible {
  /// The command, such as `flush` or `stop`.
  public let name: String
  /// What it applies to, where it needs that.
  public let argument: String?
  /// A number by which its sender recognises it; 0 where nobody asked.
  public let id: UInt64

  /// A signal with the given parts.
  public init(_ name: String, argument: String? = nil, id: UInt64 = 0) {
    self.name = name
    self.argument = argument
    self.id = id
  }

  /// Equal when name, argument and number are.
  public static func == (a: Signal, b: Signal) -> Bool {
    a.name == b.name && a.argument == b.argument && a.id == b.id
  }

  /// Feeds name, argument and number into the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(argument)
    hasher.combine(id)
  }

  /// `name` or `name:argument`.
  public var description: String { argument.map { "\(name):\($0)" } ?? name }
}

/// What an error message says: where something failed, and how. It does not carry the payload that failed.
public final class Failure: Hashable, Sendable, Error, CustomStringConvertible {
  /// The node that failed.
  public let node: String
  /// What went wrong, in words.
  public let reason: String

  /// A failure of `node`.
  public init(node: String, reason: String) {
    self.node = node
    self.reason = reason
  }

  /// Equal when node and reason are.
  public static func == (a: Failure, b: Failure) -> Bool { a.node == b.node && a.reason == b.reason }

  /// Feeds node and reason into the hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(node)
    hasher.combine(reason)
  }

  /// `node: reason`.
  public var description: String { "\(node): \(reason)" }
}
