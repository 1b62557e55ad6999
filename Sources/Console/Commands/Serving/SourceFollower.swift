import Base
import Connectors
import Server
import Telemetry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Brings the runs of a metrics file to a server: what stands in it, and with `--follow` what is written to it.
///
/// Lines that are no ticks are counted and left out. Frames that are known already, because the file was rewritten, are
/// passed over. A run ends with its last event, with the next run, or with a file that is not followed.
final class SourceFollower {
  /// Nanoseconds one look may take, so that a signal is heard while a long file is read.
  private static let patience: UInt64 = 100_000_000

  let path: String
  private let follows: Bool
  private let historyLimit: Int
  private let runs: Runs
  private let registry: Registry
  private let alerts: RunAlerts?
  private let log: Logger
  private let lines: LineFollower
  private var reader: FrameReader
  private var number = 0
  private var feed: FrameFeed?
  private var isOpen = false
  private var trouble: String?
  /// Frames taken over.
  private(set) var frames = 0
  /// Lines that were no ticks.
  private(set) var refused = 0
  /// Whether nothing more will come.
  private(set) var isOver = false

  init(
    path: String, follows: Bool, historyLimit: Int, runs: Runs, registry: Registry,
    alerts: RunAlerts?, log: Logger
  ) {
    self.path = path
    self.follows = follows && path != "-"
    self.historyLimit = historyLimit
    self.runs = runs
    self.registry = registry
    self.alerts = alerts
    self.log = log
    let longest = FrameFile.lineLimit
    reader = FrameReader(file: path == "-" ? "standard input" : path)
    lines =
      path == "-"
      ? LineFollower(descriptor: 0, neverWaits: true, longest: longest)
      : LineFollower(path: path, follows: follows, startsAtEnd: false, longest: longest)
  }

  /// Opens the file; one that is followed may come later.
  func open() throws(SystemError) {
    if isOpen { return }
    do throws(SystemError) {
      var facts = stat()
      // Opening a folder succeeds; reading it must not be what tells.
      if stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
        throw SystemError(operation: "open", path: path, code: EISDIR)
      }
      try lines.open()
      isOpen = true
      clear()
    } catch {
      guard follows, error.code == ENOENT || error.code == EACCES else { throw error }
      report("\(error.description); waiting for it")
    }
  }

  /// Takes what there is, for a while; whether there is more already.
  func look() -> Bool {
    if isOver { return false }
    do throws(SystemError) {
      try open()
      guard isOpen else { return false }
      let deadline = MonotonicClock.nanoseconds() &+ Self.patience
      while MonotonicClock.nanoseconds() < deadline {
        switch try lines.next() {
        case .line(let text): take(text)
        case .tooLong:
          number += 1
          refuse("\(path):\(number): the line is longer than \(FrameFile.lineLimit) bytes")
        case .nothingYet:
          if path != "-", access(path, F_OK) != 0 {
            report("\(path) is gone; waiting for it")
          } else {
            clear()
          }
          return false
        case .end:
          isOver = true
          feed?.close()
          alerts?.end()
          return false
        }
      }
      return true
    } catch {
      report(error.description)
      return false
    }
  }

  private func take(_ text: String) {
    number += 1
    if text.isEmpty { return }
    do throws(ServerError) {
      publish(try reader.read(text.utf8, number: number))
    } catch { refuse(error.description) }
  }

  private func publish(_ frame: Frame) {
    let feed = feed(of: frame.runID)
    // A file that was rewritten repeats what is known.
    if let latest = feed.latest, latest.frame.frame >= frame.frame || feed.hasEnded { return }
    do throws(TelemetryError) {
      try feed.publish(frame)
      frames += 1
      alerts?.put(frame)
    } catch { log.warning("\(path):\(number): \(error.description)") }
    let ends: [TickEvent.Kind] = [.complete, .interrupted, .stopped, .error]
    if frame.events.contains(where: { ends.contains($0.kind) }) { feed.close() }
  }

  private func feed(of run: String) -> FrameFeed {
    if let feed, feed.runID == run { return feed }
    feed?.close()
    let found =
      runs.feed(run) ?? FrameFeed(runID: run, frameLimit: historyLimit, registry: registry)
    if runs.feed(run) == nil { runs.add(found) }
    feed = found
    return found
  }

  private func refuse(_ reason: String) {
    refused += 1
    if refused <= 3 { log.warning(reason) }
    if refused == 4 { log.warning("\(path): further lines that are no ticks are only counted") }
  }

  private func report(_ trouble: String) {
    if self.trouble != trouble { log.warning(trouble) }
    self.trouble = trouble
  }

  private func clear() {
    if trouble != nil { log.info("\(path) is there") }
    trouble = nil
  }
}
