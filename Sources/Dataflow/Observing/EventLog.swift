import Base

/// The recent events of a graph, bounded, and their way to observers at a bounded rate.
final class EventLog {
  /// Events of one kind that observers hear of within one second; the rest is counted.
  static let rateLimit = 20

  let limit: Int
  private let lock = Lock()
  private var ring: [DataflowEvent] = []
  private var next = 0
  private(set) var total: UInt64 = 0
  private var observers: [any DataflowObserver] = []
  private var windows: [DataflowEvent.Kind: (began: UInt64, told: Int, suppressed: Int)] = [:]
  /// Cleans words that came from outside before anybody sees them.
  private var cleaner: (@Sendable (String) -> String)?

  init(limit: Int) { self.limit = max(0, limit) }

  func redact(_ clean: @escaping @Sendable (String) -> String) { lock.withLock { cleaner = clean } }

  func add(_ observer: any DataflowObserver) { lock.withLock { observers.append(observer) } }

  func note(_ kind: DataflowEvent.Kind, _ subject: String, _ detail: String, at time: UInt64) {
    let cleaner = lock.withLock { self.cleaner }
    let event = DataflowEvent(
      time: time, kind: kind, subject: subject, detail: cleaner.map { $0(detail) } ?? detail)
    let told: (observers: [any DataflowObserver], suppressed: Int)? = lock.withLock {
      total += 1
      if ring.count < limit {
        ring.append(event)
      } else if limit > 0 {
        ring[next] = event
        next = (next + 1) % limit
      }
      return admit(event)
    }
    guard let told else { return }
    for observer in told.observers { observer.observe(event, suppressed: told.suppressed) }
  }

  /// Tells every observer something that is no event.
  func tell(_ what: (any DataflowObserver) -> Void) {
    for observer in lock.withLock({ observers }) { what(observer) }
  }

  private func admit(_ event: DataflowEvent) -> (observers: [any DataflowObserver], suppressed: Int)? {
    guard !observers.isEmpty else { return nil }
    var window = windows[event.kind] ?? (event.time, 0, 0)
    var suppressed = 0
    if event.time >= window.began + 1_000_000_000 {
      suppressed = window.suppressed
      window = (event.time, 0, 0)
    }
    window.told += 1
    if window.told > Self.rateLimit { window.suppressed += 1 }
    windows[event.kind] = window
    return window.told > Self.rateLimit ? nil : (observers, suppressed)
  }

  /// The events kept, oldest first.
  var recent: [DataflowEvent] {
    lock.withLock { Array(ring[next...] + ring[..<next]) }
  }
}
