import Base
import CMicrohttpd

/// What stands in the slot of a request that has nothing to remember.
nonisolated(unsafe) private let nothing = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

// The functions the library calls. They belong to no actor, and get the house of their listener as their context.

func answerRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ path: UnsafePointer<CChar>?,
  _ method: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?,
  _ uploadSize: UnsafeMutablePointer<Int>?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let path, let method, let uploadSize, let slot else { return .NO }
  let house = Unmanaged<House>.fromOpaque(context).takeUnretainedValue()
  guard let held = slot.pointee else {
    slot.pointee = nothing
    return house.begin(connection)
  }
  let exchange = held == nothing ? nil : Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
  if uploadSize.pointee > 0 {
    let part = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
    uploadSize.pointee = 0
    let exchange = exchange ?? hold(Exchange(), in: slot)
    exchange.add(part, limit: house.options.bodyBytes)
    // Who goes on sending far beyond the limit is not worth an answer.
    return exchange.received > house.options.bodyBytes + (1 << 20) ? .NO : .YES
  }
  if let pending = exchange?.pending { return house.deliver(pending, to: connection) }
  if let exchange, exchange.received > house.options.bodyBytes {
    return house.send(house.options.refusal(413, house.tooLarge), to: connection)
  }
  let request = Request(
    method: String(cString: method), path: String(cString: path),
    query: pairs(connection, .GET_ARGUMENT_KIND), headers: pairs(connection, .HEADER_KIND),
    body: exchange?.body ?? [], client: house.client(of: connection))
  // From here on an answer is owed, also to one who is stopped by what the handler does.
  house.state(of: connection)?.beginAnswer()
  let response = house.handler(request)
  guard case .later(let pending) = response.body else { return house.send(response, to: connection) }
  (exchange ?? hold(Exchange(), in: slot)).pending = pending
  pending.rest.attach(connection)
  house.add(pending.rest)
  return house.deliver(pending, to: connection)
}

func completeRequest(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _: MHD_RequestTerminationCode
) {
  guard let context, let connection, let slot else { return }
  let house = Unmanaged<House>.fromOpaque(context).takeUnretainedValue()
  if let held = slot.pointee, held != nothing {
    let exchange = Unmanaged<Exchange>.fromOpaque(held).takeRetainedValue()
    if let rest = exchange.pending?.rest {
      rest.detach()
      house.remove(rest)
    }
  }
  slot.pointee = nil
  house.state(of: connection)?.endAnswer()
  house.noteAnswered()
}

func noteConnection(
  _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
  _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ event: MHD_ConnectionNotificationCode
) {
  guard let context, let connection, let slot else { return }
  let house = Unmanaged<House>.fromOpaque(context).takeUnretainedValue()
  if event == .CONNECTION_NOTIFY_STARTED {
    let address = microhttpd_client(connection).map { ClientAddress($0) } ?? ClientAddress()
    let state = Connection(descriptor: microhttpd_socket(connection), client: address)
    slot.pointee = Unmanaged.passRetained(state).toOpaque()
    house.add(state)
  } else if let held = slot.pointee {
    house.remove(Unmanaged<Connection>.fromOpaque(held).takeRetainedValue())
    slot.pointee = nil
  }
}

private func readStream(
  _ context: UnsafeMutableRawPointer?, _: UInt64, _ target: UnsafeMutablePointer<CChar>?, _ size: Int
) -> Int {
  guard let context, let target else { return -2 }
  let delivery = Unmanaged<StreamDelivery>.fromOpaque(context).takeUnretainedValue()
  // -1 is the library's end of a stream.
  return delivery.stream.read(into: UnsafeMutableRawBufferPointer(start: target, count: size)) ?? -1
}

private func releaseStream(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  let delivery = Unmanaged<StreamDelivery>.fromOpaque(context).takeRetainedValue()
  delivery.house.remove(delivery.stream.rest)
  delivery.stream.end()
}

/// A stream and who sends it.
private final class StreamDelivery {
  let stream: StreamBody
  let house: House

  init(_ stream: StreamBody, _ house: House) {
    self.stream = stream
    self.house = house
  }
}

private func hold(_ exchange: Exchange, in slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Exchange {
  slot.pointee = Unmanaged.passRetained(exchange).toOpaque()
  return exchange
}

private func pairs(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> [Request.Pair] {
  var pairs: [Request.Pair] = []
  withUnsafeMutablePointer(to: &pairs) { list in
    microhttpd_values(
      connection, kind,
      { list, _, name, value in
        guard let list, let name else { return .YES }
        list.assumingMemoryBound(to: [Request.Pair].self).pointee.append(
          (String(cString: name), value.map { String(cString: $0) } ?? ""))
        return .YES
      }, list)
  }
  return pairs
}

extension House {
  var tooLarge: String { "the body is larger than \(options.bodyBytes) bytes" }

  /// Looks at the headers before anything else comes; what is too long is refused at once.
  func begin(_ connection: OpaquePointer) -> MHD_Result {
    if microhttpd_header_size(connection) > options.headerBytes {
      return send(
        options.refusal(431, "the headers are longer than \(options.headerBytes) bytes"), to: connection)
    }
    for (name, value) in pairs(connection, .HEADER_KIND)
    where name.utf8.count == 14 && name.lowercased() == "content-length" {
      if Int(value) ?? .max > options.bodyBytes {
        return send(options.refusal(413, tooLarge), to: connection)
      }
    }
    return .YES
  }

  /// Hands an answer to the library.
  func send(_ response: Response, to connection: OpaquePointer) -> MHD_Result {
    state(of: connection)?.beginAnswer()
    switch response.body {
    case .bytes:
      guard let made = response.native() else { return .NO }
      return microhttpd_queue(connection, UInt32(response.status), made)
    case .stream(let stream):
      let delivery = Unmanaged.passRetained(StreamDelivery(stream, self))
      guard let made = microhttpd_stream(16 << 10, readStream, delivery.toOpaque(), releaseStream) else {
        delivery.release()
        return .NO
      }
      defer { microhttpd_release(made) }
      stream.rest.attach(connection)
      add(stream.rest)
      response.addHeaders(to: made)
      return microhttpd_queue(connection, UInt32(response.status), made)
    case .later: return .NO
    }
  }

  /// Sends an awaited answer, or goes on waiting for it.
  func deliver(_ pending: PendingResponse, to connection: OpaquePointer) -> MHD_Result {
    state(of: connection)?.beginAnswer()
    guard let response = pending.take() else { return .YES }
    return send(response, to: connection)
  }

  func state(of connection: OpaquePointer) -> Connection? {
    microhttpd_socket_context(connection).map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
  }

  func client(of connection: OpaquePointer) -> ClientAddress {
    state(of: connection)?.client ?? ClientAddress()
  }
}
