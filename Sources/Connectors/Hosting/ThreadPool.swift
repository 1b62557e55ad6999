import Base

/// A few threads for jobs that may block. Threads start when there is work for them and end when the pool closes.
final class ThreadPool: @unchecked Sendable {
  private let limit: Int
  private let jobLimit: Int
  private let lock = ConditionLock()
  private var jobs: [@Sendable () -> Void] = []
  private var idle = 0
  private var threads = 0
  private var isClosed = false

  init(limit: Int, jobLimit: Int) {
    self.limit = limit
    self.jobLimit = jobLimit
  }

  /// Takes a job, unless too many wait already or the pool is closed.
  func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
    let (taken, starts) = lock.withLock {
      guard !isClosed, jobs.count < jobLimit else { return (false, false) }
      jobs.append(job)
      let starts = idle < jobs.count && threads < limit
      if starts { threads += 1 }
      return (true, starts)
    }
    if starts, !startThread() { return lock.withLock { withdraw() } }
    if taken { lock.broadcast() }
    return taken
  }

  /// Starts a thread that is not joined: it ends by itself once the pool is closed, and a job that hangs must not hang
  /// its owner.
  private func startThread() -> Bool {
    do throws(SystemError) {
      try SystemThread(for: "a pool") { [self] in serve() }.detach()
      return true
    } catch {
      return false
    }
  }

  /// The system gave no thread: other threads will see to the job, or it is given back.
  private func withdraw() -> Bool {
    threads -= 1
    if threads == 0 { jobs.removeLast() }
    return threads > 0
  }

  func close() {
    lock.withLock { isClosed = true }
    lock.broadcast()
  }

  private func serve() {
    while true {
      var job: (@Sendable () -> Void)?
      lock.withLock { idle += 1 }
      lock.wait(until: nil) {
        guard !jobs.isEmpty || isClosed else { return false }
        // No longer idle from here on: whoever submits next must not count on this thread, for the job may hang.
        idle -= 1
        if !jobs.isEmpty { job = jobs.removeFirst() }
        return true
      }
      guard let job else { return }
      job()
    }
  }
}
