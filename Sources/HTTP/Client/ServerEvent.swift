/// One server-sent event.
package struct ServerEvent: Equatable, Sendable {
  /// Its name; `message` unless the server says another.
  package let name: String
  /// Its data; lines have line feeds between them.
  package let data: [UInt8]
}

/// Reads server-sent events from bytes as they come (HTML standard, 9.2): names and data; ids, times and comments are
/// passed over. Bounded: an event beyond the limit breaks the stream.
package struct ServerEventReader {
  private let limit: Int
  private var rest: [UInt8] = []
  private var name = ""
  private var data: [UInt8]?
  /// Whether an event was longer than is read; nothing is read afterwards.
  package private(set) var isBroken = false

  /// A reader at the beginning of a stream; `limit` in bytes.
  package init(limit: Int) { self.limit = limit }

  /// The events that these bytes complete. Lines end with a line feed, with or without a carriage return before it.
  package mutating func take(_ bytes: [UInt8]) -> [ServerEvent] {
    var events: [ServerEvent] = []
    rest += bytes
    var start = 0
    while !isBroken, let end = rest[start...].firstIndex(of: 0x0A) {
      let hasReturn = end > start && rest[end - 1] == 0x0D
      let line = rest[start..<(hasReturn ? end - 1 : end)]
      start = end + 1
      if let event = take(line: line) { events.append(event) }
    }
    rest.removeFirst(start)
    if rest.count + (data?.count ?? 0) > limit { isBroken = true }
    return events
  }

  private mutating func take(line: ArraySlice<UInt8>) -> ServerEvent? {
    guard let first = line.first else {
      defer {
        name = ""
        data = nil
      }
      return data.map { ServerEvent(name: name.isEmpty ? "message" : name, data: $0) }
    }
    if first == UInt8(ascii: ":") { return nil }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "event": name = String(decoding: value, as: UTF8.self)
    case "data": data = data.map { $0 + [0x0A] + value } ?? Array(value)
    default: break
    }
    return nil
  }
}
