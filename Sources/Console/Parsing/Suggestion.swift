import Documents

/// Did-you-mean hints.
enum Suggestion {
  /// A hint naming the nearest known word, or nil when none is near enough to be worth a guess.
  static func didYouMean(_ word: String, among known: [String], prefix: String = "") -> String? {
    Spelling.nearest(word, in: known).map { "did you mean \(prefix)\($0)?" }
  }
}
