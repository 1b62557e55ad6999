/// Compressed bytes on their way from a file to a decoder.
struct CompressedBuffer {
  static let bytes = 131_072

  let file: InputFile
  let memory: UnsafeMutableRawBufferPointer
  private(set) var count: Int
  /// How many of them the decoder took.
  var used = 0
  /// Whether the file has no more.
  private(set) var isAtEnd = false

  init(file: InputFile, head: [UInt8]) {
    self.file = file
    memory = .allocate(byteCount: Self.bytes, alignment: 16)
    memory.copyBytes(from: head)
    count = head.count
  }

  func deallocate() {
    memory.deallocate()
  }

  /// The bytes not yet taken.
  var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[used..<count]) }

  /// The position in the file of the first byte not yet taken.
  var offset: Int { file.bytesRead - (count - used) }

  /// Reads more when everything was taken.
  mutating func refill() throws(WorkloadError) {
    if used < count || isAtEnd { return }
    used = 0
    count = try file.read(into: memory)
    isAtEnd = count == 0
  }

  /// A fault of the compressed data, with its place.
  func fault(_ what: String, at offset: Int) -> WorkloadError {
    .badInput(
      "\(what) at byte \(offset)", file: file.name, byteOffset: offset,
      hint: "The file is damaged or was not completely copied")
  }
}
