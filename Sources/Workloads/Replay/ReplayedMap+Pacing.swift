import Base
import HashMaps

/// Applying operations when they are due instead of as fast as possible.
extension ReplayedMap {
  /// How long operations go on before the run looks around again.
  private static var longestStretch: UInt64 { 1_000_000 }

  /// How long a run that keeps a pace goes on before the rest of its graph has a turn, such as the door of its control
  /// socket.
  static var longestPacedTurn: UInt64 { 20_000_000 }

  /// What the open loop found, if the run was one; it is over then.
  func takeOpenLoop() -> OpenLoopResult? {
    guard let loop = openLoop.take() else { return nil }
    return loop.result()
  }

  /// Applies the operations of the batch that are due, for at most a millisecond; returns when the next one is due if
  /// that is not yet.
  func applyDue(_ batch: OperationBatch, _ row: inout Int, to end: Int) throws(ReplayFault) -> UInt64? {
    let began = MonotonicClock.nanoseconds()
    while row < end {
      let due = openLoop?.due(stamp: batch.times.isEmpty ? 0 : batch.times[row]) ?? 0
      var now = MonotonicClock.nanoseconds()
      if now < due {
        let ahead = due &- now
        if ahead > OpenLoop.watchNanoseconds { return due &- OpenLoop.watchNanoseconds }
        repeat { now = MonotonicClock.nanoseconds() } while now < due
      }
      guard admitted(batch, row, row &+ 1) > row else { break }
      do throws(MapError) {
        row = try applier.step(batch, from: row, to: row &+ 1)
      } catch {
        throw .map(error, operation: applier.applied + 1)
      }
      let finish = MonotonicClock.nanoseconds()
      openLoop?.record(start: now, finish: finish)
      applier.closeSample()
      if finish &- began > Self.longestStretch { break }
    }
    return nil
  }
}
