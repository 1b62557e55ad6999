/// The latest frames of a run, bounded in number and bytes. Not thread-safe; `FrameFeed` guards one.
struct FrameHistory {
  private let frameLimit: Int
  private let byteLimit: Int
  /// A ring: `count` frames from `start` on.
  private var slots: [PublishedFrame?]
  private var start = 0
  private(set) var count = 0
  private(set) var bytes = 0

  /// At least one frame is always kept, however large.
  init(frameLimit: Int, byteLimit: Int) {
    self.frameLimit = max(1, frameLimit)
    self.byteLimit = max(1, byteLimit)
    slots = Array(repeating: nil, count: self.frameLimit)
  }

  var first: PublishedFrame? { count == 0 ? nil : self[0] }
  var last: PublishedFrame? { count == 0 ? nil : self[count - 1] }

  /// The frame of this age, 0 for the oldest.
  subscript(index: Int) -> PublishedFrame? { slots[(start + index) % frameLimit] }

  /// Adds the newest frame; older ones leave as the bounds demand. O(frames that leave).
  mutating func append(_ frame: PublishedFrame) {
    if count == frameLimit { removeFirst() }
    slots[(start + count) % frameLimit] = frame
    count += 1
    bytes += frame.weight
    while count > 1, bytes > byteLimit { removeFirst() }
  }

  private mutating func removeFirst() {
    bytes -= slots[start]?.weight ?? 0
    slots[start] = nil
    start = (start + 1) % frameLimit
    count -= 1
  }

  /// At most `limit` frames with a number above `cursor`, oldest first. O(log frames + result).
  func frames(after cursor: UInt64, limit: Int) -> [PublishedFrame] {
    let begin = place(after: cursor)
    let end = min(count, begin + max(0, min(limit, count)))
    return begin < end ? (begin..<end).compactMap { self[$0] } : []
  }

  /// How many frames have a number above `cursor`.
  func waiting(after cursor: UInt64) -> Int { count - place(after: cursor) }

  /// The first place whose frame has a number above `cursor`.
  private func place(after cursor: UInt64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if (self[middle]?.frame.frame ?? 0) > cursor { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
