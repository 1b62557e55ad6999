/// The text of an input file: as it stands, or decompressed when its first bytes are those of gzip or zstd.
final class InputText {
  let file: InputFile
  /// Bytes of text given out.
  private(set) var textBytes = 0

  private let maxBytes: Int
  private var decoder: Decoder?
  /// The beginning, read to find out what the file is.
  private var head: [UInt8] = []
  private var headUsed = 0

  private enum Decoder {
    case plain
    case gzip(GzipDecoder)
    case zstd(ZstdDecoder)
  }

  /// The text of `file`, of at most `maxBytes` bytes (0: any number).
  init(file: InputFile, maxBytes: Int) throws(WorkloadError) {
    self.file = file
    self.maxBytes = maxBytes
    if let size = file.size, maxBytes > 0, size > maxBytes { throw sizeFault(size) }
  }

  /// Fills the target with the next bytes of text, not necessarily to its end; 0 at the end of the text.
  func read(into target: UnsafeMutableRawBufferPointer) throws(WorkloadError) -> Int {
    let count: Int
    switch decoder {
    case nil:
      decoder = try sniff()
      return try read(into: target)
    case .plain: count = headUsed < head.count ? takeHead(target) : try file.read(into: target)
    case .gzip(let gzip): count = try gzip.read(into: target)
    case .zstd(let zstd): count = try zstd.read(into: target)
    }
    textBytes += count
    if maxBytes > 0, textBytes > maxBytes { throw sizeFault(maxBytes + 1) }
    return count
  }

  /// Looks at the first four bytes.
  private func sniff() throws(WorkloadError) -> Decoder {
    head = [UInt8](repeating: 0, count: 4)
    var count = 0
    while count < 4 {
      var more = 0
      var failure: WorkloadError?
      head.withUnsafeMutableBytes { bytes in
        do throws(WorkloadError) {
          more = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
        } catch { failure = error }
      }
      if let failure { throw failure }
      if more == 0 { break }
      count += more
    }
    head.removeLast(4 - count)
    let decoder: Decoder
    if head.starts(with: [0x1F, 0x8B]) {
      decoder = .gzip(try GzipDecoder(file: file, head: head))
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      decoder = .zstd(try ZstdDecoder(file: file, head: head))
    } else {
      decoder = .plain
    }
    return decoder
  }

  private func takeHead(_ target: UnsafeMutableRawBufferPointer) -> Int {
    let part = head[headUsed...].prefix(target.count)
    target.copyBytes(from: part)
    headUsed += part.count
    return part.count
  }

  private func sizeFault(_ size: Int) -> WorkloadError {
    .badInput("CSV size limit exceeded (\(size) > \(maxBytes) bytes)", file: file.name, hint: schemaHint)
  }
}
