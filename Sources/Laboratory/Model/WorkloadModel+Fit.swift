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
    distances = course.reuses
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
  private(set) var windows: [WorkloadModel.Window]
  private var distances: [[Int]]
  private var exposures: [[Double]]
  private var looks = 0
  private var left: [Int32]
  private var order: RecencyOrder
  private let lookEvery: Int

  init(_ count: KeyCountPass) {
    self.count = count
    let groups = 1 + WorkloadModel.group(uses: Int(count.uses.max() ?? 1))
    let length = max(1, min(WorkloadModel.mostWindows, count.rows / 64))
    let none = [Int](repeating: 0, count: groups)
    windows = (0..<length).map { _ in WorkloadModel.Window(first: none, again: none) }
    let places = WorkloadModel.place(max(count.uses.count, 1)) + 1
    distances = (0..<groups).map { _ in [Int](repeating: 0, count: places) }
    exposures = (0..<groups).map { _ in [Double](repeating: 0, count: places) }
    left = count.uses
    order = RecencyOrder(keys: count.uses.count)
    lookEvery = max(1, count.rows / max(16, min(512, 200_000_000 / count.uses.count)))
  }

  mutating func add(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      let window = min(row * windows.count / count.rows, windows.count - 1)
      if row % lookEvery == lookEvery / 2 { look() }
      row += 1
      guard let key = count.numbers[KeyCountPass.hash(batch.key(at: index))] else {
        missed += 1
        continue
      }
      let group = WorkloadModel.group(uses: Int(count.uses[Int(key)]))
      let kind = Int(batch.kind(at: index).rawValue)
      if order.isFull { order.compact() }
      left[Int(key)] -= 1
      if let distance = order.use(Int(key)) {
        distances[group][WorkloadModel.place(distance)] += 1
        windows[window].again[group] += 1
        windows[window].againKinds[kind] += 1
      } else {
        windows[window].first[group] += 1
        windows[window].firstKinds[kind] += 1
      }
    }
  }

  /// Adds up at which distances the keys lie now that have uses to come.
  private mutating func look() {
    looks += 1
    let share = 1 / Double(max(count.rows - row, 1))
    for (distance, key) in order.keys.enumerated() where left[Int(key)] > 0 {
      let group = WorkloadModel.group(uses: Int(count.uses[Int(key)]))
      exposures[group][WorkloadModel.place(distance)] += Double(left[Int(key)]) * share
    }
  }

  /// What was found, by group; classes without uses are left out.
  var reuses: [[WorkloadModel.Reuse]] {
    zip(distances, exposures).map { counts, shares in
      counts.indices.filter { counts[$0] > 0 }.map { place in
        let mean = shares[place] / Double(max(looks, 1))
        return WorkloadModel.Reuse(place: place, count: counts[place], exposure: Int(1e9 * min(mean, 1)))
      }
    }
  }
}
