/// Counts at places 1 to n, with sums over all places up to one and the place of a rank (a Fenwick tree).
///
/// Every operation is O(log n); memory is four bytes a place.
struct SumTree {
  private var tree: [Int32]
  /// All counts together.
  private(set) var total = 0

  init(places: Int) { tree = [Int32](repeating: 0, count: places + 1) }

  /// Places there are.
  var places: Int { tree.count - 1 }

  mutating func add(_ change: Int, at place: Int) {
    total += change
    var index = place
    while index < tree.count {
      tree[index] += Int32(change)
      index += index & -index
    }
  }

  /// The sum of the counts at 1 to `place`.
  func sum(upTo place: Int) -> Int {
    var sum = 0
    var index = min(place, places)
    while index > 0 {
      sum += Int(tree[index])
      index -= index & -index
    }
    return sum
  }

  /// The least place whose sum reaches `rank`, which lies from 1 to `total`.
  func place(ofRank rank: Int) -> Int {
    var rest = rank
    var index = 0
    var step = 1
    while 2 * step < tree.count { step *= 2 }
    while step > 0 {
      let next = index + step
      if next < tree.count, Int(tree[next]) < rest {
        rest -= Int(tree[next])
        index = next
      }
      step /= 2
    }
    return index + 1
  }
}
