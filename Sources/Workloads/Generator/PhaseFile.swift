import Base
import Documents

/// A file of phases in TOML: `seed`, `warmup` and `key_format` for the whole, then one `[[phases]]` table a phase.
struct PhaseFile {
  /// The largest file that is read.
  static let longestBytes = 1 << 20
  /// How many phases there may be.
  static let mostPhases = 10_000
  /// Where the format is described.
  static let hint = "See docs/generate_csv.md"

  private static let wholeKeys = ["seed", "warmup", "key_format", "phases"]
  private static let phaseKeys = [
    "name", "ops", "read_ratio", "del_ratio", "insert_ratio", "modify_ratio", "scan_length", "distribution",
    "key_skew", "hot_keys", "hot_ops", "key_space", "first_key", "value_size", "adversarial_ratio",
  ]

  let path: String

  /// Replaces the phases of `options` by those of the file; what a phase does not state it takes from the first of the
  /// options' phases.
  static func read(_ path: String, into options: inout GeneratorOptions) throws(WorkloadError) {
    let file = PhaseFile(path: path)
    let root = try file.load()
    try file.rejectUnknown(root, Self.wholeKeys)
    if let seed = try file.whole(root, "seed") { options.seed = UInt64(bitPattern: Int64(seed)) }
    if let warmup = try file.whole(root, "warmup") { options.warmup = warmup }
    if let format = root["key_format"] {
      options.keyFormat = try file.located(format.position) { text throws(WorkloadError) in
        try KeyFormat(text)
      }(
        try file.text(format, "key_format"))
    }
    guard let tables = root["phases"]?.array, !tables.isEmpty else {
      throw file.fault("No [[phases]] in the file", root["phases"]?.position ?? root.position)
    }
    if tables.count > mostPhases {
      throw file.fault("More than \(mostPhases) phases", root["phases"]?.position ?? root.position)
    }
    let base = options.phases[0]
    options.phases = []
    for (index, value) in tables.enumerated() {
      guard let table = value.table else {
        throw file.fault("A phase must be a table, not \(value.shown)", value.position)
      }
      options.phases.append(try file.phase(table, base, ordinal: index + 1))
    }
  }

  private func load() throws(WorkloadError) -> DocumentTable {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileBytes.read(path: path, limit: Self.longestBytes)
    } catch { throw .io(error) }
    do throws(DocumentError) {
      return try TOML.parse(bytes, file: path)
    } catch {
      throw fault(error.detail, line: error.line, column: error.column)
    }
  }

  private func phase(
    _ table: DocumentTable, _ base: GeneratorPhase, ordinal: Int
  ) throws(WorkloadError) -> GeneratorPhase {
    try rejectUnknown(table, Self.phaseKeys)
    var phase = base
    phase.name = "phase \(ordinal)"
    if let name = table["name"] { phase.name = try text(name, "name") }
    if let operations = try whole(table, "ops") { phase.operations = operations }
    if let ratio = try number(table, "read_ratio") { phase.readRatio = ratio }
    if let ratio = try number(table, "del_ratio") { phase.deleteRatio = ratio }
    if let ratio = try number(table, "insert_ratio") { phase.insertRatio = ratio }
    if let ratio = try number(table, "modify_ratio") { phase.modifyRatio = ratio }
    if let ratio = try number(table, "adversarial_ratio") { phase.adversarialRatio = ratio }
    if let length = try whole(table, "scan_length") { phase.scanLength = length }
    if let space = try whole(table, "key_space") { phase.keySpace = space }
    if let first = try whole(table, "first_key") { phase.firstKey = first }
    if let size = table["value_size"] {
      let shown = size.integer.map { String($0) } ?? size.string ?? ""
      phase.valueSize = try located(size.position) { text throws(WorkloadError) in try ValueSize(text) }(
        shown)
    }
    try readDistribution(table, &phase)
    if let fault = phase.rangeFault() {
      let key = String(fault.flag.map { $0 == "-" ? "_" : $0 })
      throw self.fault("\(key) \(fault.detail)", table[key]?.position ?? table.position)
    }
    return phase
  }

  private func readDistribution(_ table: DocumentTable, _ phase: inout GeneratorPhase) throws(WorkloadError) {
    let skew = try number(table, "key_skew")
    let keys = try number(table, "hot_keys")
    let operations = try number(table, "hot_ops")
    if let value = table["distribution"] {
      let name = try text(value, "distribution")
      phase.distribution = try located(value.position) { name throws(WorkloadError) in
        try GeneratorRequest.distribution(name, skew, keys, operations)
      }(name)
    } else if let skew {
      phase.distribution = skew > 0 ? .zipf(exponent: skew) : .uniform
    } else if let stray = table["hot_keys"] ?? table["hot_ops"] {
      throw fault("hot_keys and hot_ops need a distribution", stray.position)
    }
  }

  // MARK: values and faults

  private func rejectUnknown(_ table: DocumentTable, _ keys: [String]) throws(WorkloadError) {
    for member in table.members where !keys.contains(member.key) {
      throw fault(
        "Unknown key '\(member.key)'", member.keyPosition,
        hint: GeneratorRequest.suggestion(member.key, keys))
    }
  }

  private func whole(_ table: DocumentTable, _ key: String) throws(WorkloadError) -> Int? {
    guard let value = table[key] else { return nil }
    guard let integer = value.integer else {
      throw fault("\(key) must be a whole number, not \(value.shown)", value.position)
    }
    return Int(integer)
  }

  private func number(_ table: DocumentTable, _ key: String) throws(WorkloadError) -> Double? {
    guard let value = table[key] else { return nil }
    guard let result = value.number else {
      throw fault("\(key) must be a number, not \(value.shown)", value.position)
    }
    return result
  }

  private func text(_ value: DocumentValue, _ key: String) throws(WorkloadError) -> String {
    guard let text = value.string else {
      throw fault("\(key) must be text, not \(value.shown)", value.position)
    }
    return text
  }

  /// The same function with the place in the file in its errors.
  private func located<T>(
    _ position: DocumentPosition, _ read: @escaping (String) throws(WorkloadError) -> T
  ) -> (String) throws(WorkloadError) -> T {
    { text throws(WorkloadError) in
      do throws(WorkloadError) { return try read(text) } catch {
        throw fault(error.detail, position, hint: error.hint)
      }
    }
  }

  private func fault(_ detail: String, _ position: DocumentPosition, hint: String? = nil) -> WorkloadError {
    fault(detail, line: position.line, column: position.column, hint: hint)
  }

  private func fault(_ detail: String, line: Int, column: Int, hint: String? = nil) -> WorkloadError {
    .badInput(
      "\(detail) at line \(line), column \(column)", file: path, line: line, column: column,
      hint: hint ?? Self.hint)
  }
}
