import Base
import Documents
import HashMaps

/// What was asked of the generator, before presets, files and defaults fill in the rest. Every property is a flag.
package struct GeneratorRequest: Sendable {
  /// The flag `--preset`.
  package var preset: String?
  /// The flag `--phases`: a file of phases.
  package var phasesFile: String?
  /// The flag `--seed`.
  package var seed: UInt64?
  /// The flag `--ops`.
  package var operations: Int?
  /// The flag `--warmup`.
  package var warmup: Int?
  /// The flag `--read-ratio`.
  package var readRatio: Double?
  /// The flag `--del-ratio`.
  package var deleteRatio: Double?
  /// The flag `--insert-ratio`.
  package var insertRatio: Double?
  /// The flag `--modify-ratio`.
  package var modifyRatio: Double?
  /// The flag `--scan-length`.
  package var scanLength: Int?
  /// The flag `--key-space`.
  package var keySpace: Int?
  /// The flag `--key-skew`: the exponent of zipf and latest; alone, above 0, it asks for zipf.
  package var keySkew: Double?
  /// The flag `--distribution`.
  package var distribution: String?
  /// The flag `--hot-keys`: a share of the keys.
  package var hotKeys: Double?
  /// The flag `--hot-ops`: the share of the operations on them.
  package var hotOperations: Double?
  /// The flag `--key-format`.
  package var keyFormat: String?
  /// The flag `--value-size`.
  package var valueSize: String?
  /// The flag `--adversarial-ratio`.
  package var adversarialRatio: Double?
  /// The flag `--adversarial-layout`.
  package var adversarialLayout: String?
  /// The flag `--adversarial-seed`.
  package var adversarialSeed: UInt64?
  /// The flag `--adversarial-lowbits`: the binary logarithm of the number of adversarial keys.
  package var adversarialLowBits: Int?

  /// A request of nothing but defaults.
  package init() {}

  /// The options: flags over the phases file over the preset over the defaults. Throws on values outside their range,
  /// unknown names, and combinations that contradict one another.
  package func options() throws(WorkloadError) -> GeneratorOptions {
    var options = try presetOptions()
    if let keyFormat { options.keyFormat = try KeyFormat(keyFormat) }
    options.phases[0] = try adjusted(options.phases[0])
    if preset != nil, options.warmup > 0, let keySpace { options.warmup = keySpace }
    if let phasesFile {
      if preset != nil { throw .badInput("--phases and --preset exclude each other", file: "") }
      try PhaseFile.read(phasesFile, into: &options)
      if let keyFormat { options.keyFormat = try KeyFormat(keyFormat) }
    }
    if let seed { options.seed = seed }
    if let warmup { options.warmup = warmup }
    options.adversary = try adversary(of: options.phases, seed: options.seed)
    try options.validate()
    return options
  }

  private func presetOptions() throws(WorkloadError) -> GeneratorOptions {
    guard let preset else { return GeneratorOptions() }
    if let options = GeneratorOptions.preset(preset) { return options }
    throw .badInput(
      "Unknown preset '\(preset)'", file: "", hint: Self.suggestion(preset, GeneratorOptions.presetNames))
  }

  private func adversary(of phases: [GeneratorPhase], seed: UInt64) throws(WorkloadError) -> Adversary? {
    let isTold = adversarialLayout != nil || adversarialSeed != nil || adversarialLowBits != nil
    guard isTold || phases.contains(where: { $0.adversarialRatio > 0 }) else { return nil }
    // What is not told is that of a replay without flags, and the seed of the generator for its hash.
    let adversarialLayout = adversarialLayout ?? Layout.grouped.name
    guard let layout = Layout(name: adversarialLayout) else {
      let names = Layout.allCases.map(\.name)
      throw .badInput(
        "Unknown layout '\(adversarialLayout)'", file: "", hint: Self.suggestion(adversarialLayout, names))
    }
    return Adversary(layout: layout, seed: adversarialSeed ?? seed, lowBits: adversarialLowBits ?? 6)
  }

  /// The phase with what the flags say about it.
  private func adjusted(_ base: GeneratorPhase) throws(WorkloadError) -> GeneratorPhase {
    var phase = base
    if let operations { phase.operations = operations }
    if let readRatio { phase.readRatio = readRatio }
    if let deleteRatio { phase.deleteRatio = deleteRatio }
    if let insertRatio { phase.insertRatio = insertRatio }
    if let modifyRatio { phase.modifyRatio = modifyRatio }
    if let scanLength { phase.scanLength = scanLength }
    if let keySpace { phase.keySpace = keySpace }
    if let valueSize { phase.valueSize = try ValueSize(valueSize) }
    if let adversarialRatio { phase.adversarialRatio = adversarialRatio }
    if let keySkew, !(keySkew >= 0 && keySkew <= 100) {
      throw .badInput("--key-skew must be from 0 to 100, not \(keySkew)", file: "")
    }
    let skewed = keySkew.map { $0 > 0 ? "zipf" : "uniform" }
    if let name = distribution ?? (preset == nil ? skewed : nil) {
      phase.distribution = try Self.distribution(name, keySkew, hotKeys, hotOperations)
    } else if let keySkew, keySkew > 0 {
      phase.distribution = phase.distribution.with(skew: keySkew)
    }
    return phase
  }

  /// The distribution of that name; throws when there is none, or none with skew 0.
  static func distribution(
    _ name: String, _ skew: Double?, _ hotKeys: Double?, _ hotOperations: Double?
  ) throws(WorkloadError) -> KeyDistribution {
    let distribution = KeyDistribution(
      named: name, skew: skew == 0 ? nil : skew, hotKeys: hotKeys, hotOperations: hotOperations)
    if let distribution { return distribution }
    throw .badInput("Unknown distribution '\(name)'", file: "", hint: suggestion(name, KeyDistribution.names))
  }

  static func suggestion(_ word: String, _ names: [String]) -> String {
    if let near = Spelling.nearest(word, in: names) { return "Did you mean '\(near)'?" }
    return "Known are \(names.joined(separator: ", "))"
  }
}
