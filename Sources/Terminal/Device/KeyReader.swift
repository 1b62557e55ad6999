/// Makes keys of the bytes a terminal sends (ECMA-48 sequences as xterm and its relatives use them). Pure.
package struct KeyReader {
  private var pending: [UInt8] = []
  /// Bytes of a sequence nobody knows; longer ones are dropped.
  private static let longest = 32

  /// A reader that has seen nothing.
  package init() {}

  /// Whether it waits for the rest of a sequence, or an escape key was pressed.
  package var isWaiting: Bool { !pending.isEmpty }

  /// The keys that are complete with these bytes.
  package mutating func keys(_ bytes: [UInt8]) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = next() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// Nothing more came for a while: an escape that waits is the key of that name.
  package mutating func flush() -> [Key] {
    defer { pending = [] }
    return pending.first == 0x1B ? [.escape] : []
  }

  /// The first key and how many bytes it takes; a nil key is passed over; nil when more bytes are needed.
  private func next() -> (Key?, Int)? {
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return sequence()
    case 0x09: return (.tab, 1)
    case 0x0A, 0x0D: return (.enter, 1)
    case 0x20..<0x7F: return (.character(Character(Unicode.Scalar(first))), 1)
    case 0xC0...: return text(first)
    default: return (nil, 1)
    }
  }

  /// A character of several bytes of UTF-8.
  private func text(_ first: UInt8) -> (Key?, Int)? {
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard pending.count >= length else { return nil }
    let text = String(decoding: pending[..<length], as: UTF8.self)
    return (text.count == 1 ? text.first.map { .character($0) } : nil, length)
  }

  private func sequence() -> (Key?, Int)? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "O"): return pending.count > 2 ? (Self.final(pending[2]), 3) : nil
    case UInt8(ascii: "["):
      guard let end = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
        return pending.count > Self.longest ? (nil, pending.count) : nil
      }
      if pending[end] == UInt8(ascii: "~") { return (Self.numbered(pending[2..<end]), end + 1) }
      return (Self.final(pending[end]), end + 1)
    default: return (.escape, 1)
    }
  }

  private static func final(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    default: nil
    }
  }

  private static func numbered(_ digits: ArraySlice<UInt8>) -> Key? {
    switch String(decoding: digits.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self) {
    case "1", "7": .home
    case "4", "8": .end
    case "5": .pageUp
    case "6": .pageDown
    default: nil
    }
  }
}
