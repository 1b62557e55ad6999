/// The course of a workload: its mix and its keys in up to 64 windows of equal length, which double as it goes on.
package struct WorkloadWindows: Sendable {
  /// One stretch of operations.
  package struct Window: Sendable {
    /// Operations by kind: puts, gets, deletes.
    package fileprivate(set) var kinds = [0, 0, 0]
    /// The smallest hashes of its keys: a sketch of which keys it used.
    fileprivate var smallest: [UInt64] = []

    /// All operations.
    package var operations: Int { kinds.reduce(0, +) }

    /// Different keys: exact below the size of the sketch (256), then estimated (the k smallest values: Bar-Yossef and
    /// others, 2002; Beyer and others, 2007).
    package var keys: Double {
      guard smallest.count == WorkloadWindows.sketch, let largest = smallest.last else {
        return Double(smallest.count)
      }
      return Double(smallest.count - 1) / (Double(largest) / 18_446_744_073_709_551_616)
    }

    /// Half the width of the interval of 95 % of ``keys``: the relative standard error is 1/√(k − 2).
    package var keysError: Double {
      smallest.count < WorkloadWindows.sketch
        ? 0 : 1.96 * keys / Double(WorkloadWindows.sketch - 2).squareRoot()
    }

    /// The share of both windows' keys that they have in common (Jaccard), estimated from the sketches (Broder, 1997).
    package func overlap(_ other: Window) -> Double {
      let union = Set(smallest).union(other.smallest).sorted().prefix(WorkloadWindows.sketch)
      guard !union.isEmpty else { return 1 }
      let (mine, theirs) = (Set(smallest), Set(other.smallest))
      return Double(union.count { mine.contains($0) && theirs.contains($0) }) / Double(union.count)
    }

    /// Half the width of the interval of 95 % of ``overlap(_:)`` (Wilson's, which is no point where none or all are
    /// shared); 0 where the sketches hold all keys.
    package func overlapError(_ other: Window) -> Double {
      let compared = Double(WorkloadWindows.sketch)
      guard Double(Set(smallest).union(other.smallest).count) >= compared else { return 0 }
      let share = overlap(other)
      let square = 1.96 * 1.96
      let half = 1.96 * (share * (1 - share) / compared + square / (4 * compared * compared)).squareRoot()
      return (half + abs(0.5 - share) * square / compared) / (1 + square / compared)
    }

    /// How different the mixes are: half the sum of the differences of shares, from 0 to 1.
    package func mixDistance(_ other: Window) -> Double {
      let (all, others) = (Double(max(operations, 1)), Double(max(other.operations, 1)))
      return zip(kinds, other.kinds).reduce(0) { $0 + abs(Double($1.0) / all - Double($1.1) / others) } / 2
    }

    fileprivate mutating func see(_ hash: UInt64) {
      if smallest.count == WorkloadWindows.sketch, let last = smallest.last, hash >= last { return }
      var (low, high) = (0, smallest.count)
      while low < high {
        let middle = (low + high) / 2
        if smallest[middle] < hash { low = middle + 1 } else { high = middle }
      }
      if low < smallest.count, smallest[low] == hash { return }
      smallest.insert(hash, at: low)
      if smallest.count > WorkloadWindows.sketch { smallest.removeLast() }
    }

    fileprivate mutating func join(_ other: Window) {
      for index in kinds.indices { kinds[index] += other.kinds[index] }
      for hash in other.smallest { see(hash) }
    }
  }

  static let sketch = 256
  private static let most = 64

  /// Operations a window has; the last may have fewer.
  package private(set) var length = 64
  /// In order.
  package private(set) var windows: [Window] = []

  mutating func add(kind: Int, hash: UInt64) {
    if windows.last.map({ $0.operations >= length }) ?? true {
      if windows.count == Self.most { halve() }
      windows.append(Window())
    }
    windows[windows.count - 1].kinds[kind] += 1
    windows[windows.count - 1].see(hash)
  }

  private mutating func halve() {
    for index in 0..<Self.most / 2 {
      windows[index] = windows[2 * index]
      windows[index].join(windows[2 * index + 1])
    }
    windows.removeLast(Self.most / 2)
    length *= 2
  }

  /// Windows that begin another phase: the mix differs from the one before by more than 0.1, or fewer than half as many
  /// keys are shared as usual; in either case by more than chance explains in windows of that length.
  package var changes: [Int] {
    let whole = windows.filter { $0.operations == length }
    guard whole.count > 2 else { return [] }
    let overlaps = (1..<whole.count).map { whole[$0].overlap(whole[$0 - 1]) }
    let usual = overlaps.sorted()[overlaps.count / 2]
    let mixBound = max(0.1, 3 / Double(length).squareRoot())
    return (1..<whole.count).filter { index in
      let compared = Double(min(Self.sketch, whole[index].smallest.count))
      let chance = 4 * (usual * (1 - usual) / compared).squareRoot()
      return whole[index].mixDistance(whole[index - 1]) > mixBound
        || usual - overlaps[index - 1] > max(usual / 2, chance)
    }
  }
}
