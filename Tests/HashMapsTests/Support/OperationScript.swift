import Base
import HashMaps

/// Random operations as the columns a map applies, with keys and values short and long.
final class OperationScript {
  let count: Int
  private var bytes: [UInt8] = []
  private var kinds: [UInt8] = []
  private var keyOffsets: [UInt32] = []
  private var keyLengths: [UInt32] = []
  private var valueOffsets: [UInt32] = []
  private var valueLengths: [UInt32] = []

  init(seed: UInt64, count: Int, universe: UInt64? = nil) {
    self.count = count
    var random = SeededRandom(seed: seed)
    for _ in 0..<count {
      let dice = random.below(10)
      kinds.append(dice < 6 ? 0 : dice < 8 ? 1 : 2)
      append(Bytes.key(random.below(universe ?? UInt64(count / 2))), Bytes.value(&random))
    }
    bytes += [UInt8](repeating: 0, count: 16)
  }

  /// Puts of one value under keys.
  init(changing keys: [[UInt8]], to value: [UInt8]) {
    count = keys.count
    kinds = [UInt8](repeating: 0, count: count)
    for key in keys { append(key, value) }
    bytes += [UInt8](repeating: 0, count: 16)
  }

  private func append(_ key: [UInt8], _ value: [UInt8]) {
    keyOffsets.append(UInt32(bytes.count))
    keyLengths.append(UInt32(key.count))
    bytes += key
    valueOffsets.append(UInt32(bytes.count))
    valueLengths.append(UInt32(value.count))
    bytes += value
  }

  func columns<Result>(_ body: (OperationColumns) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { bytes in
      try kinds.withUnsafeBufferPointer { kinds in
        try keyOffsets.withUnsafeBufferPointer { keyOffsets in
          try keyLengths.withUnsafeBufferPointer { keyLengths in
            try valueOffsets.withUnsafeBufferPointer { valueOffsets in
              try valueLengths.withUnsafeBufferPointer { valueLengths in
                try body(
                  OperationColumns(
                    base: bytes.baseAddress!, kinds: kinds.baseAddress!, keyOffsets: keyOffsets.baseAddress!,
                    keyLengths: keyLengths.baseAddress!, valueOffsets: valueOffsets.baseAddress!,
                    valueLengths: valueLengths.baseAddress!))
              }
            }
          }
        }
      }
    }
  }

  /// Performs the rows one by one on `map` and compares the outcome with what a batch said.
  func check(against map: ByteMap, _ tally: OperationTally, _ label: String) throws {
    var expected = OperationTally()
    for row in 0..<count {
      let key = Array(bytes[Int(keyOffsets[row])..<Int(keyOffsets[row] + keyLengths[row])])
      let value = Array(bytes[Int(valueOffsets[row])..<Int(valueOffsets[row] + valueLengths[row])])
      switch kinds[row] {
      case 0: if try map.store(key, value).isNew { expected.inserted += 1 } else { expected.updated += 1 }
      case 1:
        if let found = map.fetch(key) {
          expected.hits += 1
          expected.bytesRead += found.count
        } else {
          expected.misses += 1
        }
      default: if map.drop(key) { expected.deleted += 1 } else { expected.absent += 1 }
      }
    }
    guard expected == tally else { throw Mismatch("\(label): \(tally) in batches, \(expected) one by one") }
  }
}
