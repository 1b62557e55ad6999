/// One step of a state machine.
public struct StateChange<State: Sendable & Equatable>: Sendable, Equatable {
  /// Before.
  public let from: State
  /// After.
  public let to: State

  /// A step from one state to another.
  public init(from: State, to: State) {
    self.from = from
    self.to = to
  }
}

/// Moves from state to state as messages tell it, and sends on each change. Holds its state.
///
/// An error thrown by the transition leaves the state as it was and is treated by the node's error policy.
public final class StateMachine<In: Sendable, State: Sendable & Equatable>: Relay {
  /// Where it stands.
  @exclusivity(unchecked) public private(set) var state: State
  /// Messages for which its state has no transition.
  @exclusivity(unchecked) public private(set) var refused: UInt64 = 0
  private let transition: (State, In) throws -> State?

  /// A machine in its first state. The transition says where a message leads, or nil where it leads nowhere; staying in
  /// the same state is a transition without a change.
  public init(_ initial: State, transition: @escaping (State, In) throws -> State?) {
    state = initial
    self.transition = transition
  }

  /// Declares `in` and `out`.
  public func ports(_ node: NodeDeclaration) -> (in: Input<In>, out: Output<StateChange<State>>) {
    let out = node.output("out", StateChange<State>.self)
    let input = node.input("in", In.self) { [self] payload, _ in
      if let change = try advance(payload) { try out.emit(change) }
    }
    return (input, out)
  }

  /// Takes one message; gives back the change it makes, if it makes one.
  func advance(_ payload: In) throws -> StateChange<State>? {
    guard let next = try transition(state, payload) else {
      refused += 1
      return nil
    }
    guard next != state else { return nil }
    defer { state = next }
    return StateChange(from: state, to: next)
  }
}

extension GraphBuilder {
  /// Moves from state to state as messages tell it, and sends on each change. See ``StateMachine``.
  public func stateMachine<In: Sendable, State: Sendable & Equatable>(
    _ name: String, _ upstream: Output<In>, from initial: State, _ settings: NodeSettings = NodeSettings(),
    _ options: EdgeOptions<In> = EdgeOptions(), transition: @escaping (State, In) throws -> State?
  ) -> Output<StateChange<State>> {
    place(name, StateMachine(initial, transition: transition), after: upstream, settings, options)
  }
}
