/// Outputs whose payloads are turned into another type on their way out, for hosts that know one type only.
extension NodeDeclaration {
  /// Has an output that the node declared carry what `transform` makes of each payload; edges then carry `To`. False when
  /// there is no output of that name and type. Before anything is connected.
  @discardableResult
  public func convert<From: Sendable, To: Sendable>(
    _ name: String, from: From.Type, to: To.Type, _ transform: @escaping (From) -> To
  ) -> Bool {
    guard let position = core.outputs.firstIndex(where: { $0.name == name }),
      let old = core.outputs[position] as? Output<From>
    else { return false }
    let new = Output<To>(name, core, old.fanOut)
    new.isOptional = old.isOptional
    new.origin = old
    old.conversion = { [unowned(unsafe) new] (message) throws(DataflowError) in
      // Both outputs count what they send on; it is one message.
      new.core.add(new.core.emitted, .max)
      return try new.forward(message.map(transform))
    }
    core.outputs[position] = new
    return true
  }
}

extension Output {
  /// A message for an output without edges: to the output it is converted for, or to nobody.
  @usableFromInline
  func forwardConverted(_ message: Message<Payload>) throws(DataflowError) -> PutResult {
    guard let conversion else { return .rejected }
    return try conversion(message)
  }
}

extension AnyOutput {
  /// Whether messages go here that the node could not handle.
  final var isForDeadLetters: Bool {
    takesDeadLetters || origin?.takesDeadLetters == true
  }
}
