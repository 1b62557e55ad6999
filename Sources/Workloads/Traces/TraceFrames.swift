#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The text of a trace as it comes, cut into rows.
final class TraceFrames {
  private let file: String
  private let longest: Int
  private var bytes: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  /// Whether the text has ended and every row was taken.
  private(set) var isAtEnd = false
  private var isTextOver = false
  /// The number of the latest row in the file, from 1, and where it begins in the text.
  private var line = 0
  private var offset = 0
  private var nextOffset = 0
  private var isBinary = false

  init(head: ArraySlice<UInt8>, file: String, longest: Int) {
    self.file = file
    self.longest = longest
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = head.starts(with: mark) ? head.dropFirst(mark.count) : head
    nextOffset = head.count - text.count
    bytes = .allocate(byteCount: max(2 * TraceDecoder.chunkBytes, text.count), alignment: 16)
    bytes.copyBytes(from: text)
    end = text.count
  }

  deinit { bytes.deallocate() }

  /// Puts the next row into `row`, its fields split; false when it is not all there.
  func next(
    _ format: TraceFormat, _ separator: UInt8?, into row: TraceRow
  ) throws(WorkloadError) -> Bool {
    switch format.framing {
    case .records(let size):
      isBinary = true
      guard end - start >= size else {
        if isTextOver, start < end { throw cutRecord(size) }
        isAtEnd = isTextOver
        return false
      }
      take(size, next: size, into: row)
    case .lines(let usual), .headedLines(let usual):
      guard let base = bytes.baseAddress else { return false }
      let rest = end - start
      if let feed = memchr(base + start, 0x0A, rest) {
        let count = UnsafeRawPointer(feed) - UnsafeRawPointer(base + start)
        take(count, next: count + 1, into: row)
      } else if isTextOver, rest > 0 {
        take(rest, next: rest, into: row)
      } else {
        isAtEnd = isTextOver
        return false
      }
      row.split(at: separator ?? usual)
    }
    return true
  }

  private func take(_ count: Int, next: Int, into row: TraceRow) {
    line += 1
    offset = nextOffset
    nextOffset += next
    var text = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    if !isBinary, text.last == 0x0D { text = UnsafeRawBufferPointer(rebasing: text.dropLast()) }
    row.text = text
    start += next
  }

  /// Reads more text behind what is not yet used. Earlier rows are gone afterwards.
  func refill(from text: InputText) throws(WorkloadError) {
    let rest = end - start
    if rest > longest {
      line += 1
      offset = nextOffset
      throw fault(
        "Row length limit exceeded (\(rest) > \(longest))", hint: "--csv-max-line-bytes sets the limit")
    }
    if let base = bytes.baseAddress, start > 0 { memmove(base, base + start, rest) }
    start = 0
    end = rest
    if bytes.count - end < TraceDecoder.chunkBytes {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * bytes.count, alignment: 16)
      larger.copyBytes(from: bytes[..<end])
      bytes.deallocate()
      bytes = larger
    }
    let count = try text.read(
      into: UnsafeMutableRawBufferPointer(rebasing: bytes[end..<end + TraceDecoder.chunkBytes]))
    end += count
    isTextOver = count == 0
  }

  /// A fault of the latest row.
  func fault(_ what: String, column: Int = 1, hint: String) -> WorkloadError {
    let inLine = column > 1 ? ", column \(column)" : ""
    let place = isBinary ? "at byte \(offset) (record \(line))" : "at line \(line)\(inLine)"
    return .badInput(
      "\(what) \(place)", file: file, line: isBinary ? nil : line, column: isBinary ? nil : column,
      byteOffset: offset, hint: hint)
  }

  private func cutRecord(_ size: Int) -> WorkloadError {
    .badInput(
      "The last record has \(end - start) of \(size) bytes at byte \(nextOffset)", file: file,
      byteOffset: nextOffset, hint: "the file was not completely copied, or has another format")
  }
}
