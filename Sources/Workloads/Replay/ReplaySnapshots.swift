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
  /// What signs them; nil for no signature.
  package var key: SnapshotSecretKey?
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

  /// The map of the snapshot at `path`, which `key` must have signed where one is given. What `change` makes of the recorded configuration is what the map has.
  package init(
    path: String, signedBy key: SnapshotPublicKey? = nil, change: (inout MapConfiguration) -> Void = { _ in }
  ) throws(SnapshotError) {
    let reader = try SnapshotReader(path: path, signedBy: key)
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
  /// How long it took.
  package let nanoseconds: UInt64
}

/// A snapshot under way, and what it is for.
struct SnapshotInHand {
  let running: RunningSnapshot
  let path: String
  /// Operations the map had seen.
  let operations: UInt64
  let began: UInt64
  /// The row of the batch in hand up to which everything has been admitted.
  var admitted = 0
}

/// A snapshot that was asked for in the midst of a reseed, while keys lie under two seeds: it begins when that has ended.
struct SnapshotInWaiting {
  let path: String
  /// Reseeds that had ended by then. One that follows at once is not waited for.
  let reseeds: Int
  /// Operations applied when it was looked at last.
  var seen: UInt64
}

extension ReplayedMap {
  /// Entries that a reseed moves at a time while no operations come and a snapshot waits for it: a segment, as a rule.
  private static var idleBudget: Int { 1024 }
  /// How long a source must have had nothing until that counts.
  private static var stallPatience: UInt64 { 1_000_000_000 }

  /// Writes everything the map holds at this operation while the run stands still. Throws what the writer throws; the
  /// file is then as it was.
  func writeSnapshot(to path: String) throws(SnapshotError) -> WrittenSnapshot {
    let began = MonotonicClock.nanoseconds()
    let head = snapshotHead()
    let digest = try map.writeSnapshot(to: path, head: head, key: settings.snapshots.key)
    return WrittenSnapshot(
      path: path, operations: head.operations ?? 0, entries: map.count, digest: digest,
      nanoseconds: MonotonicClock.nanoseconds() &- began)
  }

  private func snapshotHead() -> SnapshotHead {
    let plan = settings.snapshots
    let stamp = plan.stamps ? WallClock.iso8601(WallClock.nanoseconds(), fractionDigits: 0) : nil
    var head = SnapshotHead(
      of: map, configuration, compression: plan.compression, creator: plan.creator, stamp: stamp)
    head.operations = operationsBefore &+ applier.counts.total
    return head
  }

  /// Whether a snapshot is under way, or waits for a reseed.
  var isSnapshotting: Bool { taking != nil || waiting != nil }

  /// Answers a command for a snapshot: it tells of this operation, and is written while the run goes on; in the midst of a
  /// reseed it tells of the operation that ends it. One already under way is completed first.
  func snapshot(to path: String) -> (status: Receipt.Status, detail: String) {
    finishSnapshot()
    if map.isReseeding, let fault = Self.fault(of: path) { return (.refused, fault) }
    if wait(toWrite: path) { return (.applied, "to be written when the reseed in hand has ended") }
    return begin(path) ?? (.applied, "\(Figures.counted(map.count, "entry", "entries")) to be written")
  }

  /// Begins the snapshot that is due, unless one is under way; its receipt comes with its end.
  func beginDueSnapshot() {
    guard !isSnapshotting, let path = settings.snapshots.path else { return }
    nextSnapshot = .max
    if !wait(toWrite: path) { beginOrAnswer(path) }
  }

  /// Puts a snapshot off until the reseed in hand has ended; false where there is none.
  private func wait(toWrite path: String) -> Bool {
    guard map.isReseeding else { return false }
    waiting = SnapshotInWaiting(
      path: path, reseeds: map.ledger.total(.reseedEnded).events, seen: applier.counts.total)
    return true
  }

