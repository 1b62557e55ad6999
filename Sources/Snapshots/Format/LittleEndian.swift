/// Integers as the format has them: little end first, at any place.
extension [UInt8] {
  mutating func append<Number: FixedWidthInteger>(little number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  /// Overwrites the bytes at `offset`.
  mutating func set<Number: FixedWidthInteger>(little number: Number, at offset: Int) {
    withUnsafeMutableBytes { $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self) }
  }

  func little<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type = Number.self) -> Number {
    withUnsafeBytes { $0.little(offset, as: type) }
  }
}

extension UnsafeRawBufferPointer {
  /// The integer at `offset`, which must lie within the buffer with all its bytes.
  @inline(__always)
  func little<Number: FixedWidthInteger>(_ offset: Int, as type: Number.Type = Number.self) -> Number {
    Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  /// A part of the buffer, which must lie within it.
  @inline(__always)
  func part(_ offset: Int, _ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[offset..<offset + count])
  }
}
