import Base

/// Sends on a payload once nothing newer has come for a while; what a newer one overtakes is counted. Holds one.
///
/// What is held goes out at the end, and on the command `flush`.
public final class Debounce<Payload: Sendable>: Relay {
  @usableFromInline let quiet: UInt64
  @exclusivity(unchecked) @usableFromInline var held: (payload: Payload, headers: Headers)?
  @exclusivity(unchecked) @usableFromInline var due: UInt64 = 0
  /// Payloads that a newer one overtook.
  @exclusivity(unchecked) public internal(set) var overtaken: UInt64 = 0

  /// Waits for `nanoseconds` of quiet.
  public init(quiet nanoseconds: UInt64) { quiet = nanoseconds }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: Output<Payload>) {
    node.require("quiet", quiet, in: 1...1 << 60)
    let out = node.output("out", Payload.self)
    let input = node.input("in", Payload.self) { [self] payload, context in hold(payload, context) }
    node.onTick { [self] context in
      // Armed once a burst: when the time has moved on meanwhile, it is armed again here.
      if held != nil, due > context.now { return context.wake(at: due) }
      try flush(out)
    }
    node.onFlush { [self] _ in try flush(out) }
    node.onEnd { [self] _ in try flush(out) }
    return (input, out)
  }

  @usableFromInline
  func hold(_ payload: Payload, _ context: NodeContext) {
    due = context.now &+ quiet
    if held == nil { context.wake(at: due) } else { overtaken += 1 }
    held = (payload, context.headers)
  }

  @usableFromInline
  func flush(_ out: Output<Payload>) throws {
    guard let held else { return }
    self.held = nil
    try out.emit(held.payload, headers: held.headers)
  }
}

/// Lets some messages pass: every so many, or by chance under a seed. Holds nothing.
public struct SampleRule: Sendable {
  private enum Kind {
    case every(Int)
    case chance(Double)
  }

  private let kind: Kind
  private var seen = 0
  private var random: SeededRandom

  /// The first of every `count` messages.
  public static func every(_ count: Int) -> SampleRule { SampleRule(kind: .every(count), seed: 0) }

  /// Each message with probability `chance`; the same ones for the same seed.
  public static func chance(_ chance: Double, seed: UInt64 = 1) -> SampleRule {
    SampleRule(kind: .chance(chance), seed: seed)
  }

  private init(kind: Kind, seed: UInt64) {
    self.kind = kind
    random = SeededRandom(seed: seed)
  }

  /// Whether the next message passes.
  public mutating func takes() -> Bool {
    switch kind {
    case .every(let count):
      seen = seen + 1 >= count ? 0 : seen + 1
      return count <= 1 || seen == 1
    case .chance(let chance):
      return random.unit() < chance
    }
  }

  /// What is wrong with its setting, if something is.
  var fault: (what: String, value: String, expected: String)? {
    switch kind {
    case .every(let count): count >= 1 ? nil : ("every", "\(count)", "at least 1")
    case .chance(let chance): (0...1).contains(chance) ? nil : ("chance", "\(chance)", "in 0...1")
    }
  }
}

extension GraphBuilder {
  /// Sends on a payload once nothing newer has come for `nanoseconds`. See ``Debounce``.
  @inlinable
  public func debounce<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, quiet nanoseconds: UInt64,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<Payload> {
    place(name, Debounce(quiet: nanoseconds), after: upstream, settings, options)
  }

  /// Lets some messages pass. See ``SampleRule``.
  @inlinable
  public func sampler<Payload: Sendable>(
    _ name: String, _ upstream: Output<Payload>, _ rule: SampleRule,
    _ settings: NodeSettings = NodeSettings(), _ options: EdgeOptions<Payload> = EdgeOptions()
  ) -> Output<Payload> {
    place(name, Sampler(rule), after: upstream, settings, options)
  }
}

/// A ``SampleRule`` as a node.
public final class Sampler<Payload: Sendable>: Relay {
  @exclusivity(unchecked) @usableFromInline var rule: SampleRule

  /// Lets pass what the rule takes.
  public init(_ rule: SampleRule) { self.rule = rule }

  /// Declares `in` and `out`.
  @inlinable
  public func ports(_ node: NodeDeclaration) -> (in: Input<Payload>, out: Output<Payload>) {
    checkRule(node)
    let out = node.output("out", Payload.self)
    let input = node.input("in", Payload.self) { [self] payload, _ in
      if rule.takes() { try out.emit(payload) }
    }
    return (input, out)
  }

  @usableFromInline
  func checkRule(_ node: NodeDeclaration) {
    guard let fault = rule.fault else { return }
    node.issues.append(
      .badSetting(node: node.name, what: fault.what, value: fault.value, expected: fault.expected))
  }
}
