import Base
import HashMaps
import Telemetry

/// Notes the whole-map events of a map with the time at which they happened, until a tick takes them.
///
/// Fed by the map's observer, inside the operation that causes an event. Events of single segments are passed over:
/// the ledger counts them.
final class StructureLog {
  private let start: UInt64
  private var pending: [TickEvent] = []
  private var migrations: [StructuralEvent] = []

  /// Who asked for the latest compaction that the map did not begin by itself.
  var compactionSource = "proactive"

  /// `start` is the beginning of the run on the monotonic clock.
  init(start: UInt64) {
    self.start = start
  }

  /// Whether a migration has begun since the last `takeMigrations`.
  var hasMigrations: Bool { !migrations.isEmpty }

  func note(_ event: StructuralEvent) {
    guard event.kind.isWholeMap else { return }
    let kind: TickEvent.Kind
    switch event.kind {
    case .migrationBegan:
      kind = .switchBegan
      migrations.append(event)
    case .migrationEnded: kind = .switched
    case .compactionEnded: kind = .compaction
    case .reseedEnded: kind = .reseed
    default: return
    }
    var noted = TickEvent(
      kind, seconds: Double(MonotonicClock.nanoseconds() &- start) / 1e9, operation: event.operation)
    noted.backend = event.to.name
    if kind == .switched || kind == .switchBegan {
      noted.from = event.from.name
      noted.to = event.to.name
    }
    noted.reason = event.reason.name
    if kind == .compaction, event.reason == .command { noted.source = compactionSource }
    noted.entries = UInt64(event.entries)
    noted.bytes = UInt64(event.bytes)
    noted.nanoseconds = event.nanoseconds
    noted.movedBytes = UInt64(event.entries * ByteMap.entryBytes)
    if let figure = event.deciding, let statistic = event.reason.statistic {
      noted.deciding = TickEvent.Deciding(statistic, value: figure.value, threshold: figure.limit)
      noted.deciding?.nanosecondsBefore = figure.nanosecondsBefore
      noted.deciding?.nanosecondsExpected = figure.nanosecondsExpected
    }
    pending.append(noted)
  }

  /// The events since the last call, oldest first.
  func take() -> [TickEvent] {
    defer { pending.removeAll(keepingCapacity: true) }
    return pending
  }

  /// The migrations begun since the last call.
  func takeMigrations() -> [StructuralEvent] {
    defer { migrations.removeAll(keepingCapacity: true) }
    return migrations
  }
}
