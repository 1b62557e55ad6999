#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Has `handler` called for these signals, on whatever thread they hit: it may do only what is async-signal-safe. Slow system
/// calls return early, so that a blocked command can look at what the handler noted.
package func handle(_ signals: [Int32], by handler: @escaping @convention(c) (Int32) -> Void) {
  var action = sigaction()
  sigemptyset(&action.sa_mask)
  #if canImport(Glibc)
    action.__sigaction_handler.sa_handler = handler
  #else
    action.__sigaction_u.__sa_handler = handler
  #endif
  var set = sigset_t()
  sigemptyset(&set)
  for signal in signals {
    sigaction(signal, &action, nil)
    sigaddset(&set, signal)
  }
  // A parent that starts us from a thread of its own may leave them blocked.
  pthread_sigmask(SIG_UNBLOCK, &set, nil)
}
