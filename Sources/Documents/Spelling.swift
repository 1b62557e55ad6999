/// Finds what someone probably meant to type.
package enum Spelling {
  /// The candidate nearest to `word`, or nil when none is near.
  ///
  /// Near means: at most a third of the letters inserted, removed, changed or swapped with a neighbour (upper and
  /// lower case, `-` and `_` count as equal), or the one candidate that begins with `word`. The first of equals wins.
  /// O(letters² · candidates).
  package static func nearest(_ word: String, in candidates: some Sequence<String>) -> String? {
    let wanted = fold(word)
    var best: String?
    var least = Int.max
    var completions: [String] = []
    for candidate in candidates {
      let letters = fold(candidate)
      if wanted.count >= 3, letters.starts(with: wanted) { completions.append(candidate) }
      let limit = max(max(wanted.count, letters.count) / 3, 1)
      guard abs(wanted.count - letters.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      if distance <= limit, distance < least {
        least = distance
        best = candidate
      }
    }
    return best ?? (completions.count == 1 ? completions[0] : nil)
  }

  private static func fold(_ word: String) -> [UInt8] {
    word.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
  }

  /// Edits between two words, a swap of neighbours being one (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let changed = above[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(changed, above[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, before[column - 1] + 1)
        }
        current.append(cost)
      }
      before = above
      above = current
    }
    return above[right.count]
  }
}
