import Base

/// How keys and values stand in a text file that other programs read.
package enum PairFormat: String, CaseIterable, Sendable {
  /// Rows of two fields (RFC 4180) under the header `key,value`; bytes stand as they are.
  case csv
  /// One JSON object a line: `key` and `value`, or `key_base64`, `value_base64` where bytes are not UTF-8.
  case ndjson
}

/// Writes keys and values as text; the file appears as a whole at `commit`, or not at all.
package struct PairWriter: ~Copyable {
  private var file: AtomicFileWriter
  private let format: PairFormat
  private var json = JSONWriter()
  private var row: [UInt8] = []

  /// Begins a file beside `path`.
  package init(path: String, format: PairFormat) throws(SystemError) {
    self.format = format
    file = try Self.begin(path, with: format == .csv ? Array("key,value\n".utf8) : [])
  }

  private static func begin(_ path: String, with header: [UInt8]) throws(SystemError) -> AtomicFileWriter {
    var file = try AtomicFileWriter(path: path, orStandardOutput: true)
    try file.write(header)
    return file
  }

  /// Adds an entry. O(bytes).
  package mutating func append(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws(SystemError) {
    switch format {
    case .csv:
      row.removeAll(keepingCapacity: true)
      Self.appendRow(key, value, to: &row)
      try file.write(row)
    case .ndjson:
      json.reset()
      json.beginObject()
      json.data("key", key)
      json.data("value", value)
      json.endObject()
      json.endLine()
      try file.write(json.bytes)
    }
  }

  /// Puts the file in its place, durably.
  package consuming func commit() throws(SystemError) { try file.commit() }

  /// Appends a row of CSV and its line feed. O(bytes).
  package static func appendRow(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, to row: inout [UInt8]
  ) {
    appendField(key, to: &row)
    row.append(UInt8(ascii: ","))
    appendField(value, to: &row)
    row.append(UInt8(ascii: "\n"))
  }

  private static func appendField(_ bytes: UnsafeRawBufferPointer, to row: inout [UInt8]) {
    let isPlain = bytes.allSatisfy { byte in
      byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != 0x0A && byte != 0x0D
    }
    guard !isPlain else { return row.append(contentsOf: bytes) }
    row.append(UInt8(ascii: "\""))
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { row.append(byte) }
      row.append(byte)
    }
    row.append(UInt8(ascii: "\""))
  }
}

extension JSONWriter {
  /// Writes bytes that need not be text as a member: as text under `name` where they are UTF-8, else in base64 under
  /// `name_base64`. O(bytes).
  package mutating func data(_ name: String, _ bytes: UnsafeRawBufferPointer) {
    if firstInvalidUTF8(bytes) == nil {
      key(name)
      string(utf8: bytes)
    } else {
      key(name + "_base64")
      string(Base64.encode(bytes))
    }
  }

  /// The same with `null` under `name` for nothing.
  package mutating func data(_ name: String, _ bytes: [UInt8]?) {
    guard let bytes else {
      key(name)
      return null()
    }
    bytes.withUnsafeBytes { data(name, $0) }
  }
}
