/// The words that traces have for what a map does.
enum OperationWords {
  /// Every word with its operation.
  private static let table: [String: OperationKind] = {
    let words: [OperationKind: [String]] = [
      .get: ["get", "gets", "get_lease", "gets_lease", "read", "r"],
      .put: [
        "set", "set_lease", "add", "replace", "cas", "append", "prepend", "incr", "decr", "put", "write", "w",
        "update", "insert",
      ],
      .delete: ["delete", "del", "remove", "purge"],
    ]
    var table: [String: OperationKind] = [:]
    for (kind, names) in words { for name in names { table[name] = kind } }
    // libCacheSim's numbers, of which 1 is also the only one in content delivery traces.
    for (number, name) in numbered.enumerated() { table["\(number + 1)"] = table[name] }
    return table
  }()

  /// The words that libCacheSim numbers from 1.
  private static let numbered = [
    "get", "gets", "set", "add", "cas", "replace", "append", "prepend", "delete", "incr", "decr", "read",
    "write",
    "update",
  ]

  /// The operation a word means, in upper or lower case; nil for one that is none of the three.
  static func kind(of word: String) -> OperationKind? { table[word.lowercased()] }

  /// The same for bytes. The commonest words are told by their letters.
  static func kind(of word: UnsafeRawBufferPointer) -> OperationKind? {
    if word.count == 3 {
      let letters = UInt32(word[0]) << 16 | UInt32(word[1]) << 8 | UInt32(word[2])
      if letters | 0x20_2020 == 0x67_6574 { return .get }
      if letters | 0x20_2020 == 0x73_6574 { return .put }
    }
    return word.count > 16 ? nil : kind(of: String(decoding: word, as: UTF8.self))
  }
}
