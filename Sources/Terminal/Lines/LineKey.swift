/// A key as the editor of lines understands it.
package enum LineKey: Equatable, Sendable {
  case key(Key)
  case backspace, delete
  /// A letter with the control key.
  case control(Character)
}

/// Makes keys of the bytes a terminal sends to a line. Pure.
package struct LineKeyReader {
  private static let deleteSequence: [UInt8] = [0x1B, 0x5B, 0x33, 0x7E]
  private var reader = KeyReader()

  /// A reader that has seen nothing.
  package init() {}

  /// The keys that are complete with these bytes. The key Delete is known where its bytes come together.
  package mutating func keys(_ bytes: [UInt8]) -> [LineKey] {
    var keys: [LineKey] = []
    var rest = bytes[...]
    while let first = rest.first {
      if rest.starts(with: Self.deleteSequence) {
        keys.append(.delete)
        rest = rest.dropFirst(Self.deleteSequence.count)
        continue
      }
      rest = rest.dropFirst()
      switch first {
      case 0x7F: keys.append(.backspace)
      case 0x01...0x08, 0x0B...0x0C, 0x0E...0x1A:
        keys.append(.control(Character(Unicode.Scalar(first + 0x60))))
      default: keys += reader.keys([first]).map { .key($0) }
      }
    }
    return keys
  }
}
