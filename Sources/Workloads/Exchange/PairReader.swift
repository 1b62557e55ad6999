import Base

/// Reads keys and values from a text file, as it stands or compressed with gzip or zstd; memory is bounded by the
/// longest entry.
package final class PairReader {
  /// The most bytes one field, or one line of NDJSON, may have.
  package static let longestField = 1 << 30
  private static let blockBytes = 131_072

  /// The file as the user named it; `-` is standard input.
  package let path: String
  /// How it is written.
  package private(set) var format = PairFormat.csv
  /// Entries read so far.
  package private(set) var entries = 0
  /// The line at which the next entry begins, from 1.
  package private(set) var line = 1
  /// The key of the entry `next` found.
  package internal(set) var key: [UInt8] = []
  /// Its value.
  package internal(set) var value: [UInt8] = []

  private let text: InputText
  private var block = [UInt8](repeating: 0, count: blockBytes)
  private var filled = 0
  private var position = 0
  /// The line at which the entry in hand begins.
  package internal(set) var firstLine = 1

  /// Opens the file; without a format, a file that begins with `{` is NDJSON. Throws what is wrong with its beginning.
  package init(path: String, format: PairFormat? = nil) throws(WorkloadError) {
    self.path = path
    text = try InputText(file: try InputFile(name: path), maxBytes: 0)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if try peek() == mark[0] {
      for byte in mark {
        guard try peek() == byte else { throw fault("the first bytes are not UTF-8 text") }
        position += 1
      }
    }
    let isObject = try peek() == UInt8(ascii: "{")
    self.format = format ?? (isObject ? .ndjson : .csv)
    if self.format == .csv { try readHeader() }
  }

  private func readHeader() throws(WorkloadError) {
    let hint =
      "an exported file begins with key,value; a workload (op,key,value) is replayed with run-csv --snapshot-out"
    guard try peek() != nil else { throw fault("the file is empty", hint: hint) }
    guard try readRow(), key == Array("key".utf8), value == Array("value".utf8) else {
      throw fault("the header is not key,value", hint: hint)
    }
  }

  /// Reads the next entry into `key` and `value`; false at the end.
  package func next() throws(WorkloadError) -> Bool {
    firstLine = line
    let found: Bool
    switch format {
    case .csv: found = try readRow()
    case .ndjson: found = try readObject()
    }
    if found { entries += 1 }
    return found
  }

  // MARK: Bytes

  /// The next byte, which stays; nil at the end.
  func peek() throws(WorkloadError) -> UInt8? {
    if position == filled {
      var failure: WorkloadError?
      filled = block.withUnsafeMutableBytes { target in
        do throws(WorkloadError) { return try text.read(into: target) } catch {
          failure = error
          return 0
        }
      }
      position = 0
      if let failure { throw failure }
      if filled == 0 { return nil }
    }
    return block[position]
  }

  /// Takes the byte that `peek` showed.
  func skip() {
    if block[position] == 0x0A { line += 1 }
    position += 1
  }

  /// Moves bytes to `target` up to the first for which `isEnd` holds, or to the end.
  func take(into target: inout [UInt8], until isEnd: (UInt8) -> Bool) throws(WorkloadError) {
    while try peek() != nil {
      let end = block[position..<filled].firstIndex(where: isEnd) ?? filled
      for byte in block[position..<end] where byte == 0x0A { line += 1 }
      target.append(contentsOf: block[position..<end])
      guard target.count <= Self.longestField else {
        throw fault("a field of more than \(Self.longestField) bytes")
      }
      position = end
      if end < filled { return }
    }
  }

  /// What is wrong with the entry in hand.
  func fault(_ detail: String, hint: String? = nil) -> WorkloadError {
    .badInput("Line \(firstLine): \(detail)", file: path, line: firstLine, hint: hint)
  }
}
