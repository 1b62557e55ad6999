/// Did-you-mean hints.
enum Suggestion {
  /// A hint naming the nearest known word, or nil when none is near enough to be worth a guess.
  static func didYouMean(_ word: String, among known: [String], prefix: String = "") -> String? {
    nearest(word, in: known).map { "did you mean \(prefix)\($0)?" }
  }

  private static func nearest(_ word: String, in known: [String]) -> String? {
    let scored = known.map { ($0, distance(Array(word), Array($0))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, word.count / 3) else { return nil }
    return best.0
  }

  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
