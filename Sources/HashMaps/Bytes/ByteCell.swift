import CIntrinsics

/// Sixteen bytes that hold a byte string: up to fifteen bytes in place, or the reference of a longer one.
///
/// In place the string fills the low bytes and its length the top byte. Beyond fifteen bytes the top byte is 255, the
/// low half of `high` is the length, the low half of `low` the arena reference and its high half the 32-bit hash (keys)
/// or zero (values).
@frozen
@usableFromInline
struct ByteCell: Equatable {
  @usableFromInline var low: UInt64
  @usableFromInline var high: UInt64

  @usableFromInline static var inlineLimit: Int {
    @inlinable @inline(__always) get { 15 }
  }

  @inlinable @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// A cell for at most fifteen bytes.
  ///
  /// Sixteen bytes are read where they lie within one page, as string functions do: memory is mapped by pages, so this
  /// cannot fault, and no branch depends on the length.
  @inlinable @inline(__always)
  init(short bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else {
      self.init(low: 0, high: 0)
      return
    }
    if _fastPath(UInt(bitPattern: start) & 4095 <= 4080) {
      self.init(padded: start, count: bytes.count)
    } else {
      self.init(exactly: start, count: bytes.count)
    }
  }

  /// A cell for at most fifteen bytes, reading only those.
  @usableFromInline
  init(exactly start: UnsafeRawPointer, count: Int) {
    guard count > 0 else {
      self.init(low: 0, high: 0)
      return
    }
    let length = UInt64(truncatingIfNeeded: count) &<< 56
    if count >= 8 {
      let low = start.loadUnaligned(as: UInt64.self).littleEndian
      // The last eight bytes, shifted so that those already in `low` fall off; in two steps, since eight bytes
      // shift by all 64 bits.
      let tail = start.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self).littleEndian
      self.init(low: low, high: (tail &>> 8) &>> UInt64(truncatingIfNeeded: (15 &- count) &* 8) | length)
    } else if count >= 4 {
      let head = UInt64(start.loadUnaligned(as: UInt32.self).littleEndian)
      let tail = UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self).littleEndian)
      self.init(low: head | tail &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8), high: length)
    } else {
      let middle = count &>> 1
      let low =
        UInt64(start.load(as: UInt8.self))
        | UInt64(start.load(fromByteOffset: middle, as: UInt8.self))
        &<< UInt64(truncatingIfNeeded: middle &* 8)
        | UInt64(start.load(fromByteOffset: count &- 1, as: UInt8.self))
        &<< UInt64(truncatingIfNeeded: (count &- 1) &* 8)
      self.init(low: low, high: length)
    }
  }

  /// A cell for at most fifteen bytes where sixteen may be read: no branch on the length.
  @inlinable @inline(__always)
  init(padded start: UnsafeRawPointer, count: Int) {
    let words = ci_load_short(start, UInt64(truncatingIfNeeded: count))
    self.init(low: words.low, high: words.high)
  }

  @inlinable @inline(__always)
  init(reference: UInt32, count: Int, hash: UInt32) {
    low = UInt64(hash) &<< 32 | UInt64(reference)
    high = 0xFF &<< 56 | UInt64(truncatingIfNeeded: count)
  }

  @inlinable @inline(__always)
  var isInline: Bool { high < 0xFF &<< 56 }

  @inlinable @inline(__always)
  var reference: UInt32 { UInt32(truncatingIfNeeded: low) }

  /// The 32-bit hash a long key carries.
  @inlinable @inline(__always)
  var carriedHash: UInt32 {
    get { UInt32(truncatingIfNeeded: low &>> 32) }
    set { low = low & 0xFFFF_FFFF | UInt64(newValue) &<< 32 }
  }

  @inlinable @inline(__always)
  var count: Int { isInline ? Int(high &>> 56) : Int(high & 0xFFFF_FFFF) }
}
