/// What is left of a store: the changes that hold, over the blocks of the snapshot that hold.
struct StoreSalvage {
  /// What was found so far; blocks and entries are known after a walk.
  private(set) var survey: StoreSurvey
  private let snapshot: SnapshotRemains?
  private let changes: StoreChanges

  /// Reads the logs' changes and all of the snapshot but its blocks. Throws `io`, `unsupported`, `ancestor`, `map`.
  init(_ files: StoreFiles) throws(SnapshotError) {
    let remains = try StoreRemains(files)
    let chain = remains.chain
    survey = StoreSurvey(remains, chain.lost)
    snapshot = try Self.snapshot(remains, &survey)
    changes = try StoreChanges(seed: snapshot?.head.seed)
    var last = remains.base ?? 0
    for (log, place) in chain.used {
      let record = try remains.logs[log].record(place)
      // The snapshot may be of a moment within a record.
      for (index, change) in record.changes.enumerated() where record.sequence + UInt64(index) > last {
        try changes.apply(change)
      }
      last = place.last
      survey.count(record)
    }
  }

  private static func snapshot(
    _ remains: StoreRemains, _ survey: inout StoreSurvey
  ) throws(SnapshotError) -> SnapshotRemains? {
    guard let number = remains.base else { return nil }
    let path = remains.files.snapshot(number)
    do throws(SnapshotError) { return try SnapshotRemains(path: path) } catch {
      switch error {
      case .damaged(_, let damage): survey.add(path, damage)
      case .foreign(_, let what):
        survey.add(path, SnapshotDamage(part: .header, offset: 0, reason: "it is no snapshot: \(what)"))
      default: throw error
      }
      return nil
    }
  }

  /// The head of a snapshot of what is left.
  func head(creator: String, sequence: UInt64) -> SnapshotHead {
    var head = snapshot?.head ?? SnapshotHead(seed: changes.seed)
    head.fields["creator"] = creator
    head.fields["sequence"] = "\(sequence)"
    head.fields[SnapshotHead.repairedField] = "true"
    return head
  }

  /// Calls `visit` with every entry in the order of the head's seed; gives back all that was found. Throws `io` and what
  /// `visit` throws. O(store).
  func walk(_ visit: SnapshotSurvey.Visit) throws(SnapshotError) -> StoreSurvey {
    var found = survey
    var merge = changes.merge()
    func count(
      _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(SnapshotError) -> Bool {
      found.countEntry()
      try visit(key, value)
      return true
    }
    if let snapshot {
      let blocks = try SnapshotSurvey.walk(snapshot) { content throws(SnapshotError) in
        try content.visitEntries { key, value throws(SnapshotError) in
          _ = try merge.take(key, value, count)
        }
      }
      found.add(
        snapshot.file.path, blocks, isOfRepair: snapshot.head.fields[SnapshotHead.repairedField] != nil)
    }
    try merge.finish(count)
    return found
  }
}
