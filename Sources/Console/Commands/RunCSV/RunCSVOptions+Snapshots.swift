import Documents
import HashMaps
import Snapshots
import Workloads

/// What a `run-csv` command line says about snapshots.
struct RunCSVSnapshots: Sendable {
  /// The snapshot the run begins with.
  let infile: String?
  /// The snapshot at the end of the run.
  let outfile: String?
  let compression: SnapshotCompression
  /// Seconds between two snapshots into `outfile`; nil for none.
  let interval: Double?
  let stamps: Bool
  /// What signs every snapshot written.
  let secretKey: SnapshotSecretKey?
  /// What must have signed `infile`.
  let publicKey: SnapshotPublicKey?
  /// Operations of the workload to pass over; nil for those the snapshot has seen.
  let skipped: UInt64?
  /// Whether the command line sets up the map, so that the recorded configuration does not count.
  let setsUpMap: Bool
  /// Whether it names the hash or its seed.
  let setsSeed: Bool

  init(_ arguments: Arguments, hasCommands: Bool) throws(Failure) {
    typealias Flags = RunCSVFlags
    infile = arguments[Flags.snapshotIn]
    outfile = arguments[Flags.snapshotOut]
    compression = arguments[SnapshotFlags.compress] ?? .none
    interval = arguments[Flags.snapshotInterval]
    stamps = arguments[SnapshotFlags.stamp]
    skipped = arguments[Flags.skipOps]
    secretKey = try SnapshotFlags.secretKey(arguments)
    publicKey = try SnapshotFlags.publicKey(arguments)
    let keys = arguments.overrides.map(\.key)
    setsUpMap = keys.contains { $0.hasPrefix("map.") || $0.hasPrefix("adaptive.") }
    setsSeed = keys.contains { $0 == MapKeys.seed.name || $0 == MapKeys.hash.name }
    if skipped == nil, infile == nil {
      throw .badInput(
        "--skip-ops recorded needs --snapshot-in FILE",
        hint: "the snapshot tells how many operations it has seen")
    }
    if publicKey != nil, infile == nil {
      throw .badInput(
        "--verify-key has no effect without a snapshot to read", hint: "give --snapshot-in FILE, too")
    }
    if outfile == nil {
      if interval != nil {
        throw .badInput(
          "--snapshot-interval needs --snapshot-out FILE", hint: "that file is replaced every time")
      }
      for flag in [SnapshotFlags.compress.spec, SnapshotFlags.stamp.spec, SnapshotFlags.sign.spec]
      where arguments.names(flag) && !hasCommands {
        throw .badInput(
          "\(flag.spelling) has no effect without a snapshot to write", hint: "give --snapshot-out FILE, too")
      }
    }
  }
}

extension RunCSVOptions {
  /// The map of `--snapshot-in`: as it was recorded, or as the command line sets it up. Nil without that flag.
  func resumedMap() throws(Failure) -> ResumedMap? {
    guard let path = snapshots.infile else { return nil }
    return try Failure.wrapping { () throws(SnapshotError) in
      try ResumedMap(path: path, signedBy: snapshots.publicKey) { recorded in
        guard snapshots.setsUpMap else { return }
        let seed = recorded.recordedSeed
        recorded = configuration
        if !snapshots.setsSeed { recorded.recordedSeed = seed }
      }
    }
  }

  /// The options of a run that goes on with `map`.
  func adopting(_ map: ResumedMap) -> RunCSVOptions {
    var options = self
    options.configuration = map.configuration
    options.mode =
      map.configuration.isAdaptive ? .adaptive : MapMode(named: map.configuration.layout.name) ?? mode
    return options
  }

  /// What the replay is told about snapshots.
  func snapshotSettings(_ program: Program) -> SnapshotSettings {
    var settings = SnapshotSettings()
    settings.creator = program.creator
    settings.compression = snapshots.compression
    settings.stamps = snapshots.stamps
    settings.key = snapshots.secretKey
    settings.path = snapshots.outfile
    settings.intervalNanoseconds = snapshots.interval.map { UInt64(max(1, min($0 * 1e9, 9e18))) }
    return settings
  }
}
