import Base

/// Finding a draw whose distances are those of the model.
extension Regeneration {
  /// Which key is used before its time where none has come far enough: there are workloads for each.
  enum Haste: CaseIterable {
    /// The one that is due first.
    case ofAll
    /// The one that is due first in the group that comes next by the course.
    case ofGroup
    /// One at a distance that is still to come about.
    case owed
    /// No key has a time: see ``chooseAtDepth()``.
    case atDepth
  }

  /// A draw from the model: where chance begins, and by what the numbers of distances of each class are multiplied that
  /// keys are given, so that those come about which the model has.
  struct Draw {
    var seed: UInt64
    var haste = Haste.ofAll
    var factors = [Double](repeating: 1, count: WorkloadModel.mostPlaces)
  }

  /// A draw is good when no miss ratio is off by more than this share of what may be.
  private static let goodEnough = 0.3
  private static let mostTries = 24
  /// Operations that all tries together may take, the first of each kind aside.
  private static let mostOperations = 4_000_000

  /// The best of several draws, and how far its miss ratios are off; nil when `proceeds`, called now and then, gives
  /// false.
  static func closest(
    _ model: WorkloadModel, seed: UInt64, tolerance: Double, proceeds: () -> Bool
  ) -> (draw: Draw, error: Double)? {
    var best: (draw: Draw, error: Double)?
    var draws = Haste.allCases.map { Draw(seed: seed, haste: $0) }
    let tries = max(draws.count, min(mostTries, mostOperations / model.rows))
    for attempt in 0..<tries {
      let place = attempt % draws.count
      var run = Regeneration(model, draws[place])
      let wanted = run.owed
      var count = 0
      while run.next() != nil {
        count += 1
        if count % 65_536 == 0, !proceeds() { return nil }
      }
      let error = run.missRatioError
      if best.map({ error < $0.error }) ?? true { best = (draws[place], error) }
      if error <= goodEnough * tolerance { break }
      // What came too seldom is given more often. A thousandth of the operations is chance.
      let chance = 1 + Double(model.rows) / 1000
      for index in wanted.indices {
        let came = Double(wanted[index] - run.owed[index])
        let factor = (Double(wanted[index]) + chance) / (came + chance)
        draws[place].factors[index] = min(max(draws[place].factors[index] * factor, 1e-3), 1e3)
      }
      _ = SeededRandom.splitmix(&draws[place].seed)
    }
    return best
  }
}

extension SeededRandom {
  /// Brings elements into an order drawn by chance, the same for a seed in every release (the standard library's shuffle
  /// may change).
  mutating func reorder<T>(_ elements: inout [T]) {
    guard elements.count > 1 else { return }
    for last in (1..<elements.count).reversed() {
      elements.swapAt(last, Int(below(UInt64(last + 1))))
    }
  }
}
