#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the rules of rates and migrations remember of the frames before.
struct RunTrend: Sendable {
  /// Seconds over which the usual rate is averaged.
  private static let memory = 30.0
  /// Seconds a run must have been observed before its rate counts as usual.
  private static let warmUp = 5.0

  private var usualRate = 0.0
  private var observed = 0.0
  private var last: Double?
  /// Migrations seen, with the time.
  private var migrations: [(seconds: Double, total: UInt64)] = []
  /// When the migration that is running began; nil at rest.
  private(set) var migrationBegan: Double?
  /// Migrations finished within the last minute.
  private(set) var recentMigrations: UInt64 = 0

  /// Takes the next reading.
  mutating func observe(_ reading: Guardrails.Reading) {
    let passed = max(0, reading.seconds - (last ?? reading.seconds))
    last = reading.seconds
    if !reading.isIdle, reading.rate > 0 {
      observed += passed
      let share = usualRate == 0 ? 1 : 1 - exp(-passed / Self.memory)
      usualRate += share * (reading.rate - usualRate)
    }
    if reading.map.migratingTo == nil {
      migrationBegan = nil
    } else if migrationBegan == nil {
      migrationBegan = reading.seconds
    }
    let total = reading.map.migrations
    if migrations.last?.total != total || migrations.isEmpty { migrations.append((reading.seconds, total)) }
    // The newest entry that is older than a minute is what the total was a minute ago.
    while migrations.count > 1, migrations[1].seconds <= reading.seconds - 60 { migrations.removeFirst() }
    // Before the first reading nothing is recent.
    recentMigrations = total &- migrations[0].total
  }

  /// The share by which the rate lies below the usual one; nil while that is not known, 0 for a run at rest.
  func drop(of reading: Guardrails.Reading) -> Double? {
    if reading.isIdle { return 0 }
    guard observed >= Self.warmUp, usualRate > 0 else { return nil }
    return max(0, 1 - reading.rate / usualRate)
  }
}
