/// Control messages and errors: the rare paths of a node.
extension NodeCore {
  /// Handles one control message: the node's own hook, or on to every output.
  func handle(_ signal: Signal) {
    sourceIdles = false
    guard let hook = hooks.signal else {
      for output in outputs where !output.isForDeadLetters { output.send(signal) }
      return
    }
    call { context in try hook(signal, context) }
  }

  /// Calls a hook; an error counts, is reported, and stops the graph where the node's policy says so.
  @discardableResult
  func call(_ hook: (NodeContext) throws -> Void) -> Bool {
    do {
      try hook(context)
      return true
    } catch {
      failed(error, endsOtherwise: false)
      return false
    }
  }

  /// Runs a handler and has the tracer keep a span of it, if the trace is one of those kept.
  @usableFromInline
  func traced(_ trace: TraceID, _ handler: () throws -> Void) throws {
    guard let tracer, tracer.keeps(trace) else { return try handler() }
    let began = clockNow()
    var failed = true
    defer { tracer.add(trace, self, began: began, ended: clockNow(), failed: failed) }
    try handler()
    failed = false
  }

  /// Something threw that is no message to try again or to bury: counted, told, and the graph's end where the node's
  /// policy says so. `endsOtherwise`: what failed once fails for ever, so the node ends rather than go on.
  @usableFromInline
  @inline(never)
  func failed(_ error: any Error, endsOtherwise: Bool) {
    noteError("\(error)")
    if settings.onError == .stopGraph {
      stopGraph(error)
    } else if endsOtherwise {
      wantsEnd = true
    }
  }

  /// Fails the graph; the node itself handles nothing more.
  func stopGraph(_ error: any Error) {
    isPaused = true
    scheduler?.fail(.handlerFailed(node: name, reason: "\(error)"))
  }

  /// Counts an error and tells the observer.
  @usableFromInline
  func noteError(_ reason: String) {
    add(errors)
    scheduler?.note(.nodeError, node: name, detail: reason)
  }
}
