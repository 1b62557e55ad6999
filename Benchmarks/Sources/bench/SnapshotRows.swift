import CPeers
import Foundation
import HashMaps
import Snapshots

/// What a core writes, reads and verifies of a snapshot, without compression, in processor time: of a disk it is another
/// matter.
struct SnapshotRows {
  /// Entries with words as their first eight bytes, and how long they are.
  struct Shape {
    let layout: Layout
    let keyBytes: Int
    let valueBytes: Int
    var name: String { "\(layout.name) \(keyBytes)+\(valueBytes)" }
  }

  let entries: Int
  let repetitions: Int
  let seed: UInt64

  static let shapes = [
    Shape(layout: .grouped, keyBytes: 8, valueBytes: 8),
    Shape(layout: .grouped, keyBytes: 12, valueBytes: 15),
    Shape(layout: .grouped, keyBytes: 16, valueBytes: 100),
    Shape(layout: .compact, keyBytes: 8, valueBytes: 8),
  ]

  private enum Work: String, CaseIterable {
    case write, read, verify
    /// Load into a map; without a goal of its own.
    case load

    /// Bytes a second it should reach.
    var goal: Double? {
      switch self {
      case .write, .read: 1e9
      case .verify: 2e9
      case .load: nil
      }
    }
  }

  func rows() throws -> [Row] {
    print("snapshots of \(entries) entries, GB of file a second and core")
    let all = try Self.shapes.flatMap(rows)
    print("")
    return all
  }

  private func rows(_ shape: Shape) throws -> [Row] {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "adhash-bench-\(getpid()).snap"
    )
    .path
    var configuration = MapConfiguration.fixed(shape.layout)
    configuration.seed = seed
    let map = try filled(shape, configuration)
    let head = SnapshotHead(of: map, configuration, creator: "bench")
    let digest = try map.writeSnapshot(to: path, head: head)
    defer { unlink(path) }
    let bytes = try Double(FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 ?? 0)
    var times: [Work: [Double]] = [:]
    for _ in 0..<repetitions {
      for work in Work.allCases {
        let start = bench_thread_cpu()
        try perform(work, map, head, digest, path)
        times[work, default: []].append(Double(bench_thread_cpu() &- start))
      }
    }
    let found = Work.allCases.map { ($0, median(times[$0] ?? [])) }
    print(
      "  \(shape.name) bytes, a file of \(Int(bytes / 1e6)) MB: "
        + found.map { "\($0.0.rawValue) \(Report.format(bytes / $0.1))" }.joined(separator: ", "))
    return found.map { row($0.0, shape, nanoseconds: $0.1, bytes: bytes) }
  }

  private func row(_ work: Work, _ shape: Shape, nanoseconds: Double, bytes: Double) -> Row {
    let perEntry = nanoseconds / Double(entries)
    let name = "snapshot-\(work.rawValue) \(shape.name)@\(entries)"
    guard let goal = work.goal else {
      return Row(
        Cell(
          map: shape.layout.name, key: shape.name, entries: entries, operation: "snapshot-load",
          nanoseconds: perEntry,
          bytesPerEntry: nil))
    }
    return Row(
      row: name, map: shape.layout.name, key: "bytes", n: entries, op: "\(work.rawValue) an entry",
      ns: perEntry,
      peer: "\(Report.format(goal / 1e9)) GB/s", ratio: goal * nanoseconds / 1e9 / bytes, goal: 1)
  }

  /// Does it once and looks at what came of it.
  private func perform(
    _ work: Work, _ map: ByteMap, _ head: SnapshotHead, _ digest: [UInt8], _ path: String
  ) throws {
    let isRight: Bool
    switch work {
    case .write: isRight = try map.writeSnapshot(to: "/dev/null", head: head) == digest
    case .read:
      var (count, sum) = (0, 0)
      try SnapshotReader(path: path).readAll { key, value in
        count += 1
        sum &+= key.count &+ value.count
      }
      isRight = count == entries && sum > count
    case .verify:
      let survey = try SnapshotSurvey(path: path)
      isRight = survey.isSound && survey.entries == UInt64(entries)
    case .load: isRight = try SnapshotReader(path: path).load().count == entries
    }
    guard isRight else { throw BenchmarkFailure("snapshot-\(work.rawValue): the result is wrong") }
  }

  private func filled(_ shape: Shape, _ configuration: MapConfiguration) throws -> ByteMap {
    let map = try ByteMap(configuration)
    var key = [UInt8](repeating: 0x6B, count: shape.keyBytes)
    var value = [UInt8](repeating: 0x76, count: shape.valueBytes)
    for index in 0..<entries {
      let word = mixed(UInt64(index))
      key.withUnsafeMutableBytes { $0.storeBytes(of: word, as: UInt64.self) }
      value.withUnsafeMutableBytes { $0.storeBytes(of: ~word, as: UInt64.self) }
      _ = try map.put(key, value)
    }
    return map
  }
}
