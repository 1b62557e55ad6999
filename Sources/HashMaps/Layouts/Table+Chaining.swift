import CIntrinsics

// Two-level chaining: the directory, then buckets of seven cells. A bucket starts with seven one-byte tags, a byte
// that is 1 when an overflow bucket follows, and that bucket's 32-bit index. All buckets of a chain but the last are
// full: a deletion fills its hole from the last one, which is unlinked when it becomes empty, so chains never decay.

extension Table {
  /// Chains of more buckets than this do not occur with an honest hash: with a mean of five entries a bucket,
  /// more than 42 have probability 1e-23.
  @inlinable @inline(__always)
  static var suspiciousChain: Int { 6 }

  @inlinable @inline(__always)
  static func bucketCells(_ bucket: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Entry> {
    (bucket + Shape.bucketHeader).assumingMemoryBound(to: Entry.self)
  }

  @inlinable @inline(__always)
  func findChaining<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    let position = word.position(hash)
    let bucket = word.base + position &* Shape.bucketStride
    var matches = ci_match8_hash(bucket, hash) & 0x7F
    observer.read(position, matches)
    while matches != 0 {
      let lane = matches.trailingZeroBitCount
      let cell = Self.bucketCells(bucket) + lane
      let equal = query.matches(Self.key(of: cell))
      observer.compare(cell, position, lane, equal)
      if _fastPath(equal) { return Slot(cell: cell, mark: bucket + lane) }
      matches &= matches &- 1
    }
    if _fastPath(ci_byte(bucket + 7) == 0) { return nil }
    return findChainingFurther(query, hash, word, bucket, &observer)
  }

  @inlinable @inline(never)
  func findChainingFurther<Query: KeyQuery, Observer: ProbeObserver>(
    _ query: Query, _ hash: UInt64, _ word: SegmentWord, _ first: UnsafeMutableRawPointer,
    _ observer: inout Observer
  ) -> Slot<Key, Value>? where Query.Keys == Keys {
    var bucket = first
    while let following = Self.following(bucket, word) {
      bucket = following
      var matches = ci_match8_hash(bucket, hash) & 0x7F
      observer.read(Self.index(of: bucket, word), matches)
      while matches != 0 {
        let lane = matches.trailingZeroBitCount
        let cell = Self.bucketCells(bucket) + lane
        let equal = query.matches(Self.key(of: cell))
        observer.compare(cell, Self.index(of: bucket, word), lane, equal)
        if equal { return Slot(cell: cell, mark: bucket + lane) }
        matches &= matches &- 1
      }
    }
    return nil
  }

  @inlinable @inline(__always)
  static func index(of bucket: UnsafeMutableRawPointer, _ word: SegmentWord) -> Int {
    (bucket - word.base) / Shape.bucketStride
  }

  /// The overflow bucket behind this one, or nil.
  @inlinable @inline(__always)
  static func following(_ bucket: UnsafeMutableRawPointer, _ word: SegmentWord) -> UnsafeMutableRawPointer? {
    let index = bucket.load(fromByteOffset: 8, as: UInt32.self)
    return index == 0 ? nil : word.base + Int(index) &* Shape.bucketStride
  }

  @inlinable @inline(__always)
  static func link(_ bucket: UnsafeMutableRawPointer, _ index: UInt32) {
    bucket.storeBytes(of: index == 0 ? 0 : 1, toByteOffset: 7, as: UInt8.self)
    bucket.storeBytes(of: index, toByteOffset: 8, as: UInt32.self)
  }

