/// JSON as RFC 8259 has it, nothing more: no comments, no trailing commas, no duplicate names, no lone surrogates.
package enum JSON {
  /// Containers that may stand inside one another.
  package static let depthLimit = 128

  /// The one value of a document; errors carry line and column.
  ///
  /// `line` is the number of the text's first line, for texts that are a line of a larger file. O(bytes).
  package static func parse(
    _ bytes: UnsafeRawBufferPointer, file: String, line: Int = 1
  ) throws(DocumentError) -> DocumentValue {
    var parser = JSONParser(bytes: bytes, file: file, line: line)
    return try parser.parseDocument()
  }

  /// The one value of a document; errors carry line and column.
  package static func parse(
    _ bytes: [UInt8], file: String, line: Int = 1
  ) throws(DocumentError) -> DocumentValue {
    let result = bytes.withUnsafeBytes { buffer -> Result<DocumentValue, DocumentError> in
      Result { () throws(DocumentError) in try parse(buffer, file: file, line: line) }
    }
    return try result.get()
  }
}
