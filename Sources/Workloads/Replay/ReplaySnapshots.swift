import Base
import HashMaps
import Snapshots

/// The snapshots a replay writes: how, and where to without being told.
package struct SnapshotSettings: Sendable {
  /// The program, for the metadata.
  package var creator = "adhash"
  /// Of every block.
  package var compression = SnapshotCompression.none
  /// Whether the metadata tells the time.
  package var stamps = false
  /// The file written at the end of the run, and at every interval; nil for none.
  package var path: String?
  /// Nanoseconds between two snapshots nobody asked for; nil for none.
  package var intervalNanoseconds: UInt64?

  /// Nothing is written without a command.
  package init() {}
}

/// A map to go on with, as a snapshot had it.
package struct ResumedMap {
  /// The map; its history begins with the run.
  package let map: ByteMap
  /// What it was set up with.
  package let configuration: MapConfiguration
  /// Operations it has seen before.
  package let operations: UInt64

  /// The map of the snapshot at `path`. What `change` makes of the recorded configuration is what the map has.
  package init(
    path: String, change: (inout MapConfiguration) -> Void = { _ in }
  ) throws(SnapshotError) {
    let reader = try SnapshotReader(path: path)
    var configuration = try reader.head.configuration(path: path)
    change(&configuration)
    // A number for the report, and for the places of samples; what places the keys is the whole recorded seed.
    if configuration.seed == nil { configuration.seed = reader.head.seed.words.0 & UInt64(Int64.max) }
    self.configuration = configuration
    operations = try reader.head.operations(path: path) ?? 0
    map = try reader.load(configuration)
  }
}

/// A snapshot that a replay has written.
package struct WrittenSnapshot: Sendable {
  /// The file.
  package let path: String
  /// Operations the map had seen, those of earlier runs included.
  package let operations: UInt64
  /// Entries of the map.
  package let entries: Int
  /// The file's digest.
  package let digest: [UInt8]
  /// How long it took; the replay stood still.
  package let nanoseconds: UInt64
}

extension ReplayedMap {
  /// Writes everything the map holds at this operation. Throws what the writer throws; the file is then as it was.
  func writeSnapshot(to path: String) throws(SnapshotError) -> WrittenSnapshot {
    let began = MonotonicClock.nanoseconds()
    let plan = settings.snapshots
    let stamp = plan.stamps ? WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0) : nil
    var head = SnapshotHead(
      of: map, configuration, compression: plan.compression, creator: plan.creator, stamp: stamp)
    let operations = operationsBefore &+ applier.counts.total
    head.operations = operations
    let digest = try map.writeSnapshot(to: path, head: head)
    return WrittenSnapshot(
      path: path, operations: operations, entries: map.count, digest: digest,
      nanoseconds: MonotonicClock.nanoseconds() &- began)
  }

  /// Answers a command for a snapshot.
  func snapshot(to path: String) -> (status: Receipt.Status, detail: String) {
    do throws(SnapshotError) {
      let written = try writeSnapshot(to: path)
      let time = Figures.duration(nanoseconds: Double(written.nanoseconds))
      return (.applied, "\(Figures.grouped(written.entries)) entries written in \(time)")
    } catch {
      return (.refused, error.description)
    }
  }

  /// The snapshot that is due, through the door of commands.
  func writeDueSnapshot(at now: UInt64) {
    nextSnapshot = now &+ (settings.snapshots.intervalNanoseconds ?? 0)
    guard let path = settings.snapshots.path else { return }
    perform(.snapshot(file: path), "snapshot:\(path)")
    // What the writing took does not count: there is always time to work between two snapshots.
    nextSnapshot = MonotonicClock.nanoseconds() &+ (settings.snapshots.intervalNanoseconds ?? 0)
  }
}
