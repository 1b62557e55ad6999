/// A pattern of paths: `*` stands for any part of a name, `**` for any part of a path, `?` for one character of a name.
struct PathPattern {
  private let pattern: [UInt8]

  init(_ text: String) { pattern = Array(text.utf8) }

  /// Whether a path is meant, as a whole. O(pattern × path).
  func matches(_ path: String) -> Bool {
    let slash = UInt8(ascii: "/")
    let path = Array(path.utf8)
    // reach[i]: whether the pattern so far covers the first i bytes of the path.
    var reach = [Bool](repeating: false, count: path.count + 1)
    reach[0] = true
    var index = 0
    while index < pattern.count {
      var next = [Bool](repeating: false, count: path.count + 1)
      if pattern[index] == UInt8(ascii: "*") {
        let isDeep = index + 1 < pattern.count && pattern[index + 1] == UInt8(ascii: "*")
        for place in 0...path.count {
          next[place] =
            reach[place] || (place > 0 && next[place - 1] && (isDeep || path[place - 1] != slash))
        }
        index += isDeep ? 2 : 1
      } else {
        for place in 0..<path.count where reach[place] {
          let isOne = pattern[index] == UInt8(ascii: "?") && path[place] != slash
          next[place + 1] = isOne || pattern[index] == path[place]
        }
        index += 1
      }
      reach = next
    }
    return reach[path.count]
  }
}
