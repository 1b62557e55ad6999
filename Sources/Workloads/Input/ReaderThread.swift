import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A thread that runs one function and can be waited for.
final class ReaderThread {
  private let thread: pthread_t

  /// Starts it.
  init(_ body: @escaping @Sendable () -> Void) throws(WorkloadError) {
    let box = Unmanaged.passRetained(ThreadBody(body))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let result = pthread_create(&thread, nil, runThreadBody, box.toOpaque())
    guard result == 0 else {
      box.release()
      throw .io(SystemError(operation: "start a thread for", path: "reading", code: result))
    }
    #if canImport(Glibc)
      self.thread = thread
    #else
      guard let thread else { fatalError("pthread_create gave no thread") }
      self.thread = thread
    #endif
  }

  /// Waits for its end. Call it exactly once.
  func join() {
    pthread_join(thread, nil)
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
