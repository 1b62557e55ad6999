/// One item on its way through a graph: immutable, and hashable where its payload is.
///
/// Costs no allocation of its own: the headers are 32 bytes beside the payload.
public struct Message<Payload> {
  /// What a message carries.
  public enum Content {
    /// An ordinary item.
    case data(Payload)
    /// A command out of band.
    case control(Signal)
    /// News of a failure, in order with the data.
    case error(Failure)
  }

  /// The three kinds of messages.
  public enum Kind: String, Sendable, CaseIterable {
    /// An ordinary item.
    case data
    /// A command out of band.
    case control
    /// News of a failure.
    case error
  }

  /// What the message says about itself.
  public let headers: Headers
  /// What it carries.
  public let content: Content

  /// A message with this content.
  @inlinable
  public init(_ content: Content, headers: Headers = Headers()) {
    self.headers = headers
    self.content = content
  }

  /// A data message.
  @inlinable
  public init(_ payload: Payload, headers: Headers = Headers()) {
    self.init(.data(payload), headers: headers)
  }

  /// The payload of a data message; nil for the other kinds.
  @inlinable
  public var payload: Payload? {
    if case .data(let payload) = content { payload } else { nil }
  }

  /// Which of the three kinds it is.
  @inlinable
  public var kind: Kind {
    switch content {
    case .data: .data
    case .control: .control
    case .error: .error
    }
  }

  /// Whether it travels in the control lane.
  @inlinable
  public var isControl: Bool {
    if case .control = content { true } else { false }
  }

  /// Whether it carries a payload.
  @inlinable
  public var isData: Bool {
    if case .data = content { true } else { false }
  }

  /// The same content under other headers.
  public func with(_ change: (inout Headers) -> Void) -> Message {
    var headers = headers
    change(&headers)
    return Message(content, headers: headers)
  }

  /// The message with its payload transformed; trace and other headers go along.
  @inlinable
  public func map<Other>(_ transform: (Payload) throws -> Other) rethrows -> Message<Other> {
    switch content {
    case .data(let payload): Message<Other>(try transform(payload), headers: headers)
    case .control(let signal): Message<Other>(.control(signal), headers: headers)
    case .error(let failure): Message<Other>(.error(failure), headers: headers)
    }
  }
}

extension Message: Sendable where Payload: Sendable {}
extension Message.Content: Sendable where Payload: Sendable {}
extension Message: Equatable where Payload: Equatable {}
extension Message.Content: Equatable where Payload: Equatable {}
extension Message: Hashable where Payload: Hashable {}
extension Message.Content: Hashable where Payload: Hashable {}
