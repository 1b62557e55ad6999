import Base
import Market
import Telemetry

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The measurements of `g6 bench`, each a plain loop against the monotonic clock.
struct BenchRun {
  /// Seconds a throughput is measured for, at least.
  let seconds: Double
  /// Cycles of the collection.
  let cycles: Int

  /// A number that was measured, with what it stands for.
  struct Throughput {
    let perSecond: Double
    let repetitions: Int
  }

  /// What a collection with durable writes came to.
  struct Cycle {
    let cycles: Int
    let options: Int
    /// Medians over cycles, in seconds: everything after the fetch without the device's sync, that sync, and all of it.
    let afterFetch: Double
    let sync: Double
    let whole: Double
    /// Options of a cycle by everything after the fetch, the sync included, and by the cycle as a whole.
    let optionsPerSecond: Double
    let optionsPerSecondWhole: Double
  }

  /// Seconds a start of this program takes until it has printed its version: the median of `count`.
  static func start(_ count: Int) throws(Failure) -> Double {
    var times: [Double] = []
    for _ in 0..<count {
      let began = MonotonicClock.nanoseconds()
      try spawn(["version"])
      times.append(Double(MonotonicClock.nanoseconds() - began) / 1e9)
    }
    return median(times)
  }

  /// Seconds to make a registry with all usual groups and its series: the median of `count`.
  static func registry(_ count: Int) -> (seconds: Double, series: Int) {
    var times: [Double] = []
    var series = 0
    for _ in 0..<count {
      let began = MonotonicClock.nanoseconds()
      let registry = MarketMetrics.registry()
      times.append(Double(MonotonicClock.nanoseconds() - began) / 1e9)
      series = registry.collect().reduce(0) { $0 + $1.samples.count }
    }
    return (median(times), series)
  }

  /// Prices with five Greeks, over a grid of strikes, times and volatilities.
  func prices() throws(Failure) -> Throughput {
    let grid = Self.grid
    return try throughput("prices", of: grid.count) {
      var sum = 0.0
      for (terms, sigma) in grid { sum += terms.valued(at: sigma).value }
      return sum
    }
  }

  /// Volatilities of the out-of-the-money prices of the same grid.
  func volatilities() throws(Failure) -> Throughput {
    let priced = Self.grid.map { terms, sigma in (terms, terms.valued(at: sigma).value) }
      .filter { terms, price in terms.impliedVolatility(at: price).status == .ok }
    return try throughput("volatilities", of: priced.count) {
      var sum = 0.0
      for (terms, price) in priced { sum += terms.impliedVolatility(at: price).sigma }
      return sum
    }
  }

  /// A collection of the synthetic market into a folder of its own, which is gone afterwards.
  func collection(_ seed: UInt64) throws(Failure) -> Cycle {
    let folder = try Self.temporaryFolder()
    var outcome: Result<Cycle, Failure>
    do throws(Failure) { outcome = .success(try collect(into: folder, seed)) } catch {
      outcome = .failure(error)
    }
    try Failure.wrapping { () throws(SystemError) in try Folder.removeTree(folder) }
    return try outcome.get()
  }

  private func collect(into folder: String, _ seed: UInt64) throws(Failure) -> Cycle {
    try Failure.wrapping { () throws(MarketError) in
      var plan = CollectionPlan()
      plan.cycles = cycles
      var setup = ProviderSetup()
      setup.seed = seed
      let providers = try setup.make([.synthetic])
      defer { providers.first.close() }
      let files = try CycleFiles(folder: folder)
      let day = CivilDate("2026-11-16") ?? CivilDate(daysSinceEpoch: 0)
      let zone = MarketCalendar.zone
      let collector = try Collector(
        plan, provider: providers.first, table: ContractTable.builtIn, files: files,
        time: .manual(start: zone.instant(day, second: 33_300), end: zone.instant(day, second: 55_800)))
      var reports: [CycleReport] = []
      _ = try collector.run { reports.append($0) }
      try files.close()
      guard reports.count == cycles, reports.allSatisfy({ $0.isOK && $0.options > 0 }) else {
        throw MarketError(
          .quotes, "\(reports.count { $0.isOK }) of \(cycles) cycles were kept", severity: .fatal)
      }
      return Self.summary(reports)
    }
  }

  private static func summary(_ reports: [CycleReport]) -> Cycle {
    func seconds(_ report: CycleReport, _ phases: [CyclePhase]) -> Double {
      Double(phases.reduce(0) { $0 + report.times[$1] }) / 1e9
    }
    // The first cycle makes the files; the others append to them, as cycles of a day do.
    let later = reports.count > 1 ? Array(reports.dropFirst()) : reports
    let options = later.map(\.options).max() ?? 0
    let sync = median(later.map { seconds($0, [.sync]) })
    let afterFetch = median(
      later.map { seconds($0, [.validate, .price, .store, .files]) - seconds($0, [.sync]) })
    let whole = median(later.map { Double($0.nanoseconds) / 1e9 })
    return Cycle(
      cycles: reports.count, options: options, afterFetch: afterFetch, sync: sync, whole: whole,
      optionsPerSecond: Double(options) / max(1e-9, afterFetch + sync),
      optionsPerSecondWhole: Double(options) / max(1e-9, whole))
  }

  // MARK: Measuring

  private func throughput(_ what: String, of count: Int, _ body: () -> Double) throws(Failure) -> Throughput {
    let began = MonotonicClock.nanoseconds()
    var rounds = 0
    var sum = 0.0
    while Double(MonotonicClock.nanoseconds() - began) < seconds * 1e9 || rounds == 0 {
      sum += body()
      rounds += 1
    }
    let took = Double(MonotonicClock.nanoseconds() - began) / 1e9
    // What was computed is looked at: a loop that gave no numbers measured nothing.
    guard sum.isFinite, sum > 0, count > 0 else {
      throw .invariant("bench: \(what) came to \(sum); nothing was measured")
    }
    return Throughput(perSecond: Double(rounds * count) / took, repetitions: rounds * count)
  }

  /// 4 times × 41 strikes × 5 volatilities of calls and puts on a forward of 25,000.
  private static let grid: [(OptionTerms, Double)] = {
    var grid: [(OptionTerms, Double)] = []
    for years in [2 / 365.25, 9 / 365.25, 30 / 365.25, 1] {
      for step in -20...20 {
        for sigma in [0.08, 0.12, 0.18, 0.3, 0.6] {
          let strike = 25_000 + Double(step) * 100
          let kind: OptionKind = step >= 0 ? .call : .put
          let terms = OptionTerms(kind, .forward(25_000), strike: strike, years: years, rate: 0.05)
          grid.append((terms, sigma))
        }
      }
    }
    return grid
  }()

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    return 0.5 * (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2])
  }

  private static func temporaryFolder() throws(Failure) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(base)/g6-bench-XXXXXX".utf8CString)
    guard mkdtemp(&path) != nil else {
      throw .io("no folder below \(base): \(String(cString: strerror(errno)))", hint: "set TMPDIR")
    }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Runs this program with nothing on its standard output and waits for it.
  private static func spawn(_ words: [String]) throws(Failure) {
    let path = "/proc/self/exe"
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = (["g6"] + words).map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var child: pid_t = 0
    let code = posix_spawn(&child, path, &actions, nil, arguments, environ)
    guard code == 0 else { throw .io("\(path): \(String(cString: strerror(code)))") }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw .io("waiting for \(path): \(String(cString: strerror(errno)))") }
    }
    guard status == 0 else {
      throw .invariant("g6 \(words.joined(separator: " ")) ended with status \(status)")
    }
  }
}