  @inlinable @inline(__always)
  func placeChaining<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ header: UnsafeMutablePointer<SegmentHeader>,
    _ observer: inout Observer
  ) -> UnsafeMutablePointer<Entry>? {
    let bucket = word.base + word.position(hash) &* Shape.bucketStride
    let free = ci_match8(bucket, 0) & 0x7F
    if _fastPath(free != 0) {
      let lane = free.trailingZeroBitCount
      bucket.storeBytes(of: Self.tag(hash), toByteOffset: lane, as: UInt8.self)
      observer.act(.place, Self.index(of: bucket, word), lane)
      return Self.bucketCells(bucket) + lane
    }
    return placeChainingFurther(word, hash, header, bucket, &observer)
  }

  @inlinable @inline(never)
  func placeChainingFurther<Observer: ProbeObserver>(
    _ word: SegmentWord, _ hash: UInt64, _ header: UnsafeMutablePointer<SegmentHeader>,
    _ first: UnsafeMutableRawPointer, _ observer: inout Observer
  ) -> UnsafeMutablePointer<Entry>? {
    var bucket = first
    var length = 1
    while let following = Self.following(bucket, word) {
      bucket = following
      observer.act(.follow, Self.index(of: bucket, word), 7)
      length &+= 1
    }
    if length > Self.suspiciousChain { suspect(.longProbe, length, limit: Self.suspiciousChain) }
    let free = ci_match8(bucket, 0) & 0x7F
    if free != 0 {
      let lane = free.trailingZeroBitCount
      bucket.storeBytes(of: Self.tag(hash), toByteOffset: lane, as: UInt8.self)
      observer.act(.place, Self.index(of: bucket, word), lane)
      return Self.bucketCells(bucket) + lane
    }
    var index = header.pointee.freeBucket
    if index != 0 {
      header.pointee.freeBucket = (word.base + Int(index) &* Shape.bucketStride).load(
        fromByteOffset: 8, as: UInt32.self)
    } else {
      index = header.pointee.freshBucket
      guard Int(index) < (1 << word.exponent) &+ Shape.overflowCapacity(word.exponent) else { return nil }
      header.pointee.freshBucket &+= 1
    }
    let fresh = word.base + Int(index) &* Shape.bucketStride
    header.pointee.overflowBuckets &+= 1
    fresh.storeBytes(of: UInt64(Self.tag(hash)), as: UInt64.self)
    fresh.storeBytes(of: 0, toByteOffset: 8, as: UInt32.self)
    Self.link(bucket, index)
    observer.act(.link, Int(index), 7)
    observer.act(.place, Int(index), 0)
    return Self.bucketCells(fresh)
  }

  @inlinable @inline(__always)
  func eraseChaining<Observer: ProbeObserver>(
    _ slot: Slot<Key, Value>, _ hash: UInt64, _ word: SegmentWord,
    _ header: UnsafeMutablePointer<SegmentHeader>, _ observer: inout Observer
  ) {
    header.pointee.budget &+= 1
    let bucket = word.base + word.position(hash) &* Shape.bucketStride
    if _fastPath(bucket.load(fromByteOffset: 7, as: UInt8.self) == 0) {
      slot.mark.storeBytes(of: 0, as: UInt8.self)
      observer.act(.erase, word.position(hash), slot.mark - bucket)
    } else {
      eraseInChain(slot, word, header, bucket, &observer)
    }
  }

  @inlinable @inline(never)
  func eraseInChain<Observer: ProbeObserver>(
    _ slot: Slot<Key, Value>, _ word: SegmentWord, _ header: UnsafeMutablePointer<SegmentHeader>,
    _ first: UnsafeMutableRawPointer, _ observer: inout Observer
  ) {
    var previous = first
    var last = first
    while let following = Self.following(last, word) {
      previous = last
      last = following
    }
    let live = ~ci_match8(last, 0) & 0x7F
    let lane = 31 - live.leadingZeroBitCount
    let mark = last + lane
    if mark != slot.mark {
      slot.cell.moveInitialize(from: Self.bucketCells(last) + lane, count: 1)
      slot.mark.storeBytes(of: mark.load(as: UInt8.self), as: UInt8.self)
      observer.act(.fill, Self.index(of: last, word), lane)
    }
    observer.act(.erase, Self.index(of: last, word), lane)
    mark.storeBytes(of: 0, as: UInt8.self)
    guard live & (live &- 1) == 0 else { return }
    let index = previous.load(fromByteOffset: 8, as: UInt32.self)
    Self.link(previous, 0)
    observer.act(.unlink, Int(index), 7)
    last.storeBytes(of: 0, as: UInt64.self)
    last.storeBytes(of: header.pointee.freeBucket, toByteOffset: 8, as: UInt32.self)
    header.pointee.freeBucket = index
    header.pointee.overflowBuckets &-= 1
  }
}
