import TestSupport
import Testing

/// The events of a stream: name, id and data.
final class EventReader {
  struct Event: Equatable {
    var name = ""
    var id = ""
    var data = ""
  }

  let client: Conversation
  private var text = ""

  init(_ port: UInt16, headers: String = "", path: String = "/api/stream") throws {
    client = try Conversation(port: port)
    client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
    #expect(try client.head().status == 200)
  }

  func next() throws -> Event {
    while true {
      while let end = text.firstRange(of: "\n\n") {
        let block = text[..<end.lowerBound]
        text = String(text[end.upperBound...])
        var event = Event()
        for line in block.split(separator: "\n") {
          if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
          if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
          if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
        }
        if !event.name.isEmpty { return event }
      }
      guard let chunk = try client.chunk() else { return Event(name: "closed") }
      text += String(decoding: chunk, as: UTF8.self)
    }
  }

  func next(_ name: String) throws -> Event {
    while true {
      let event = try next()
      if event.name == name || event.name == "closed" { return event }
    }
  }
}
