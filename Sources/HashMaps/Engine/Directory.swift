import CIntrinsics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

  /// A directory of one word; nil when the system refuses its memory.
  @inlinable
  init?(seed: HashSeed, root: SegmentWord) {
    guard let words = Self.allocate(1) else { return nil }
    self.words = words
    words.initialize(to: root)
    self.root = root
    shift = 32
    self.seed = seed
  }

  @inlinable @inline(__always)
  subscript(hash: UInt64) -> SegmentWord {
    // Opaque, or the two would become one load from a chosen address, which costs both sides three instructions.
    if shift == 32 { return SegmentWord(bits: ci_opaque(root.bits)) }
    return words[Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> shift)]
  }

  /// Where the word of a hash lies in memory; nil while one word stands for all and is kept beside the table.
  func place(of hash: UInt64) -> UnsafeRawPointer? {
    shift == 32 ? nil : UnsafeRawPointer(words + Int(truncatingIfNeeded: (hash & 0xFFFF_FFFF) &>> shift))
  }

  @usableFromInline
  static func allocate(_ words: Int) -> UnsafeMutablePointer<SegmentWord>? {
    malloc(words * MemoryLayout<SegmentWord>.stride)?.bindMemory(to: SegmentWord.self, capacity: words)
  }

  /// Gives the words back; the directory is then of no use.
  @usableFromInline
  func release() { free(words) }

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

  /// Doubles the directory; every segment is then named twice as often. O(words). Throws `outOfMemory`.
  @inlinable @inline(never)
  mutating func double() throws(MapError) {
    let old = wordCount
    guard let larger = Self.allocate(old * 2) else { throw .outOfMemory(bytes: old * 16) }
    for index in 0..<old {
      (larger + 2 * index).initialize(to: words[index])
      (larger + 2 * index + 1).initialize(to: words[index])
    }
    release()
    words = larger
    shift -= 1
  }

  /// Halves the directory while no segment needs its full depth and there is memory for a copy. O(words).
  @inlinable @inline(never)
  mutating func shrink() {
    while depth > 0 {
      for index in stride(from: 0, to: wordCount, by: 2) where words[index] != words[index + 1] { return }
      guard let smaller = Self.allocate(wordCount / 2) else { return }
      for index in 0..<(wordCount / 2) { (smaller + index).initialize(to: words[2 * index]) }
      release()
      words = smaller
      shift += 1
      root = words[0]
    }
  }
}
