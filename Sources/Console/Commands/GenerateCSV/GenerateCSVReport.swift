import Base
import Laboratory
import Workloads

/// What `generate-csv` tells about the file it wrote.
enum GenerateCSVReport {
  static func text(_ written: GeneratedWorkload, _ options: GeneratorOptions, _ path: String) -> String {
    let kinds = [("put", written.puts), ("get", written.gets), ("delete", written.deletes)]
    let mix = kinds.map { Figures.counted($0.1, $0.0) }.joined(separator: ", ")
    var text = "\(path): \(Figures.counted(written.rows, "row")) (\(mix)), \(Figures.bytes(written.bytes))\n"
    text += "input digest \(written.digest)\n"
    if let group = written.expectedGroup, let adversary = options.adversary {
      text += "expected group \(Figures.grouped(group)): the keys that collide on purpose, in a replay with "
      text += "--mode \(adversary.layout.name) --seed \(adversary.seed)\n"
      text += "workload-dna tells of them with --hash-seed \(adversary.seed)\n"
    }
    return text
  }

  /// A workload made from a model, and how like it is.
  static func text(_ written: RegeneratedWorkload, _ path: String) -> String {
    let mix = zip(written.kinds, ["put", "get", "delete"]).map { Figures.counted($0, $1) }
    return """
      \(path): \(Figures.counted(written.rows, "row")) (\(mix.joined(separator: ", "))), \
      \(Figures.bytes(written.bytes))
      input digest \(written.digest)
      \(Figures.counted(written.keys, "key")); miss ratios within \(Figures.fixed(written.missRatioError, 3)) of the model's

      """
  }

  static func write(
    _ written: RegeneratedWorkload, _ model: String, _ seed: UInt64, _ path: String, to json: inout JSONWriter
  ) {
    json.field("outfile", path)
    json.field("from_dna", model)
    json.field("seed", seed)
    json.field("rows", written.rows)
    json.field("puts", written.kinds[0])
    json.field("gets", written.kinds[1])
    json.field("dels", written.kinds[2])
    json.field("unique_keys", written.keys)
    json.field("size_bytes", written.bytes)
    json.field("input_digest", written.digest)
    json.field("miss_ratio_error", written.missRatioError)
  }

  static func write(
    _ written: GeneratedWorkload, _ options: GeneratorOptions, _ path: String, to json: inout JSONWriter
  ) {
    json.field("outfile", path)
    json.field("seed", options.seed)
    json.field("rows", written.rows)
    json.field("puts", written.puts)
    json.field("gets", written.gets)
    json.field("dels", written.deletes)
    json.field("size_bytes", written.bytes)
    json.field("input_digest", written.digest)
    json.field("expected_group", written.expectedGroup)
    json.field("adversarial_layout", options.adversary?.layout.name)
    json.field("adversarial_seed", options.adversary?.seed)
    json.field("adversarial_lowbits", options.adversary?.lowBits)
    json.field("warmup", options.warmup)
    json.field("key_format", options.keyFormat.text)
    if options.phases.count == 1 { write(options.phases[0], to: &json) }
    json.array("phases") { json in
      for phase in options.phases {
        json.beginObject()
        json.field("name", phase.name)
        write(phase, to: &json)
        json.endObject()
      }
    }
  }

  /// One phase under the names of the flags.
  private static func write(_ phase: GeneratorPhase, to json: inout JSONWriter) {
    json.field("ops", phase.operations)
    json.field("read_ratio", phase.readRatio)
    json.field("del_ratio", phase.deleteRatio)
    json.field("key_space", phase.keySpace)
    json.field("distribution", phase.distribution.name)
    json.field("key_skew", phase.distribution.exponent ?? 0)
    json.field("value_size", phase.valueSize.text)
    json.field("adversarial_ratio", phase.adversarialRatio)
  }
}

extension KeyDistribution {
  /// The name flags and files know it by.
  fileprivate var name: String {
    switch self {
    case .uniform: "uniform"
    case .zipf: "zipf"
    case .hotspot: "hotspot"
    case .latest: "latest"
    case .exponential: "exponential"
    case .sequential: "sequential"
    }
  }

  /// The exponent of a skewed one.
  fileprivate var exponent: Double? {
    switch self {
    case .zipf(let exponent), .latest(let exponent): exponent
    default: nil
    }
  }
}
