import Foundation

@testable import Laboratory

/// Batches that were never run: every figure is chosen.
enum SampleBatch {
  static let machine = CatalogueRun.Machine(cpu: "Test <CPU>", cores: 4, os: "Linux 1.0 x86_64")

  /// A job with these operations per second, one run each; other figures follow from its name.
  static func outcome(
    _ name: String, rates: [Double], tail: Double? = 0.004, bytes: Double = 40, probe: Double = 1.2,
    command: String = "run-csv", exit: Int32 = 0, workloadClass: String? = nil, digest: String = "d1",
    log: String = "{\"ok\":true}"
  ) -> BatchOutcome {
    let job = BatchJob(
      name: name, command: command, arguments: ["--json", command, "--csv", "w.csv"],
      workloadClass: workloadClass,
      environment: [:], repeats: max(rates.count, 1), timeLimit: 120)
    var facts = BatchRun.Facts()
    facts.inputDigest = digest
    facts.configurationDigest = "c1"
    facts.seed = 7
    facts.workloadClass = "mixed"
    let runs = (rates.isEmpty ? [nil] : rates.map { $0 }).enumerated().map { index, rate in
      var figures: [String: Double] = [:]
      if let rate {
        figures = ["ops_per_second": rate, "p50_ms": 0.001, "bytes_per_entry": bytes, "mean_probe": probe]
        if let tail { figures["p99_ms"] = tail }
      }
      return BatchRun(
        exit: exit, isLate: false, seconds: 1.5 + Double(index) / 10, figures: figures, facts: facts,
        backend: rate == nil ? nil : "grouped", log: log)
    }
    return BatchOutcome(job: job, runs: runs, isResumed: false)
  }

  static func run(
    _ outcomes: [BatchOutcome], suite: String = "suite", startedAt: Int64 = 1_700_000_000_000_000_000,
    machine: CatalogueRun.Machine = machine, number: Int64 = 0
  ) -> CatalogueRun {
    var run = CatalogueRun(
      kind: "batch", suite: suite, specification: "suite.toml", specificationDigest: "0123",
      version: "0.1.0", machine: machine, startedAt: startedAt, seconds: 3.5,
      isOK: outcomes.allSatisfy(\.isOK), command: "hashmap-cli batch --spec suite.toml",
      jobs: outcomes.map(\.entry))
    run.number = number
    return run
  }

  /// Rates around a middle, the same for the same seed.
  static func rates(_ middle: Double, count: Int = 10, seed: Int = 0) -> [Double] {
    (0..<count).map { index -> Double in
      let place = (index * 7 + seed * 3) % 10 - 5
      return middle * (1 + 0.002 * Double(place))
    }
  }
}
