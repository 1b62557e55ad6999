import Base
import Documents
import HashMaps
import Workloads

/// The flags of `generate-csv`. Where one is not given, the phases file, the preset or the default decides.
enum GenerateCSVFlags {
  // MARK: Output

  static let outfile = Flag<String?>.optional(
    "outfile", "FILE", kind: .file,
    "Where to write the workload (required without --selftest), - is standard output; an existing file is replaced as a whole."
  ).grouped(output)
  static let selftest = Flag<Bool>.toggle(
    "selftest",
    "Draw a million keys from every distribution and measure how far they lie from theory; writes no file."
  ).grouped(output)
  static let progress = Flag<ProgressPolicy>.choice(
    "progress", "WHEN", default: .auto, "When to show a progress bar on standard error."
  ).grouped(output)

  // MARK: Shape

  static let preset = Flag<String?>.optional(
    "preset", "NAME", kind: choice(GeneratorOptions.presetNames), "Begin from a workload that has a name."
  ).grouped(shape)
  static let phases = Flag<String?>.optional(
    "phases", "FILE", kind: .file, "Read a list of phases, each with its own mix, from a TOML file."
  ).grouped(shape)
  static let fromDNA = Flag<String?>.optional(
    "from-dna", "FILE", kind: .file,
    "Make a workload like the one this model was fitted to (workload-dna --fit); only --seed goes with it."
  ).grouped(shape)
  static let ops = Flag<Int?>.integer(
    "ops", in: 1...GeneratorPhase.most, "Operations after the warm-up."
  ).defaulting("100000").grouped(shape)
  static let warmup = Flag<Int?>.integer(
    "warmup", in: 0...GeneratorPhase.most, "Begin with puts of this many keys, each once."
  ).defaulting("0").grouped(shape)
  static let seed = Flag<Int?>.integer(
    "seed", in: 0...Int.max, "Seed of all chance: the same seed gives the same bytes on every machine."
  ).defaulting("1337").grouped(shape)

  // MARK: Operations

  static let readRatio = Flag<Double?>.number("read-ratio", in: share, "Share of gets.").defaulting("0.8")
    .grouped(mix)
  static let delRatio = Flag<Double?>.number(
    "del-ratio", in: .from(0, below: 1), "Share of deletes among what is not a get."
  ).defaulting("0.2").grouped(mix)
  static let insertRatio = Flag<Double?>.number(
    "insert-ratio", in: share, "Share of puts that are of a new key."
  ).defaulting("0, 1 under latest").grouped(mix)
  static let modifyRatio = Flag<Double?>.number(
    "modify-ratio", in: share, "Share of gets that are followed by a put of the same key."
  ).defaulting("0").grouped(mix)
  static let scanLength = Flag<Int?>.integer(
    "scan-length", in: 1...1_000_000, "Gets come in runs of neighbouring keys, up to this long."
  ).defaulting("1").grouped(mix)

  // MARK: Keys and values

  static let keySpace = Flag<Int?>.integer(
    "key-space", in: 1...GeneratorPhase.most, "How many keys there are."
  ).defaulting("10000").grouped(keys)
  static let distribution = Flag<String?>.optional(
    "distribution", "NAME", kind: choice(KeyDistribution.names), "Which keys are used how often."
  ).defaulting("uniform").grouped(keys)
  static let keySkew = Flag<Double?>.number(
    "key-skew", in: .from(0, to: 100), "Exponent of zipf and latest; above 0 and alone it asks for zipf."
  ).defaulting("0").grouped(keys)
  static let hotKeys = Flag<Double?>.number(
    "hot-keys", in: share, "Share of the keys that hotspot and exponential favour."
  ).defaulting("0.2, exponential 0.857").grouped(keys)
  static let hotOps = Flag<Double?>.number(
    "hot-ops", in: share, "Share of the operations that go to them."
  ).defaulting("0.8, exponential 0.95").grouped(keys)
  static let keyFormat = Flag<String?>.optional(
    "key-format", "FORMAT", "How keys are written: text around one of {}, {:08}, {hash} and {uuid}."
  ).defaulting("K{}").grouped(keys)
  static let valueSize = Flag<String?>.optional(
    "value-size", "SIZE", "Values: number (below a million), or bytes as 64 or 16-256."
  ).defaulting("number").grouped(keys)

  // MARK: Hostile keys

  static let adversarialRatio = Flag<Double?>.number(
    "adversarial-ratio", in: share, "Share of rows whose key is one of a set that collides on purpose."
  ).defaulting("0").grouped(hostile)
  static let adversarialLayout = Flag<String?>.optional(
    "adversarial-layout", "LAYOUT", kind: choice(Layout.allCases.map(\.name)),
    "The layout they collide in: the --mode of the replay."
  ).defaulting(Layout.grouped.name).grouped(hostile)
  static let adversarialSeed = Flag<Int?>.integer(
    "adversarial-seed", in: 0...Int.max, "The hash seed under which they collide: the --seed of the replay."
  ).defaulting("that of --seed").grouped(hostile)
  static let adversarialLowBits = Flag<Int?>.integer(
    "adversarial-lowbits", "BITS", in: Adversary.lowBitsRange, "There are 2 to the power of BITS such keys."
  ).defaulting("6").grouped(hostile)

  /// In the order help shows them.
  static let all: [FlagSpec] = [
    outfile.spec, selftest.spec, progress.spec, preset.spec, phases.spec, fromDNA.spec, ops.spec, warmup.spec,
    seed.spec,
    readRatio.spec, delRatio.spec, insertRatio.spec, modifyRatio.spec, scanLength.spec, keySpace.spec,
    distribution.spec, keySkew.spec, hotKeys.spec, hotOps.spec, keyFormat.spec, valueSize.spec,
    adversarialRatio.spec, adversarialLayout.spec, adversarialSeed.spec, adversarialLowBits.spec,
  ]

  private static let output = "Output"
  private static let shape = "Shape"
  private static let mix = "Operations"
  private static let keys = "Keys and values"
  private static let hostile = "Hostile keys"
  private static let share = NumberRange.from(0, to: 1)

  private static func choice(_ names: [String]) -> ValueKind {
    .choice(names.map { ChoiceSpec(name: $0, help: "") })
  }
}
