import Base

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The thread that serves clients.
extension ControlSocket {
  func serve() {
    var clients: [ControlConnection] = []
    var count: UInt64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let ready = wait(for: clients)
      let now = MonotonicClock.nanoseconds()
      if ready[0] != 0 { while systemRead(awake, buffer) > 0 {} }
      let (answers, isClosing) = takeAnswers()
      for (id, line) in answers {
        if let place = clients.firstIndex(where: { $0.id == id }) { clients[place].answer(line, now: now) }
      }
      if isClosing { return dismiss(&clients, now) }
      for place in clients.indices { attend(&clients[place], ready[place + 2], buffer, now) }
      clients.removeAll { client in
        let isOver = client.isOver(now)
        if isOver { closeDescriptor(client.descriptor) }
        return isOver
      }
      if ready[1] != 0 { accept(&clients, &count, now) }
    }
  }

  /// Sleeps until something happens or a client's time is up; what happened at the pipe, the listener and each client.
  private func wait(for clients: [ControlConnection]) -> [Int16] {
    var entries = [awake, listener].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    entries += clients.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    let now = MonotonicClock.nanoseconds()
    let deadline = clients.filter { !$0.isWaiting }.map(\.deadline).min()
    let patience = deadline.map { $0 > now ? Int32(min(($0 - now) / 1_000_000 + 1, 60_000)) : 0 } ?? -1
    let count = poll(&entries, nfds_t(entries.count), patience)
    return entries.map { count > 0 ? $0.revents : 0 }
  }

  private func attend(
    _ client: inout ControlConnection, _ ready: Int16, _ buffer: UnsafeMutableRawBufferPointer, _ now: UInt64
  ) {
    if ready & Int16(POLLERR | POLLNVAL) != 0 { client.hangUp() }
    if ready & Int16(POLLOUT) != 0 { client.write(now) }
    if ready & Int16(POLLIN) != 0 {
      client.read(into: buffer)
    } else if ready & Int16(POLLHUP) != 0 {
      client.hangUp()
    }
    while let piece = client.next() {
      switch piece {
      case .tooLong:
        client.answer(
          Self.refusal("a line has more than \(limits.lineBytes) bytes", hint: "commands are short"), now: now
        )
      case .line(let bytes):
        if let line = Self.text(bytes) {
          hand(Request(id: client.id, line: line))
        } else {
          client.answer(
            Self.refusal("a line is not a command", hint: "send one command in UTF-8, such as compact"),
            now: now)
        }
      }
    }
  }

  private func accept(_ clients: inout [ControlConnection], _ count: inout UInt64, _ now: UInt64) {
    while true {
      let descriptor = systemAccept(listener)
      guard descriptor >= 0 else { return }
      UnixSocket.prepare(descriptor, isBlocking: false)
      count += 1
      var client = ControlConnection(descriptor, id: count, limits: limits, now: now)
      if clients.count < limits.clients {
        clients.append(client)
      } else {
        client.answer(
          Self.refusal("\(limits.clients) clients are being served already", hint: "try again"), now: now)
        closeDescriptor(descriptor)
      }
    }
  }

  private func dismiss(_ clients: inout [ControlConnection], _ now: UInt64) {
    for place in clients.indices {
      if clients[place].isWaiting {
        clients[place].answer(Self.refusal("the run is over", hint: nil, error: "Policy"), now: now)
      }
      closeDescriptor(clients[place].descriptor)
    }
  }

  /// A line as text: UTF-8 with something in it and nothing that is not printed.
  private static func text(_ bytes: [UInt8]) -> String? {
    let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes[...]
    guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 32 && $0 != 127 }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// An error as one line of JSON.
  package static func refusal(_ detail: String, hint: String?, error: String = "BadInput") -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("error", error)
    json.field("detail", detail)
    if let hint { json.field("hint", hint) }
    json.endObject()
    return json.bytes
  }
}

private func systemAccept(_ listener: Int32) -> Int32 { accept(listener, nil, nil) }
