import Foundation

/// One run of the program, from arguments to files.
struct Session {
  let arguments: Arguments
  /// The root of the repository: two folders above this package's manifest.
  private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private var folder: URL {
    if let out = arguments.out { return URL(fileURLWithPath: out) }
    return root.appendingPathComponent(arguments.isSmoke ? ".build/bench-smoke" : ".build")
  }
  private var result: URL { folder.appendingPathComponent("bench.json") }
  private var baseline: URL { root.appendingPathComponent("Benchmarks/baseline.json") }

  func run() throws -> Int32 {
    switch arguments.verb {
    case "check": return try check()
    case "baseline":
      try render(Check.read(result.path).filter { $0.goal != nil }).write(
        to: baseline, atomically: true, encoding: .utf8)
      return 0
    case "report":
      try PerformancePage(
        rows: Check.read(result.path), meta: folder.appendingPathComponent("bench-meta.json"),
        page: root.appendingPathComponent("docs/performance.md")
      ).write()
      return 0
    default: return try measure()
    }
  }

  private func measure() throws -> Int32 {
    let started = Date()
    let loadBefore = Machine.load
    let absent = Roster.absent
    for peer in absent {
      print("notice: \(peer) was absent when this was compiled; scripts/setup installs it")
    }
    let rows = try Arguments.Group.allCases.filter(arguments.groups.contains).flatMap(rows)
    print(Report.goals(rows))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try render(rows).write(to: result, atomically: true, encoding: .utf8)
    let machine = Machine(
      seed: arguments.seed, started: started, loadBefore: loadBefore, arguments: CommandLine.arguments)
    let meta = folder.appendingPathComponent("bench-meta.json")
    try machine.json.write(to: meta, atomically: true, encoding: .utf8)
    print("\(rows.count) rows in \(result.path)")
    // A smoke run stands for "everything can be measured": without a peer that is not so.
    return arguments.isSmoke && !absent.isEmpty ? 1 : 0
  }

  /// What one group measures.
  private func rows(_ group: Arguments.Group) throws -> [Row] {
    let large = 4_000_000
    let smoke = arguments.isSmoke
    switch group {
    case .grid:
      let cells = try grid()
      return cells.map(Row.init) + GridGoal.all.flatMap { $0.judge(cells) }
    case .pauses:
      return arguments.sizes([large], smoke: [100_000]).flatMap {
        Pauses(entries: $0, runs: smoke ? 3 : 5).rows()
      }
    case .migration:
      return try arguments.sizes([100_000, large], smoke: [100_000]).flatMap {
        try Migration(entries: $0, repetitions: 3).rows()
      }
    case .memory:
      return try Footprint(sizes: arguments.sizes([100_000, large], smoke: [100_000])).rows()
    case .embedding:
      let sizes = arguments.sizes([1000, 100_000, large], smoke: [1000, 100_000])
      return try Embedding(sizes: sizes, repetitions: smoke ? 3 : 9).rows()
    case .adaptive:
      return try arguments.sizes([200_000, 3_000_000], smoke: [20_000]).flatMap {
        try Adaptive(
          entries: $0, repetitions: $0 < 1_000_000 ? 5 : 1, maps: arguments.maps, keys: arguments.keys,
          shortest: smoke ? 0 : 8_000_000
        )
        .rows()
      }
    case .trace:
      return try arguments.sizes([2_000_000], smoke: [20_000]).flatMap {
        try TraceT(entries: $0, repetitions: 1).rows()
      }
    case .snapshots:
      return try arguments.sizes([large], smoke: [100_000]).flatMap {
        try SnapshotRows(
          entries: $0, repetitions: arguments.repetitions ?? (smoke ? 1 : 5), seed: arguments.seed
        ).rows()
      }
    case .dataflow:
      let count = smoke ? 200_000 : 5_000_000
      let repetitions = arguments.repetitions ?? (smoke ? 1 : 5)
      return try EdgeRows(pairs: count * 2, repetitions: repetitions).rows()
        + GraphRows(messages: count, repetitions: repetitions).rows()
        + Topologies(messages: count / 2, repetitions: repetitions).rows()
    case .programs:
      return try EndToEnd(
        program: root.appendingPathComponent(".build/release/hashmap-cli").path,
        operations: smoke ? 200_000 : 10_000_000,
        repetitions: arguments.repetitions ?? (smoke ? 1 : 5)
      ).rows()
    }
  }

  private func grid() throws(BenchmarkFailure) -> [Cell] {
    var cells: [Cell] = []
    for entries in arguments.sizes([1000, 100_000, 4_000_000], smoke: [1000, 100_000]) {
      if arguments.keys.contains("u64") { cells += try race(Roster.words(), entries) }
      if arguments.keys.contains("bytes") { cells += try race(Roster.texts(), entries) }
    }
    return cells
  }

  private func race<Stream: KeyStream>(
    _ contenders: [any Contender<Stream>], _ entries: Int
  ) throws(BenchmarkFailure) -> [Cell] {
    let chosen = contenders.filter { contender in
      arguments.maps.isEmpty || arguments.maps.contains { contender.name.contains($0) }
    }
    let repetitions = arguments.repetitions ?? (entries >= 1_000_000 ? 5 : arguments.isSmoke ? 3 : 7)
    let grid = Grid<Stream>(
      entries: entries, repetitions: repetitions, operations: arguments.operations, seed: arguments.seed)
    let cells = try grid.run(chosen)
    print(Report.grid(cells))
    return cells
  }

  private func check() throws -> Int32 {
    let rows = try Check.read(result.path)
    let known = FileManager.default.fileExists(atPath: baseline.path) ? try Check.read(baseline.path) : []
    if known.isEmpty { print("notice: no baseline at \(baseline.path); only the goals are checked") }
    let offences = Check.offences(rows, baseline: known)
    for offence in offences { print(offence) }
    let judged = rows.count { $0.goal != nil }
    print("\(judged) judged rows, \(offences.count) offences")
    return judged > 0 && offences.isEmpty ? 0 : 1
  }
}
