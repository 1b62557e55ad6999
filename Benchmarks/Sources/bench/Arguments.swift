/// What was asked for on the command line.
struct Arguments {
  static let usage = """
    usage: bench [run|smoke|check|baseline] [flags]

    run        measure and write .build/bench.json (the default)
    smoke      less than a minute of it, into .build/bench-smoke; fails when a peer is absent
    check      hold .build/bench.json against the goals and Benchmarks/baseline.json
    report     write the goals of .build/bench.json into docs/performance.md
    baseline   make .build/bench.json the committed baseline

    --rows LIST      which groups: \(Group.allCases.map(\.rawValue).joined(separator: ", ")) (default: all)
    --key LIST       in grid and adaptive: u64, bytes (default: both)
    --n LIST         numbers of entries (default: 1000,100000,4000000 in the grid, and what the goals name elsewhere)
    --only LIST      in the grid: \(Operation.allCases.map(\.rawValue).joined(separator: ", "))
    --maps TEXT      in grid and adaptive: only maps whose name holds one of these, separated by commas
    --reps N         repetitions (default: 7, at 4000000 entries 5)
    --seed N         seed of every stream (default: 1)
    --out FOLDER     where bench.json and bench-meta.json go (default: .build of the repository)
    """

  /// What the program can measure, a group each.
  enum Group: String, CaseIterable {
    case grid, pauses, migration, memory, embedding, adaptive, trace, snapshots, programs, dataflow
  }

  var verb = "run"
  var groups = Group.allCases
  var keys = ["u64", "bytes"]
  /// Numbers of entries asked for; nil for what each group has its goals at.
  var sizes: [Int]?
  var operations = Operation.allCases
  var maps: [String] = []
  var repetitions: Int?
  var seed: UInt64 = 1
  var out: String?

  var isSmoke: Bool { verb == "smoke" }

  init(_ words: [String]) throws(BenchmarkFailure) {
    var rest = words[...]
    if let first = rest.first, !first.hasPrefix("-") {
      verb = first
      rest.removeFirst()
    }
    guard ["run", "smoke", "check", "baseline", "report"].contains(verb) else {
      throw BenchmarkFailure("no such command: \(verb)\n" + Self.usage)
    }
    while let flag = rest.popFirst() {
      guard let value = rest.popFirst() else {
        throw BenchmarkFailure("\(flag) needs a value\n" + Self.usage)
      }
      let parts = value.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
      switch flag {
      case "--rows": groups = try known(parts, flag) { Group(rawValue: $0) }
      case "--key": keys = try known(parts, flag) { ["u64", "bytes"].contains($0) ? $0 : nil }
      case "--n": sizes = try known(parts, flag) { Int($0).flatMap { $0 > 0 ? $0 : nil } }
      case "--only": operations = try known(parts, flag) { Operation(rawValue: $0) }
      case "--maps": maps = parts
      case "--reps": repetitions = try known([value], flag) { Int($0).flatMap { $0 > 0 ? $0 : nil } }[0]
      case "--seed": seed = try known([value], flag) { UInt64($0) }[0]
      case "--out": out = value
      default: throw BenchmarkFailure("no such flag: \(flag)\n" + Self.usage)
      }
    }
  }

  /// The numbers of entries that a group measures: those asked for, else its own, or in a smoke run the small ones.
  func sizes(_ own: [Int], smoke: [Int]) -> [Int] { sizes ?? (isSmoke ? smoke : own) }

  private func known<T>(_ parts: [String], _ flag: String, _ read: (String) -> T?) throws(BenchmarkFailure)
    -> [T]
  {
    var values: [T] = []
    for part in parts {
      guard let value = read(part) else {
        throw BenchmarkFailure("\(flag): not a choice: \(part)\n" + Self.usage)
      }
      values.append(value)
    }
    guard !values.isEmpty else { throw BenchmarkFailure("\(flag): empty\n" + Self.usage) }
    return values
  }
}
