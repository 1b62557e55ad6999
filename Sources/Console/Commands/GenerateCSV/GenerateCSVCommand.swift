import Base
import Laboratory
import Workloads

/// `generate-csv`.
enum GenerateCSVCommand {
  static let spec = CommandSpec(
    name: "generate-csv",
    summary: "Generate a workload.",
    details: [
      """
      The same flags and seed give the same bytes on every machine. Flags beat the phases file, the phases file or the \
      preset beat the defaults (docs/generate_csv.md describes phases).
      """
    ],
    flags: GenerateCSVFlags.all,
    examples: [
      Example(purpose: "a hundred thousand operations", line: "hashmap-cli generate-csv --outfile w.csv"),
      Example(
        purpose: "a million, a few keys much hotter than the rest",
        line: "hashmap-cli generate-csv --outfile w.csv --ops 1000000 --distribution zipf --key-skew 1.1"),
      Example(
        purpose: "a well-known mix with larger values",
        line: "hashmap-cli generate-csv --outfile w.csv --preset ycsb-a --value-size 16-256"),
      Example(
        purpose: "keys that collide in a replay with --mode robinhood --seed 7",
        line:
          "hashmap-cli generate-csv --outfile h.csv --adversarial-ratio 0.3 --adversarial-layout robinhood "
          + "--adversarial-seed 7"),
    ],
    failures: [
      FailureNote(label: .badInput, meaning: "A flag or the phases file is wrong."),
      FailureNote(label: .invariant, meaning: "--selftest found a distribution too far from theory."),
      FailureNote(label: .io, meaning: "The file cannot be written; what it held before is untouched."),
      FailureNote(label: .interrupted, meaning: "SIGINT or SIGTERM came; no file is left behind."),
    ]
  ) { arguments, session throws(Failure) in
    let options = try Failure.wrapping { () throws(WorkloadError) in try request(arguments).options() }
    if arguments[GenerateCSVFlags.selftest] {
      if arguments[GenerateCSVFlags.outfile] != nil {
        throw .badInput("--selftest writes no file", hint: "leave out --outfile")
      }
      try GeneratorSelfTest.report(DistributionSelfTest.run(seed: options.seed), seed: options.seed, session)
      return
    }
    guard let path = arguments[GenerateCSVFlags.outfile] else {
      throw .badInput(
        "generate-csv needs --outfile FILE", hint: "hashmap-cli generate-csv --help explains it")
    }
    try OutputFile.makeFolders(of: path)
    let progress = arguments[GenerateCSVFlags.progress]
    if let model = arguments[GenerateCSVFlags.fromDNA] {
      try checkAlone(arguments)
      if OutputFile.isSame(model, path) {
        throw .badInput("--outfile names the model", hint: "write into another file")
      }
      return try regenerate(model, seed: options.seed, to: path, progress: progress, session)
    }
    try generate(options, to: path, progress: progress, session)
  }

  /// A model decides everything but chance.
  private static func checkAlone(_ arguments: Arguments) throws(Failure) {
    typealias Flags = GenerateCSVFlags
    let others = [Flags.outfile.spec, Flags.progress.spec, Flags.seed.spec, Flags.fromDNA.spec].map(\.long)
    for flag in Flags.all where !others.contains(flag.long) && arguments.names(flag) {
      throw .badInput(
        "--\(flag.long) and --from-dna exclude each other", hint: "the model decides everything but --seed")
    }
  }

  private static func regenerate(
    _ file: String, seed: UInt64, to path: String, progress: ProgressPolicy, _ session: Session
  ) throws(Failure) {
    let bar = ProgressBar("rows", on: session.errors, policy: progress, isQuiet: session.options.isQuiet)
    let written = try Failure.wrapping { () throws(LaboratoryError) in
      let model = try WorkloadModel(file: file)
      return try RegeneratedWorkload.write(model, seed: seed, to: path) { rows in
        bar.update(done: rows, fraction: Double(rows) / Double(max(1, model.rows)))
        return Interrupt.signal == nil
      }
    }
    bar.finish()
    guard let written else { return try Interrupt.check() }
    try session.succeed(writing: path, text: GenerateCSVReport.text(written, path)) { json in
      GenerateCSVReport.write(written, file, seed, path, to: &json)
    }
  }

  private static func generate(
    _ options: GeneratorOptions, to path: String, progress: ProgressPolicy, _ session: Session
  ) throws(Failure) {
    let bar = ProgressBar("rows", on: session.errors, policy: progress, isQuiet: session.options.isQuiet)
    let total = Double(max(1, options.rows))
    let written = try Failure.wrapping { () throws(WorkloadError) in
      try GeneratedWorkload.write(options, to: path) { rows in
        bar.update(done: rows, fraction: Double(rows) / total)
        return Interrupt.signal == nil
      }
    }
    bar.finish()
    guard let written else {
      try Interrupt.check()
      return
    }
    try session.succeed(writing: path, text: GenerateCSVReport.text(written, options, path)) { json in
      GenerateCSVReport.write(written, options, path, to: &json)
    }
  }

  private static func request(_ arguments: Arguments) -> GeneratorRequest {
    typealias Flags = GenerateCSVFlags
    var request = GeneratorRequest()
    request.preset = arguments[Flags.preset]
    request.phasesFile = arguments[Flags.phases]
    request.seed = arguments[Flags.seed].map { UInt64($0) }
    request.operations = arguments[Flags.ops]
    request.warmup = arguments[Flags.warmup]
    request.readRatio = arguments[Flags.readRatio]
    request.deleteRatio = arguments[Flags.delRatio]
    request.insertRatio = arguments[Flags.insertRatio]
    request.modifyRatio = arguments[Flags.modifyRatio]
    request.scanLength = arguments[Flags.scanLength]
    request.keySpace = arguments[Flags.keySpace]
    request.keySkew = arguments[Flags.keySkew]
    request.distribution = arguments[Flags.distribution]
    request.hotKeys = arguments[Flags.hotKeys]
    request.hotOperations = arguments[Flags.hotOps]
    request.keyFormat = arguments[Flags.keyFormat]
    request.valueSize = arguments[Flags.valueSize]
    request.adversarialRatio = arguments[Flags.adversarialRatio]
    request.adversarialLayout = arguments[Flags.adversarialLayout]
    request.adversarialSeed = arguments[Flags.adversarialSeed].map { UInt64($0) }
    request.adversarialLowBits = arguments[Flags.adversarialLowBits]
    return request
  }
}
