/// What can be made out of a store that may be damaged: the records of its logs, and the snapshot they are laid over.
struct StoreRemains {
  let files: StoreFiles
  let logs: [StoreLogSurvey]
  /// The snapshot to begin with; nil where there is none, or where the logs tell everything from the first change on.
  let base: UInt64?
  /// Snapshots with something wrong whose content the logs and an older one tell completely.
  let passedOver: [UInt64]
  /// The highest sequence number that anything speaks of.
  let known: UInt64

  /// Looks at everything but the snapshot to begin with. Throws `io`, `unsupported`, `ancestor`.
  init(_ files: StoreFiles) throws(SnapshotError) {
    self.files = files
    var logs: [StoreLogSurvey] = []
    for number in files.logs {
      logs.append(try StoreLogSurvey(path: files.log(number), number: number))
    }
    self.logs = logs
    let numbers = files.snapshots + files.logs + logs.flatMap { $0.places.map(\.last) }
    known = numbers.max() ?? 0
    let chain = Chain(logs, known: known)
    (base, passedOver) = try Self.base(files) { chain.after($0).lost.isEmpty }
  }

  /// The newest snapshot, unless it is damaged and an older state leads to the end without a gap: a crash in the middle of a
  /// compaction leaves one.
  private static func base(
    _ files: StoreFiles, leadsOn: (UInt64) -> Bool
  ) throws(SnapshotError) -> (UInt64?, [UInt64]) {
    guard let newest = files.snapshots.last else { return (nil, []) }
    var older: [UInt64?] = files.snapshots.dropLast().reversed()
    if files.logs.first == 0 { older.append(nil) }
    older = older.filter { leadsOn($0 ?? 0) }
    guard !older.isEmpty, try !isSound(files.snapshot(newest)) else { return (newest, []) }
    for candidate in older {
      guard let number = candidate else { return (nil, [newest]) }
      if try isSound(files.snapshot(number)) { return (number, [newest]) }
    }
    return (newest, [])
  }

  private static func isSound(_ path: String) throws(SnapshotError) -> Bool {
    do throws(SnapshotError) { return try SnapshotSurvey(path: path).isSound } catch {
      switch error {
      case .damaged, .foreign: return false
      default: throw error
      }
    }
  }

  /// The records to apply after the snapshot in the order of their sequence numbers, and the changes nothing tells of.
  var chain: (used: [(log: Int, place: StoreLogSurvey.Place)], lost: [ClosedRange<UInt64>]) {
    Chain(logs, known: known).after(base ?? 0)
  }

  /// Records of all logs in the order of their sequence numbers.
  private struct Chain {
    private var places: [(log: Int, place: StoreLogSurvey.Place)] = []
    private let known: UInt64

    init(_ logs: [StoreLogSurvey], known: UInt64) {
      self.known = known
      for (log, survey) in logs.enumerated() { places += survey.places.map { (log, $0) } }
      places.sort {
        ($0.place.sequence, UInt64($0.log), $0.place.offset)
          < ($1.place.sequence, UInt64($1.log), $1.place.offset)
      }
    }

    /// What follows change `base`: every change once.
    func after(
      _ base: UInt64
    ) -> (used: [(log: Int, place: StoreLogSurvey.Place)], lost: [ClosedRange<UInt64>]) {
      var used: [(log: Int, place: StoreLogSurvey.Place)] = []
      var lost: [ClosedRange<UInt64>] = []
      var last = base
      for candidate in places where candidate.place.last > last {
        if candidate.place.sequence > last + 1 { lost.append(last + 1...candidate.place.sequence - 1) }
        used.append(candidate)
        last = candidate.place.last
      }
      if known > last { lost.append(last + 1...known) }
      return (used, lost)
    }
  }
}
