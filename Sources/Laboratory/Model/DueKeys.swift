/// Keys in the order in which they are due (a binary heap). O(log n) an operation.
struct DueKeys {
  /// A key and when it is due.
  struct Entry {
    let due: Int
    let key: Int
  }

  private var heap: [Entry] = []

  /// The key that is due first, of several the one with the lowest number.
  var first: Entry? { heap.first }

  mutating func insert(_ key: Int, due: Int) {
    heap.append(Entry(due: due, key: key))
    var index = heap.count - 1
    while index > 0, isBefore(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes the first one.
  mutating func popFirst() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var index = 0
    while true {
      var least = index
      for child in 2 * index + 1...2 * index + 2 where child < heap.count && isBefore(child, least) {
        least = child
      }
      if least == index { return first }
      heap.swapAt(index, least)
      index = least
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].due, heap[a].key) < (heap[b].due, heap[b].key)
  }
}
