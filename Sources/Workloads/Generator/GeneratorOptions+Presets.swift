extension GeneratorOptions {
  /// The workloads that have a name, in the order of help texts.
  package static let presetNames = [
    "ycsb-a", "ycsb-b", "ycsb-c", "ycsb-d", "ycsb-e", "ycsb-f", "canonical-s", "canonical-m", "canonical-l",
  ]

  /// The workload of that name, or nil.
  ///
  /// The ycsb ones follow the core workloads of the Yahoo! Cloud Serving Benchmark: all records are put first, keys
  /// look random, a value is one field of 100 bytes. A scan becomes gets of neighbouring keys, a read-modify-write a get
  /// and a put. The canonical ones are what the benchmarks replay: a fifth warm-up, then zipf keys with every kind of
  /// operation, 2,000, 200,000 and 4,000,000 rows in all.
  package static func preset(_ name: String) -> GeneratorOptions? {
    var phase = GeneratorPhase()
    phase.name = name
    switch name {
    case "canonical-s": return canonical(phase, rows: 2000)
    case "canonical-m": return canonical(phase, rows: 200_000)
    case "canonical-l": return canonical(phase, rows: 4_000_000)
    default: break
    }
    phase.deleteRatio = 0
    phase.distribution = .zipf(exponent: 0.99)
    phase.valueSize = .bytes(100...100)
    switch name {
    case "ycsb-a": phase.readRatio = 0.5
    case "ycsb-b": phase.readRatio = 0.95
    case "ycsb-c": phase.readRatio = 1
    case "ycsb-d":
      phase.readRatio = 0.95
      phase.distribution = .latest(exponent: 0.99)
    case "ycsb-e":
      phase.readRatio = 0.95
      phase.insertRatio = 1
      phase.scanLength = 100
    case "ycsb-f":
      phase.readRatio = 1
      phase.modifyRatio = 0.5
    default: return nil
    }
    var options = GeneratorOptions()
    options.keyFormat = .records
    options.warmup = phase.keySpace
    options.phases = [phase]
    return options
  }

  private static func canonical(_ phase: GeneratorPhase, rows: Int) -> GeneratorOptions {
    var phase = phase
    phase.operations = rows / 5 * 4
    phase.keySpace = rows / 5
    phase.readRatio = 0.7
    phase.deleteRatio = 0.25
    phase.distribution = .zipf(exponent: 0.99)
    var options = GeneratorOptions()
    options.warmup = phase.keySpace
    options.phases = [phase]
    return options
  }
}