  /// Begins the snapshot that waits once the reseed has ended. That goes on with operations, and while none come, here: by a
  /// segment at a time.
  func beginWaitingSnapshot() {
    guard let asked = waiting else { return }
    let total = applier.counts.total
    if asked.seen == total, isIdle(after: Self.stallPatience) {
      map.performIdleWork(budget: Self.idleBudget)
    }
    waiting?.seen = total
    guard !map.isReseeding || map.ledger.total(.reseedEnded).events > asked.reseeds else { return }
    waiting = nil
    beginOrAnswer(asked.path)
  }

  private func beginOrAnswer(_ path: String) {
    guard let answer = begin(path) else { return }
    self.answer(Self.command(path), answer)
    scheduleSnapshot()
  }

  /// Nil once it is under way; else it has been written standing still, or cannot be, which the answer tells.
  private func begin(_ path: String) -> (status: Receipt.Status, detail: String)? {
    do throws(SnapshotError) {
      let began = MonotonicClock.nanoseconds()
      let running = try RunningSnapshot(
        of: map, to: path, key: settings.snapshots.key, head: { snapshotHead() })
      if let running {
        taking = SnapshotInHand(
          running: running, path: path, operations: operationsBefore &+ applier.counts.total, began: began)
        return nil
      }
      // A flat map, as a rule: its owner accepts that it stands still now and then.
      let written = try writeSnapshot(to: path)
      let time = Figures.duration(nanoseconds: Double(written.nanoseconds))
      return (.applied, "\(Figures.counted(written.entries, "entry", "entries")) written in \(time)")
    } catch {
      return (.refused, error.description)
    }
  }

  /// Why no file can be written there; asked at once where it is written later, since whoever commands it reads the answer.
  private static func fault(of path: String) -> String? {
    // Opening a device or a pipe can be noticed at its other end.
    if Folder.facts(path)?.kind == .other { return nil }
    do throws(SnapshotError) {
      try SnapshotError.wrapping { () throws(SystemError) in _ = try AtomicFileWriter(path: path) }
      return nil
    } catch {
      return error.description
    }
  }

  private static func command(_ path: String) -> String { "snapshot:\(path)" }

  /// Moves the snapshot under way on, and notes its end.
  func proceedSnapshot(at now: UInt64) {
    guard let taking else { return }
    taking.running.proceed(at: now)
    if taking.running.result != nil { finishSnapshot() }
  }

  /// The row up to which rows `row ..< end` may be applied while a snapshot is under way; `row` itself once that has been
  /// waited for a while.
  @inline(__always)
  func admitted(_ batch: OperationBatch, _ row: Int, _ end: Int) -> Int {
    guard let taking else { return end }
    // Sampled operations are ranges of their own: what has been looked at need not be again.
    if row < taking.admitted { return min(end, taking.admitted) }
    let stop = taking.running.admit(batch.columns, from: row, to: end)
    self.taking?.admitted = stop
    if stop == row { taking.running.waitForRoom() }
    return stop
  }

  /// Completes the snapshot under way, if there is one, and files its receipt; so does one that waits, standing still.
  func finishSnapshot() {
    if let asked = waiting.take() { beginOrAnswer(asked.path) }
    guard let taken = taking.take() else { return }
    do throws(SnapshotError) {
      _ = try taken.running.finish()
      let time = Figures.duration(nanoseconds: Double(MonotonicClock.nanoseconds() &- taken.began))
      let pause = Figures.duration(nanoseconds: Double(taken.running.longestPause))
      let entries = Figures.counted(taken.running.entries, "entry", "entries")
      answer(
        Self.command(taken.path),
        (
          .applied,
          "\(entries) of operation \(taken.operations) written in \(time), longest pause \(pause)"
        ))
    } catch {
      answer(Self.command(taken.path), (.refused, error.description))
    }
    scheduleSnapshot()
  }

  /// What the writing took does not count: there is always time to work between two snapshots.
  private func scheduleSnapshot() {
    nextSnapshot = settings.snapshots.intervalNanoseconds.map { MonotonicClock.nanoseconds() &+ $0 } ?? .max
  }
}
