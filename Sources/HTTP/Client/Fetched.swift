/// The answer of a server: its status and body.
package struct Fetched: Equatable, Sendable {
  /// The status, such as 200.
  package let status: Int
  /// The body, its transfer coding undone.
  package let body: [UInt8]

  /// Reads a whole answer (RFC 9112); nil while bytes are missing. `isOver` tells that no more will come.
  init?(_ bytes: [UInt8], isOver: Bool) throws(FetchError) {
    guard let end = Self.endOfHead(bytes) else {
      if isOver { throw .malformed(bytes.isEmpty ? "it is empty" : "it ends in its header") }
      return nil
    }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", maxSplits: 2)
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]),
      (100...999).contains(status)
    else { throw .malformed("it begins with \(String(head.prefix(40)).debugDescription)") }
    var length: Int?
    var isChunked = false
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = Self.trimmed(line[line.index(after: colon)...])
      switch line[..<colon].lowercased() {
      case "content-length":
        guard let number = Int(value), number >= 0 else { throw .malformed("Content-Length is \(value)") }
        length = number
      case "transfer-encoding": isChunked = value.lowercased() == "chunked"
      default: break
      }
    }
    let body = bytes[(end + 4)...]
    self.status = status
    if isChunked {
      guard let joined = try Self.joined(body) else {
        if isOver { throw .malformed("its last chunk is missing") }
        return nil
      }
      self.body = joined
    } else if let length {
      guard body.count >= length else {
        if isOver { throw .malformed("\(length) bytes were promised, \(body.count) came") }
        return nil
      }
      self.body = Array(body.prefix(length))
    } else {
      guard isOver else { return nil }
      self.body = Array(body)
    }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    var index = 0
    while index + 4 <= bytes.count {
      if bytes[index] == 0x0D, bytes[index..<index + 4].elementsEqual(mark) { return index }
      index += 1
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }

  /// The chunks put together; nil while bytes are missing.
  private static func joined(_ body: ArraySlice<UInt8>) throws(FetchError) -> [UInt8]? {
    var rest = body
    var joined: [UInt8] = []
    while true {
      guard let lineEnd = rest.firstIndex(of: 0x0A) else { return nil }
      let digits = rest[rest.startIndex..<lineEnd].prefix { $0 != UInt8(ascii: ";") && $0 != 0x0D }
      guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0, size < 1 << 40
      else {
        throw .malformed("a chunk has the length \(String(decoding: digits.prefix(20), as: UTF8.self))")
      }
      rest = rest[(lineEnd + 1)...]
      if size == 0 { return joined }
      guard rest.count >= size + 2 else { return nil }
      joined += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
  }
}
