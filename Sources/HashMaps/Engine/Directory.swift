/// Which segment serves a hash: 2^depth words, indexed by the top bits of the hash's low half.
@frozen
@usableFromInline
struct Directory {
  /// Beyond this depth segments outgrow their cap instead: 2^22 words are 32 MiB.
  @usableFromInline static var depthLimit: Int {
    @inlinable get { 22 }
  }

  @usableFromInline var words: UnsafeMutablePointer<SegmentWord>
  /// The only segment while the depth is zero (a flat table, or a small one): found without the words.
  @usableFromInline var root: SegmentWord
  /// 32 minus the depth.
  @usableFromInline var shift: UInt64
  @usableFromInline var seed: HashSeed

  @inlinable
  init(seed: HashSeed, root: SegmentWord) {
    words = .allocate(capacity: 1)
    words.initialize(to: root)
    self.root = root
    shift = 32
    self.seed = seed
  }

  @inlinable @inline(__always)
  subscript(hash: UInt64) -> SegmentWord {
    shift == 32 ? root : words[Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> shift)]
  }

  @inlinable
  var depth: Int { 32 - Int(shift) }

  @inlinable
  var wordCount: Int { 1 << depth }

  /// Makes every word of the segment with this prefix and depth name `word`.
  @inlinable
  mutating func publish(_ word: SegmentWord, prefix: UInt32, depth segmentDepth: Int) {
    let first = Int(UInt64(prefix) >> shift)
    for index in first..<(first + (1 << (depth - segmentDepth))) { words[index] = word }
    root = words[0]
  }

  /// Doubles the directory; every segment is then named twice as often. O(words).
  @inlinable @inline(never)
  mutating func double() {
    let old = wordCount
    let larger = UnsafeMutablePointer<SegmentWord>.allocate(capacity: old * 2)
    for index in 0..<old {
      (larger + 2 * index).initialize(to: words[index])
      (larger + 2 * index + 1).initialize(to: words[index])
    }
    words.deallocate()
    words = larger
    shift -= 1
  }

  /// Halves the directory while no segment needs its full depth. O(words).
  @inlinable @inline(never)
  mutating func shrink() {
    while depth > 0 {
      for index in stride(from: 0, to: wordCount, by: 2) where words[index] != words[index + 1] { return }
      let smaller = UnsafeMutablePointer<SegmentWord>.allocate(capacity: wordCount / 2)
      for index in 0..<(wordCount / 2) { (smaller + index).initialize(to: words[2 * index]) }
      words.deallocate()
      words = smaller
      shift += 1
      root = words[0]
    }
  }
}
