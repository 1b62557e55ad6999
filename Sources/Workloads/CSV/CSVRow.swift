/// Writing fields of a workload file.
enum CSVRow {
  /// Appends a field, in quotes where its content needs them.
  static func append(_ field: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    let needsQuotes = field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else {
      text.append(contentsOf: field)
      return
    }
    text.append(0x22)
    for byte in field {
      if byte == 0x22 { text.append(0x22) }
      text.append(byte)
    }
    text.append(0x22)
  }
}
