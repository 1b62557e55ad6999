import Base

/// The frames of a source as lines of text, for pipes and terminals that cannot place a cursor.
package enum LineView {
  /// Writes lines until the source is over or `mustEnd` says so; a problem of the source is told once.
  ///
  /// - Parameter period: nanoseconds between two looks at the source.
  package static func run<E: Error>(
    of source: any FrameSource, period: UInt64, mustEnd: () -> Bool, write: ([String]) throws(E) -> Void
  ) throws(E) {
    let pause = ConditionLock()
    var told: String?
    while !mustEnd() {
      let news = source.take()
      var lines: [String] = []
      if let gap = news.gap { lines.append("… frames \(gap.lowerBound) to \(gap.upperBound) are lost") }
      lines += news.frames.flatMap { FrameLine.lines($0) }
      if news.problem != told, let problem = news.problem {
        lines.append(SafeText.line(problem, columns: 400))
      }
      told = news.problem
      if !lines.isEmpty { try write(lines) }
      if news.isOver { return }
      if news.hasMore { continue }
      // In short sleeps, so that a signal is noticed soon.
      let deadline = MonotonicClock.nanoseconds() &+ period
      while !mustEnd(), MonotonicClock.nanoseconds() < deadline {
        pause.wait(until: min(deadline, MonotonicClock.nanoseconds() &+ 50_000_000)) { false }
      }
    }
  }
}
