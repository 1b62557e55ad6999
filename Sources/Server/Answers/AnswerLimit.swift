/// The parameter `limit` of a question: how many items the answer may have.
package enum AnswerLimit {
  /// What may be asked for.
  package static let range = 1...10_000

  /// The limit that a text asks for, `fallback` without one; anything but a whole number within `range` is refused.
  package static func parse(_ text: String?, default fallback: Int) throws(ServerError) -> Int {
    guard let text else { return fallback }
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let limit = Int(text), range.contains(limit)
    else {
      throw .parameter(
        "limit", detail: "\"\(text.prefix(40))\" is not a whole number from 1 to 10000",
        hint: "ask for limit=100")
    }
    return limit
  }

  /// The cursor that a text names, 0 without one.
  package static func parseCursor(_ text: String?) throws(ServerError) -> UInt64 {
    guard let text else { return 0 }
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let cursor = UInt64(text),
      cursor <= UInt64(Int.max)
    else {
      throw .parameter(
        "since", detail: "\"\(text.prefix(40))\" is not the number of a frame",
        hint: "ask for since=0, then for the next of each answer")
    }
    return cursor
  }
}
