/// How long each of many moments may still wait, when waiting wears off for all moments after one at a time: a tree of
/// minima with sums on its edges.
///
/// Moments are numbered from 0. Every operation is O(log n); memory is sixteen bytes a moment.
struct SlackTree {
  /// What an empty place holds.
  private static let never: Int32 = 1 << 30
  /// The least of the places below a node, without what lies on the edges above it.
  private var least: [Int32]
  private var edge: [Int32]
  private let size: Int

  init(places: Int) {
    var size = 1
    while size < places { size *= 2 }
    self.size = size
    least = [Int32](repeating: Self.never, count: 2 * size)
    edge = [Int32](repeating: 0, count: 2 * size)
  }

  /// Sets what is left at a place.
  mutating func set(_ slack: Int, at place: Int) {
    store(Int32(min(slack, Int(Self.never) / 2 - 1)), at: place)
  }

  /// Empties a place.
  mutating func clear(_ place: Int) { store(Self.never, at: place) }

  /// Takes one off all places after `place`.
  mutating func wear(after place: Int) {
    var node = place + size
    while node > 1 {
      if node & 1 == 0 {
        least[node + 1] -= 1
        edge[node + 1] -= 1
      }
      node /= 2
      least[node] = min(least[2 * node], least[2 * node + 1]) + edge[node]
    }
  }

  /// Takes one off all places.
  mutating func wearAll() {
    least[1] -= 1
    edge[1] -= 1
  }

  /// The last place with `bound` left or less; nil when there is none.
  func last(upTo bound: Int) -> Int? {
    var bound = Int32(clamping: bound)
    guard least[1] <= bound else { return nil }
    var node = 1
    while node < size {
      bound -= edge[node]
      node = 2 * node + (least[2 * node + 1] <= bound ? 1 : 0)
    }
    return node - size
  }

  /// The place with the least left, and what that is; nil when all are empty.
  var first: (place: Int, slack: Int)? {
    guard least[1] < Self.never / 2, let place = last(upTo: Int(least[1])) else { return nil }
    return (place, Int(least[1]))
  }

  private mutating func store(_ slack: Int32, at place: Int) {
    var above: Int32 = 0
    var node = (place + size) / 2
    while node > 0 {
      above += edge[node]
      node /= 2
    }
    node = place + size
    least[node] = slack - above
    while node > 1 {
      node /= 2
      least[node] = min(least[2 * node], least[2 * node + 1]) + edge[node]
    }
  }
}
