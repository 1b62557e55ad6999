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

  /// How far miss ratios may lie from the model's unless something else is asked for.
  package static let promised = 0.02
  /// How far its miss ratios lie from the model's at most, in caches of a power of two keys.
  package private(set) var missRatioError = 0.0

  private static let bufferBytes = 262_144
  private static let rowsPerStep = 65_536
  private static let words = ["put,", "get,", "del,"].map { Array($0.utf8) }

  /// Writes the file, atomically: `path` holds the whole of it or what it held before; `-` is standard output. The same model and seed give the
  /// same bytes everywhere.
  ///
  /// `progress` is called with the rows written now and then; when it gives false, nothing is left behind and the result
  /// is nil.
  ///
  /// - Parameter tolerance: how far miss ratios may lie from the model's; a workload that misses it is not written.
  package static func write(
    _ model: WorkloadModel, seed: UInt64, to path: String, tolerance: Double = Self.promised,
    progress: (Int) -> Bool = { _ in true }
  ) throws(LaboratoryError) -> RegeneratedWorkload? {
    var random = SeededRandom(seed: seed)
    let lengths = expand(model.keyLengths, &random)
    let sizes = expand(model.valueSizes, &random)
    let closest = Regeneration.closest(
      model, seed: random.next(), tolerance: tolerance, proceeds: { progress(0) })
    guard let (draw, error) = closest else { return nil }
    if error > tolerance { throw .unfaithful(missRatioError: error, tolerance: tolerance) }
    var result = RegeneratedWorkload()
    result.missRatioError = error
    return try LaboratoryError.wrapping { () throws(SystemError) in
      var file = try AtomicFileWriter(path: path, orStandardOutput: true)
      let operations = Regeneration(model, draw)
      guard try result.fill(&file, operations, lengths, sizes, &random, progress) else { return nil }
      try file.commit()
      return result
    }
  }

  private mutating func fill(
    _ file: inout AtomicFileWriter, _ operations: Regeneration, _ lengths: [UInt32], _ sizes: [UInt32],
    _ random: inout SeededRandom, _ progress: (Int) -> Bool
  ) throws(SystemError) -> Bool {
    var operations = operations
    let digest = InputDigest()
    var buffer = Array("op,key,value\n".utf8)
    func flush() throws(SystemError) {
      buffer.withUnsafeBytes { digest.update($0) }
      try file.write(buffer)
      bytes += buffer.count
      buffer.removeAll(keepingCapacity: true)
    }
    while let operation = operations.next() {
      rows += 1
      keys += operation.isFirst ? 1 : 0
      buffer += Self.words[operation.kind]
      Self.append(key: operation.key, length: Int(lengths[operation.key]), to: &buffer)
      buffer.append(0x2C)
      if operation.kind == 0 {
        Self.append(letters: max(1, Int(sizes[kinds[0]])), &random, to: &buffer)
      }
      buffer.append(0x0A)
      kinds[operation.kind] += 1
      if buffer.count >= Self.bufferBytes { try flush() }
      if rows % Self.rowsPerStep == 0, !progress(rows) { return false }
    }
    try flush()
    self.digest = digest.hexadecimal
    return true
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
