import Base
import Workloads

/// A workload file that was made from a model.
package struct RegeneratedWorkload: Sendable {
  /// Rows without the header.
  package private(set) var rows = 0
  /// Rows by kind: puts, gets, deletes.
  package private(set) var kinds = [0, 0, 0]
  /// Different keys.
  package private(set) var keys = 0
  /// Bytes of the file.
  package private(set) var bytes = 0
  /// The XXH3-128 digest of the file: the `input_digest` of its replay.
  package private(set) var digest = ""

  /// How far its miss ratios lie from the model's at most.
  package private(set) var missRatioError = 0.0

  private static let bufferBytes = 262_144
  private static let rowsPerStep = 65_536
  private static let words = ["put,", "get,", "del,"].map { Array($0.utf8) }

  /// Writes the file, atomically: `path` holds the whole of it or what it held before; `-` is standard output. The same model and seed give the
  /// same bytes everywhere.
  ///
  /// `progress` is called with the rows written now and then; when it gives false, nothing is left behind and the result
  /// is nil.
  package static func write(
    _ model: WorkloadModel, seed: UInt64, to path: String, progress: (Int) -> Bool = { _ in true }
  ) throws(LaboratoryError) -> RegeneratedWorkload? {
    try LaboratoryError.wrapping { () throws(SystemError) in
      var file = try AtomicFileWriter(path: path, orStandardOutput: true)
      guard let workload = try fill(&file, model, seed, progress) else { return nil }
      try file.commit()
      return workload
    }
  }

  private static func fill(
    _ file: inout AtomicFileWriter, _ model: WorkloadModel, _ seed: UInt64, _ progress: (Int) -> Bool
  ) throws(SystemError) -> RegeneratedWorkload? {
    var random = SeededRandom(seed: seed)
    let lengths = expand(model.keyLengths, &random)
    let sizes = expand(model.valueSizes, &random)
    var result = RegeneratedWorkload()
    let closest = Regeneration.closest(model, seed: random.next(), proceeds: { progress(0) })
    guard let (draw, error) = closest else { return nil }
    result.missRatioError = error
    var operations = Regeneration(model, draw)
    let digest = InputDigest()
    var buffer = Array("op,key,value\n".utf8)
    func flush() throws(SystemError) {
      buffer.withUnsafeBytes { digest.update($0) }
      try file.write(buffer)
      result.bytes += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    while let operation = operations.next() {
      result.rows += 1
      result.keys += operation.isFirst ? 1 : 0
      buffer += words[operation.kind]
      append(key: operation.key, length: Int(lengths[operation.key]), to: &buffer)
      buffer.append(0x2C)
      if operation.kind == 0 {
        append(letters: max(1, Int(sizes[result.kinds[0]])), &random, to: &buffer)
      }
      buffer.append(0x0A)
      result.kinds[operation.kind] += 1
      if buffer.count >= bufferBytes { try flush() }
      if result.rows % rowsPerStep == 0, !progress(result.rows) { return nil }
    }
    try flush()
    result.digest = digest.hexadecimal
    return result
  }

  /// One number for each, in an order drawn by chance.
  private static func expand(_ shares: [WorkloadModel.Share], _ random: inout SeededRandom) -> [UInt32] {
    var values = shares.flatMap { [UInt32](repeating: UInt32($0.value), count: $0.count) }
    random.reorder(&values)
    return values
  }

  /// A letter and the key's number to the base 36, with zeros up to `length` bytes; longer where it does not fit, so
  /// that no two keys are alike.
  private static func append(key: Int, length: Int, to buffer: inout [UInt8]) {
    var digits: [UInt8] = []
    var rest = key
    repeat {
      let digit = UInt8(rest % 36)
      digits.append(digit < 10 ? 48 + digit : 87 + digit)
      rest /= 36
    } while rest > 0
    if digits.count < length { buffer.append(0x6B) }
    for _ in 0..<max(0, length - 1 - digits.count) { buffer.append(48) }
    buffer += digits.reversed()
  }

  private static func append(letters: Int, _ random: inout SeededRandom, to buffer: inout [UInt8]) {
    var bits: UInt64 = 0
    for index in 0..<letters {
      if index % 16 == 0 { bits = random.next() }
      buffer.append(97 + UInt8(bits & 15))
      bits >>= 4
    }
  }
}
