/// The beginning of a file, looked at to find out its format.
struct TraceHead {
  /// As many bytes as detection looks at.
  static let bytes = 4096

  /// The bytes.
  let bytes: ArraySlice<UInt8>
  /// The first lines without their ends, blank ones left out.
  let lines: [ArraySlice<UInt8>]

  /// The beginning; `isWhole` when nothing follows, so that the last line is one.
  init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    self.bytes = text
    var lines = text.split(separator: 0x0A, maxSplits: 64, omittingEmptySubsequences: false)
    if !isWhole, lines.count > 1 { lines.removeLast() }
    self.lines = lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
  }

  /// Whether this is enough to tell.
  static func isEnough(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.count >= Self.bytes { return true }
    var feeds = 0
    for byte in bytes {
      if byte == 0 { return bytes.count >= 240 }
      if byte == 0x0A { feeds += 1 }
    }
    // The header of a workload file tells everything; a pipe may be slow with what follows it.
    return feeds >= 2 || (feeds == 1 && TraceHead(bytes, isWhole: false).isWorkload)
  }

  /// Whether it may be text, which has no byte of zero. A workload file with a fault is text, and so is what is shorter
  /// than any binary record.
  var isText: Bool { isWorkload || bytes.count < OracleRecords.bytes || !bytes.contains(0) }

  /// Whether the header is that of our own workload files.
  var isWorkload: Bool {
    guard let first = lines.first else { return true }
    return Set(Self.split(first, 0x2C).map { Self.text($0) }).isSuperset(of: CSVSchema.columns)
  }

  /// The fields of the first line.
  func fields(_ separator: UInt8) -> [ArraySlice<UInt8>] {
    guard let first = lines.first else { return [] }
    return Self.split(first, separator)
  }

  /// Whether the first line names one of each of these, in upper or lower case.
  func hasHeader(_ names: [[String]]) -> Bool {
    let found = Set(fields(0x2C).map { Self.text($0) })
    return names.allSatisfy { !found.isDisjoint(with: $0) }
  }

  /// A field of the first line, split at commas or, without any, at blanks; in lower case.
  func word(_ index: Int) -> String {
    let all = cells
    return index < all.count ? Self.text(all[index]) : ""
  }

  /// The same, counted from the last field.
  func word(fromEnd index: Int) -> String { word(cells.count - 1 - index) }

  /// Whether a field is a number of at least so many digits.
  func isNumber(_ index: Int, from digits: Int = 1) -> Bool {
    let text = word(index)
    return text.utf8.count >= digits && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// The same, counted from the last field.
  func isNumber(fromEnd index: Int) -> Bool { isNumber(cells.count - 1 - index) }

  private var cells: [ArraySlice<UInt8>] {
    let byComma = fields(0x2C)
    return byComma.count > 1 ? byComma : fields(0x20)
  }

  private static func split(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [ArraySlice<UInt8>] {
    line.split(separator: separator, maxSplits: 64, omittingEmptySubsequences: separator == 0x20)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.filter { $0 != 0x22 && !isBlank($0) }, as: UTF8.self).lowercased()
  }
}
