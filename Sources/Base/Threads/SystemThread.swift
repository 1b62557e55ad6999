#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread of the operating system that runs one function.
package final class SystemThread: @unchecked Sendable {
  private let thread: pthread_t

  /// Starts it; `purpose` stands in the error when the system gives none.
  package init(for purpose: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = Unmanaged.passRetained(ThreadBody(body))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    guard result == 0 else {
      box.release()
      throw SystemError(operation: "start a thread for", path: purpose, code: result)
    }
    #if canImport(Glibc)
      self.thread = thread
    #else
      guard let thread else { fatalError("pthread_create gave no thread") }
      self.thread = thread
    #endif
  }

  /// Waits for its end. Either this or ``detach()`` is called, exactly once.
  package func join() {
    pthread_join(thread, nil)
  }

  /// Lets other threads have the processor.
  package static func yield() { sched_yield() }

  /// Leaves it to itself.
  package func detach() {
    pthread_detach(thread)
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

#if canImport(Glibc)
  private typealias ThreadArgument = UnsafeMutableRawPointer?
#else
  private typealias ThreadArgument = UnsafeMutableRawPointer
#endif

private func runThreadBody(_ argument: ThreadArgument) -> UnsafeMutableRawPointer? {
  let pointer: UnsafeMutableRawPointer? = argument
  guard let pointer else { return nil }
  Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run()
  return nil
}
