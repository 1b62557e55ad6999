import Base
import Connectors

/// Sends the points of every cycle to an InfluxDB, on a thread of its own: a slow or dead database holds up nobody.
///
/// Batches go through a spool on the disk, so that nothing is lost while the database is away or the program is killed, up
/// to the spool's limit; past that the oldest go, and are counted.
package final class InfluxSink: @unchecked Sendable {
  /// What has become of batches and points so far.
  package struct Counts: Sendable, Equatable {
    /// Batches the database has taken, their points, and points it will never take.
    package var sentBatches = 0
    /// Points the database has taken.
    package var sentPoints = 0
    /// Batches the database will never take.
    package var refusedBatches = 0
    /// Batches that were dropped to make room.
    package var droppedBatches = 0
    /// Tries that came to nothing and are made again.
    package var failures = 0
    /// Batches that wait.
    package var waiting = 0
    /// The last reason of a failure or refusal.
    package var lastTrouble: String?
  }

  /// The most bytes of the spool unless said otherwise.
  package static let usualLimit = 256 << 20
  /// Between two tries while the database is away, in nanoseconds.
  private static let pause: UInt64 = 1_000_000_000

  private let sender: HTTPSender
  private let gate = ConditionLock()
  private var spool: InfluxSpool
  private var counted = Counts()
  private var isClosing = false
  /// Whether it closes and the database was away at the last try.
  private var isAbandoned = false
  private var hasEnded = false
  private var restUntil: UInt64 = 0

  /// A sink with a spool in a folder; starts to send what an earlier run left.
  ///
  /// - Throws: kind `storage` when the folder cannot be used.
  package init(_ target: InfluxTarget, spool folder: String, limit: Int = InfluxSink.usualLimit)
    throws(MarketError)
  {
    spool = try InfluxSpool(folder: folder, limit: limit)
    var settings = HTTPSender.Settings(url: target.writeURL)
    settings.contentType = "text/plain; charset=utf-8"
    settings.authorization = target.authorization
    settings.tries = 1
    settings.timeout = 10_000_000_000
    sender = HTTPSender(settings)
    do throws(SystemError) {
      try SystemThread(for: "an InfluxDB") { [self] in run() }.detach()
    } catch { throw MarketError(error) }
  }

  /// What has become of everything so far.
  package var counts: Counts {
    gate.withLock {
      var counts = counted
      counts.waiting = spool.count
      return counts
    }
  }

  /// Takes the points of a cycle. When it throws, none of them will be sent.
  func take(_ cycle: CycleHarvest) throws(MarketError) {
    let lines = InfluxLines(cycle)
    let result: Result<Int, MarketError> = gate.withLock {
      Result { () throws(MarketError) in try spool.add(lines.bytes) }
    }
    gate.broadcast()
    let dropped = try result.get()
    if dropped > 0 { gate.withLock { counted.droppedBatches += dropped } }
  }

  /// Waits for what is on its way, so many nanoseconds at most, and ends; what is left is sent by the next run.
  package func close(within nanoseconds: UInt64) {
    gate.withLock {
      isClosing = true
      restUntil = 0
    }
    gate.broadcast()
    gate.wait(until: MonotonicClock.nanoseconds() + nanoseconds) { hasEnded }
    sender.cancel()
    gate.wait(until: MonotonicClock.nanoseconds() + nanoseconds) { hasEnded }
  }

  private func run() {
    while let batch = next() { send(batch) }
    gate.withLock { hasEnded = true }
    gate.broadcast()
  }

  /// The oldest batch, as soon as there is one and the database has had its rest; nil when all is over.
  private func next() -> (number: Int, bytes: [UInt8])? {
    while true {
      let rest = gate.withLock { restUntil }
      gate.wait(until: rest > 0 ? rest : nil) {
        isClosing || (spool.count > 0 && (restUntil == 0 || MonotonicClock.nanoseconds() >= restUntil))
      }
      let (batch, isOver) = gate.withLock { () -> ((number: Int, bytes: [UInt8])?, Bool) in
        if isAbandoned { return (nil, true) }
        do throws(MarketError) { return (try spool.oldest(), isClosing) } catch {
          note(error.message)
          return (nil, isClosing)
        }
      }
      if let batch { return batch }
      if isOver { return nil }
    }
  }

  private func send(_ batch: (number: Int, bytes: [UInt8])) {
    do throws(HTTPSender.Failure) {
      _ = try sender.send(batch.bytes)
      settle(batch.number) {
        counted.sentBatches += 1
        counted.sentPoints += batch.bytes.count { $0 == UInt8(ascii: "\n") }
      }
    } catch {
      switch error {
      case .refused(let status, _) where status != 401 && status != 403 && status != 404:
        // The points themselves are wrong: no later try can change that.
        settle(batch.number) {
          counted.refusedBatches += 1
          counted.lastTrouble = error.description
        }
      case .refused, .gaveUp, .noLibrary, .cancelled:
        gate.withLock {
          note(error.description)
          // Whoever closes does not wait for a database that is away.
          if isClosing { isAbandoned = true }
        }
      }
    }
  }

  private func settle(_ number: Int, _ count: () -> Void) {
    gate.withLock {
      count()
      do throws(MarketError) { try spool.remove(number) } catch { note(error.message) }
    }
  }

  /// A try came to nothing; called under the lock.
  private func note(_ reason: String) {
    counted.failures += 1
    counted.lastTrouble = reason
    restUntil = MonotonicClock.nanoseconds() + Self.pause
  }
}
