import TestSupport

@testable import Workloads

/// What the product finds in a text, in the form of `ReferenceCSV`.
struct ParsedCSV {
  var operations: [String] = []
  var faults: [WorkloadError] = []
  var rows = 0

  /// Parses a text cut into blocks of the given sizes, the last size again and again.
  init(
    _ text: [UInt8], limits: CSVLimits = CSVLimits(), blocks: [Int],
    strictness: CSVParser.Strictness = .collectsFaults(limit: 1 << 20)
  ) {
    let parser = CSVParser(file: "t.csv", limits: limits, strictness: strictness)
    var position = 0
    var turn = 0
    while true {
      let size = blocks[min(turn, blocks.count - 1)]
      turn += 1
      let batch = OperationBatch(headBytes: size / 2, blockBytes: size)
      let part = text[position...].prefix(size)
      batch.block.copyBytes(from: part)
      batch.filled = part.count
      batch.isLast = part.isEmpty
      position += part.count
      parser.parse(batch)
      take(batch)
      if batch.isLast { break }
    }
    faults = parser.faults + faults
    rows = parser.rows
  }

  private mutating func take(_ batch: OperationBatch) {
    for index in 0..<batch.count {
      operations.append(
        "\(batch.kind(at: index).word) \(Array(batch.key(at: index))) \(Array(batch.value(at: index)))")
    }
    if let failure = batch.failure { faults.append(failure) }
  }
}
