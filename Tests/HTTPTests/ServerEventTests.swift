import Testing

@testable import HTTP

@Suite struct ServerEventTests {
  private static let stream =
    "retry: 2000\n\nevent: cycle\nid: 7\ndata: {\"cycle\":7}\n\n: still here\n\ndata:one\ndata: two\r\n\r\nevent: end\n\n"
    + "event: end\ndata\n\n"

  private static let events = [
    ServerEvent(name: "cycle", data: Array("{\"cycle\":7}".utf8)),
    ServerEvent(name: "message", data: Array("one\ntwo".utf8)), ServerEvent(name: "end", data: []),
  ]

  /// The same events however the bytes are cut.
  @Test func eventsAreReadFromAnyParts() {
    let bytes = Array(Self.stream.utf8)
    for round in 0..<200 {
      var reader = ServerEventReader(limit: 4096)
      var found: [ServerEvent] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + (round == 0 ? bytes.count : 1 + (start * 31 + round * 7) % 9))
        found += reader.take(Array(bytes[start..<end]))
        start = end
      }
      #expect(found == Self.events && !reader.isBroken, "round \(round)")
    }
  }

  @Test func whatIsTooLongBreaksTheStream() {
    var reader = ServerEventReader(limit: 100)
    #expect(reader.take(Array("data: ".utf8) + [UInt8](repeating: 120, count: 200)).isEmpty)
    #expect(reader.isBroken && reader.take(Array("\n\ndata: a\n\n".utf8)).isEmpty)
  }
}
