import CPeers
import Foundation

/// The release program as its users run it, beside a C++ program for the same job, in turn, whole processes.
struct EndToEnd {
  /// The release build of hashmap-cli.
  let program: String
  /// Operations of the workloads.
  let operations: Int
  let repetitions: Int

  /// One process: what it took.
  struct Cost {
    var wall: Double
    var processor: Double
  }

  /// `bench peer scan|replay FILE`: the peer as a process of its own.
  static func runPeer(_ words: [String]) -> Int32 {
    guard words.count == 2 else { return 2 }
    switch words[0] {
    case "scan": return peer_scan_file(words[1]) > 0 ? 0 : 5
    case "replay": return peer_replay_file(words[1]) > 0 ? 0 : 5
    default: return 2
    }
  }

  func rows() throws -> [Row] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("adhash-bench-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do {
        try FileManager.default.removeItem(at: folder)
      } catch {
        print("notice: \(folder.path) was left behind: \(error)")
      }
    }
    let zipf = folder.appendingPathComponent("zipf.csv").path
    let uniform = folder.appendingPathComponent("uniform.csv").path
    let generating = try costs([program] + generate(zipf, "zipf", operations / 10), repetitions)
    _ = try costs([program] + generate(uniform, "uniform", operations * 2 / 5), 1)

    var results = try [
      against(
        "csv-dry-run", "rows parsed and validated", [zipf, "--dry-run"], peer: ["scan", zipf],
        "C loop of three memchr a row", goal: 1 / 0.9),
      against(
        "replay-zipf", "rows, 1M keys", [zipf], peer: ["replay", zipf], "absl<std::string>", goal: 1 / 2.5),
      against(
        "replay-uniform", "rows, 4M keys", [uniform], peer: ["replay", uniform], "absl<std::string>",
        goal: 1 / 2.0),
    ]
    results.append(try metrics(zipf, folder.path))
    results.append(try engines(zipf))
    results.append(try hostile(folder.path))
    let rate = Double(operations) / median(generating.map(\.wall))
    results.append(
      limited("generate-csv", "rows written", rate: rate, atLeast: 5e6, "5 M rows/s"))
    let help = median(try costs([program, "--help"], max(5, repetitions * 4)).map(\.wall))
    results.append(
      Row(
        row: "help-start", map: "hashmap-cli", key: "-", n: 1, op: "start of --help", ns: help * 1e9,
        peer: "10 ms", ratio: help / 0.010, goal: 1))
    return results
  }

  private func generate(_ path: String, _ distribution: String, _ keys: Int) -> [String] {
    [
      "--quiet", "generate-csv", "--outfile", path, "--ops", String(operations), "--distribution",
      distribution,
      "--key-space", String(max(1, keys)), "--warmup", String(max(1, keys)), "--seed", "1",
    ]
  }

  /// Our program and the peer in turn; wall time, since a user waits for it.
  private func against(
    _ name: String, _ op: String, _ words: [String], peer: [String], _ peerName: String, goal: Double
  ) throws -> Row {
    let ours =
      [program, "--quiet", "run-csv", "--csv-max-rows", "0", "--csv-max-bytes", "0", "--csv"] + words
    let theirs = [CommandLine.arguments[0], "peer"] + peer
    var mine: [Cost] = []
    var other: [Cost] = []
    for _ in 0...repetitions {
      mine.append(try run(ours))
      other.append(try run(theirs))
    }
    // The first turn warms the page cache.
    let (mineWall, otherWall) = (median(mine.dropFirst().map(\.wall)), median(other.dropFirst().map(\.wall)))
    let (mineWork, otherWork) = (
      median(mine.dropFirst().map(\.processor)), median(other.dropFirst().map(\.processor))
    )
    print(
      "\(name): \(seconds(mineWall)) s against \(seconds(otherWall)) s of wall time, \(seconds(mineWork)) against"
        + " \(seconds(otherWork)) s of processor time")
    return Row(
      row: name, map: "hashmap-cli", key: "bytes", n: operations, op: op,
      ns: mineWall / Double(operations) * 1e9,
      peer: "\(peerName), \(Report.format(otherWall / Double(operations) * 1e9)) ns",
      ratio: mineWall / otherWall,
      goal: goal)
  }

  /// Everything on at its defaults, with files, against everything off; processor time, which other work on the machine
  /// disturbs least.
  private func metrics(_ path: String, _ folder: String) throws -> Row {
    let common = [
      program, "--quiet", "run-csv", "--csv-max-rows", "0", "--csv-max-bytes", "0", "--csv", path,
    ]
    let on =
      common + ["--metrics-out-dir", folder + "/metrics", "--json-summary-out", folder + "/summary.json"]
    let off = common + ["--tick-ops", "0", "--tick-interval", "0", "--latency-sample-every", "0"]
    var with: [Double] = []
    var without: [Double] = []
    for _ in 0..<max(repetitions, 3) * 2 {
      with.append(try run(on).processor)
      without.append(try run(off).processor)
    }
    let ratio = median(with) / median(without)
    return Row(
      row: "metrics-cost", map: "hashmap-cli", key: "bytes", n: operations, op: "processor time, metrics on",
      ns: nil,
      peer: "metrics off", ratio: ratio, goal: 1.05)
  }

  /// Trace H: three rows of ten name one of 1,024 keys that all have one home under the map's seed. Against the same rows
  /// with honest keys; processor time.
  private func hostile(_ folder: String) throws -> Row {
    let hostile = folder + "/hostile.csv"
    let friendly = folder + "/friendly.csv"
    let attack = [
      "--adversarial-ratio", "0.3", "--adversarial-layout", "grouped", "--adversarial-seed", "1",
      "--adversarial-lowbits", "10",
    ]
    _ = try costs([program] + generate(hostile, "uniform", operations / 10) + attack, 1)
    _ = try costs([program] + generate(friendly, "uniform", operations / 10), 1)
    let replay = [
      program, "--quiet", "run-csv", "--seed", "1", "--csv-max-rows", "0", "--csv-max-bytes", "0", "--csv",
    ]
    var under: [Double] = []
    var without: [Double] = []
    for _ in 0..<max(repetitions, 3) {
      under.append(try run(replay + [hostile]).processor)
      without.append(try run(replay + [friendly]).processor)
    }
    let rate = 1e9 / Double(operations)
    return Row(
      row: "adaptive-trace-h", map: "hashmap-cli", key: "bytes", n: operations,
      op: "processor time, hostile keys", ns: median(under) * rate,
      peer: "honest keys, \(Report.format(median(without) * rate)) ns",
      ratio: median(under) / median(without), goal: 1.5)
  }

  /// The graph against the plain loop around the same code, in turn; processor time.
  private func engines(_ path: String) throws -> Row {
    let common = [
      program, "--quiet", "run-csv", "--csv-max-rows", "0", "--csv-max-bytes", "0", "--mode", "grouped",
      "--seed",
      "1", "--csv", path, "--engine",
    ]
    var ratios: [Double] = []
    var graphs: [Double] = []
    for turn in 0...max(repetitions, 5) * 2 {
      let graph = try run(common + ["graph"]).processor
      let direct = try run(common + ["direct"]).processor
      // The first turn warms the page cache.
      if turn == 0 { continue }
      graphs.append(graph)
      ratios.append(graph / direct)
    }
    return Row(
      row: "engine-cost", map: "hashmap-cli", key: "bytes", n: operations, op: "processor time, engine graph",
      ns: median(graphs) / Double(operations) * 1e9, peer: "engine direct", ratio: median(ratios), goal: 1.03)
  }

  private func limited(_ name: String, _ op: String, rate: Double, atLeast: Double, _ limit: String) -> Row {
    Row(
      row: name, map: "hashmap-cli", key: "bytes", n: operations, op: op, ns: 1e9 / rate, peer: limit,
      ratio: atLeast / rate, goal: 1)
  }

  private func costs(_ command: [String], _ times: Int) throws -> [Cost] {
    var costs: [Cost] = []
    for _ in 0..<times { costs.append(try run(command)) }
    return costs
  }

  /// Runs a program to its end with output thrown away; spawned directly, since Foundation's own way takes tens of
  /// milliseconds to notice the end.
  private func run(_ command: [String]) throws(BenchmarkFailure) -> Cost {
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [1, 2] as [Int32] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    let words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let before = Self.childrenSeconds
    let started = DispatchTime.now().uptimeNanoseconds
    var child: pid_t = 0
    var status: Int32 = 0
    guard posix_spawn(&child, command[0], &actions, nil, words, environ) == 0,
      waitpid(child, &status, 0) == child
    else {
      throw BenchmarkFailure("\(command[0]) cannot be run")
    }
    let wall = Double(DispatchTime.now().uptimeNanoseconds - started) / 1e9
    guard status == 0 else {
      throw BenchmarkFailure("\(command.joined(separator: " ")) ended with status \(status)")
    }
    return Cost(wall: wall, processor: Self.childrenSeconds - before)
  }

  /// Processor time of all children that have ended.
  private static var childrenSeconds: Double {
    var usage = rusage()
    // RUSAGE_CHILDREN, which is an enumeration on Linux and a number on macOS.
    getrusage(.init(-1), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  private func seconds(_ value: Double) -> String { String(format: "%.3f", value) }
}
