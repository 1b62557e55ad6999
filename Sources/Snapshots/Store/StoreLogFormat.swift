import HashMaps

/// What a store does to one key.
struct StoreChange: Equatable {
  let key: [UInt8]
  /// Nil where the key is removed.
  let value: [UInt8]?
}

/// The first forty bytes of a log; `docs/durable_store.md` gives them their places.
struct StoreLogHeader: Equatable {
  static let bytes = 40
  static let magic = Array("ADHSLOG1".utf8)
  static let version: UInt32 = 1

  /// The last sequence number before the log's first record.
  let base: UInt64
  /// Seeds the sums of this log's records, so that bytes of another log are never taken for its own.
  let salt: UInt64

  var encoded: [UInt8] {
    var bytes = Self.magic
    bytes.append(little: Self.version)
    bytes.append(little: UInt32(0))
    bytes.append(little: base)
    bytes.append(little: salt)
    bytes.append(little: bytes.withUnsafeBytes { checksum($0) })
    return bytes
  }

  init(base: UInt64, salt: UInt64) {
    self.base = base
    self.salt = salt
  }

  /// Nil when the bytes are no whole header of this version.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.bytes, bytes.starts(with: Self.magic),
      bytes.little(8, as: UInt32.self) == Self.version, bytes.little(12, as: UInt32.self) == 0,
      bytes.withUnsafeBytes({ checksum($0.part(0, 32)) }) == bytes.little(32)
    else { return nil }
    base = bytes.little(16)
    salt = bytes.little(24)
  }

  /// The version of a whole header that this program does not know; nil for any other bytes.
  static func laterVersion(_ bytes: [UInt8]) -> UInt32? {
    guard bytes.count == Self.bytes, bytes.starts(with: magic), bytes.little(8, as: UInt32.self) != version,
      bytes.withUnsafeBytes({ checksum($0.part(0, 32)) }) == bytes.little(32)
    else { return nil }
    return bytes.little(8)
  }

  /// The salt of a header that does not hold: that of the header with one bit put right, else what stands in its place.
  /// Whether it is right the sums of the records tell. Nil where the bytes end before it.
  static func salt(ofDamaged bytes: [UInt8]) -> UInt64? {
    guard bytes.count >= 32 else { return nil }
    var tried = bytes
    for bit in 0..<8 * bytes.count {
      tried[bit / 8] ^= 1 << UInt8(bit % 8)
      if let header = StoreLogHeader(tried) { return header.salt }
      tried[bit / 8] = bytes[bit / 8]
    }
    return bytes.little(24)
  }
}

/// One record of a log: the changes of one commit, which count together or not at all.
struct StoreRecord: Equatable {
  static let frameBytes = 40
  static let magic = Array("AREC".utf8)
  /// The most bytes of changes in one record.
  static let longest = 1 << 30
  /// More than any sequence number: a file with a higher one was not written by a store.
  static let sequenceLimit: UInt64 = 1 << 63

  /// The sequence number of its first change; the others follow.
  let sequence: UInt64
  /// Bytes at the beginning of the log that were on the disk for certain when the record was written.
  let synced: UInt64
  let changes: [StoreChange]

  /// The record as it stands in the log.
  static func encode(_ changes: [StoreChange], from sequence: UInt64, synced: UInt64, salt: UInt64) -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: 8) + magic
    bytes.append(little: UInt32(0))
    bytes.append(little: sequence)
    bytes.append(little: UInt32(changes.count))
    bytes.append(little: UInt32(0))
    bytes.append(little: synced)
    for change in changes {
      bytes.append(change.value == nil ? 2 : 1)
      bytes.append(little: UInt32(change.key.count))
      bytes.append(little: UInt32(change.value?.count ?? 0))
      bytes += change.key
      bytes += change.value ?? []
    }
    bytes.set(little: UInt32(bytes.count - frameBytes), at: 12)
    let sum = bytes.withUnsafeBytes { checksum($0.part(8, $0.count - 8), seed: salt) }
    bytes.set(little: sum, at: 0)
    return bytes
  }

  /// Bytes a change takes in a record.
  static func bytes(of change: StoreChange) -> Int { 9 + change.key.count + (change.value?.count ?? 0) }

  /// Bytes of changes that a frame announces; nil when the bytes are no frame.
  static func payload(of frame: UnsafeRawBufferPointer) -> Int? {
    guard frame.count >= frameBytes, frame.part(8, 4).elementsEqual(magic),
      frame.little(28, as: UInt32.self) == 0
    else { return nil }
    let payload = Int(frame.little(12, as: UInt32.self))
    return payload <= longest ? payload : nil
  }

  /// Reads a record, frame and changes and no more; nil when its sum or its shape does not hold.
  init?(_ bytes: UnsafeRawBufferPointer, salt: UInt64) {
    guard Self.payload(of: bytes) == bytes.count - Self.frameBytes,
      checksum(bytes.part(8, bytes.count - 8), seed: salt) == bytes.little(0)
    else { return nil }
    sequence = bytes.little(16)
    synced = bytes.little(32)
    var changes: [StoreChange] = []
    var position = Self.frameBytes
    for _ in 0..<bytes.little(24, as: UInt32.self) {
      guard bytes.count - position >= 9, bytes[position] == 1 || bytes[position] == 2 else { return nil }
      let key = Int(bytes.little(position + 1, as: UInt32.self))
      let value = Int(bytes.little(position + 5, as: UInt32.self))
      let start = position + 9
      guard key + value <= bytes.count - start else { return nil }
      changes.append(
        StoreChange(
          key: [UInt8](bytes.part(start, key)),
          value: bytes[position] == 1 ? [UInt8](bytes.part(start + key, value)) : nil))
      position = start + key + value
    }
    guard position == bytes.count, !changes.isEmpty, sequence < Self.sequenceLimit else { return nil }
    self.changes = changes
  }
}
