/// A text stream into bytes: the standard library formats a `Double` on the stack and hands over its ASCII digits.
private struct ByteStream: TextOutputStream {
  var bytes: [UInt8]

  mutating func write(_ string: String) {
    bytes.append(contentsOf: string.utf8)
  }

  mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: buffer)
  }
}

extension Numerals {
  /// Appends the shortest decimal text that reads back as `value`, which must be finite.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    var stream = ByteStream(bytes: [])
    swap(&stream.bytes, &bytes)
    value.write(to: &stream)
    swap(&stream.bytes, &bytes)
  }
}
