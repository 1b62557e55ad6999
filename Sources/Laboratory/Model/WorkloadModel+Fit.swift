import Base
import HashMaps
import Workloads

/// Fitting a model: two passes over the workload, since a key's group is known at the end only.
extension WorkloadModel {
  /// Reads a workload twice.
  ///
  /// - Parameters:
  ///   - path: a file; standard input cannot be read again.
  ///   - mostKeys: a workload with more different keys is refused. Every key takes about 100 bytes.
  package init(
    path: String, limits: CSVLimits, traces: TraceOptions = TraceOptions(), mostKeys: Int,
    interruption: () -> Int32? = { nil }
  ) throws(LaboratoryError) {
    if path == "-" {
      throw .workload(
        .badInput(
          "Standard input cannot be read twice, as a model needs it", file: path,
          hint: "Write the workload into a file first"))
    }
    var count = KeyCountPass(limit: min(mostKeys, Self.mostKeys))
    try Self.read(path, limits, traces, interruption) { batch throws(WorkloadError) in
      count.add(batch)
      if count.isOverfull {
        throw .badInput(
          "There are more than \(count.limit) different keys, too many for a model", file: path,
          hint: "Raise --max-tracked-keys, at most to \(Self.mostKeys)")
      }
      if count.rows > Self.mostRows {
        throw .badInput("There are more than \(Self.mostRows) operations, too many for a model", file: path)
      }
    }
    guard count.rows > 0 else { throw .emptyWorkload(path: path) }
    var course = CoursePass(count)
    try Self.read(path, limits, traces, interruption) { batch throws(WorkloadError) in course.add(batch) }
    guard course.row == count.rows, course.missed == 0 else {
      throw .workload(.badInput("The workload changed while it was read", file: path))
    }
    var uses: [Int: Int] = [:]
    for one in count.uses { uses[Int(one), default: 0] += 1 }
    rows = count.rows
    keyCounts = uses.sorted { $0.key > $1.key }.map { KeyCount(uses: $0.key, keys: $0.value) }
    windows = course.windows
    keyLengths = Self.shares(count.lengths)
    valueSizes = Self.shares(count.sizes)
  }

  private static func shares(_ counts: [Int: Int]) -> [Share] {
    counts.sorted { $0.key < $1.key }.map { Share(value: ReuseDistances.least(in: $0.key), count: $0.value) }
  }

  private static func read(
    _ path: String, _ limits: CSVLimits, _ traces: TraceOptions, _ interruption: () -> Int32?,
    _ body: (OperationBatch) throws(WorkloadError) -> Void
  ) throws(LaboratoryError) {
    var signal: Int32?
    do throws(WorkloadError) {
      let source = try CSVOperationSource(path: path, limits: limits, traces: traces)
      defer { source.close() }
      let batch = OperationBatch()
      while signal == nil, try source.next(into: batch) {
        try body(batch)
        signal = interruption()
      }
    } catch {
      throw .workload(error)
    }
    if let signal { throw .replay(arm: path, .interrupted(signal: signal)) }
  }
}

/// The first pass: keys as numbers in the order of their first use, and how often each is used.
struct KeyCountPass {
  let limit: Int
  private(set) var rows = 0
  private(set) var numbers: [UInt64: Int32] = [:]
  private(set) var uses: [Int32] = []
  private(set) var lengths: [Int: Int] = [:]
  private(set) var sizes: [Int: Int] = [:]

  init(limit: Int) { self.limit = limit }

  var isOverfull: Bool { uses.count > limit }

  mutating func add(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      rows += 1
      let key = batch.key(at: index)
      if batch.kind(at: index) == .put {
        sizes[ReuseDistances.place(batch.value(at: index).count), default: 0] += 1
      }
      let hash = Self.hash(key)
      if let number = numbers[hash] {
        uses[Int(number)] += 1
      } else {
        numbers[hash] = Int32(uses.count)
        uses.append(1)
        lengths[ReuseDistances.place(key.count), default: 0] += 1
      }
    }
  }

  static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
    SipHash.hash(key, k0: 0x6164_6861_7368, k1: 0x6D6F_6465_6C)
  }
}

/// The second pass: when the keys of each group are used, and how far apart.
struct CoursePass {
  private let count: KeyCountPass
  private(set) var row = 0
  /// Operations on keys that the first pass did not see.
  private(set) var missed = 0
  private var course: [WorkloadModel.Window]
  /// Uses by window, group and class, and the sum of their gaps.
  private var distances: [[Int: (count: Int, gaps: Int)]]
  private let places: Int
  /// Uses of each key that are to come.
  private var left: [Int32]
  /// The operation, from 0, of each key's last use.
  private var lastRow: [Int]
  private var order: RecencyOrder

  init(_ count: KeyCountPass) {
    self.count = count
    let groups = 1 + WorkloadModel.group(uses: Int(count.uses.max() ?? 1))
    let length = max(1, min(WorkloadModel.mostWindows, count.rows / 64))
    let none = [Int](repeating: 0, count: groups)
    course = (0..<length).map { _ in WorkloadModel.Window(first: none, again: none, distances: []) }
    places = WorkloadModel.place(max(count.uses.count, 1)) + 1
    distances = [[Int: (count: Int, gaps: Int)]](repeating: [:], count: length)
    left = count.uses
    lastRow = [Int](repeating: 0, count: count.uses.count)
    order = RecencyOrder(keys: count.uses.count)
  }

  mutating func add(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      let window = min(row * course.count / count.rows, course.count - 1)
      row += 1
      guard let key = count.numbers[KeyCountPass.hash(batch.key(at: index))] else {
        missed += 1
        continue
      }
      let group = WorkloadModel.group(uses: Int(left[Int(key)]))
      left[Int(key)] -= 1
      let kind = Int(batch.kind(at: index).rawValue)
      if order.isFull { order.compact() }
      if let distance = order.use(Int(key)) {
        let place = WorkloadModel.place(distance)
        let before = lastRow[Int(key)]
        let earlier = min(before * course.count / count.rows, course.count - 1)
        let (uses, gaps) = distances[earlier][group * places + place] ?? (0, 0)
        distances[earlier][group * places + place] = (uses + 1, gaps + row - 1 - before)
        course[window].again[group] += 1
        course[window].againKinds[kind] += 1
      } else {
        course[window].first[group] += 1
        course[window].firstKinds[kind] += 1
      }
      lastRow[Int(key)] = row - 1
    }
  }

  /// What was found; classes without uses are left out.
  var windows: [WorkloadModel.Window] {
    zip(course, distances).map { window, counts in
      var window = window
      window.distances = [[WorkloadModel.Reuse]](repeating: [], count: window.first.count)
      for (index, uses) in counts.sorted(by: { $0.key < $1.key }) {
        window.distances[index / places].append(
          WorkloadModel.Reuse(place: index % places, count: uses.count, gap: uses.gaps / uses.count))
      }
      return window
    }
  }
}
