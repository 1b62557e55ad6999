/// What a message says about itself beside its content. A value: nobody can change it behind a receiver's back.
public struct Headers: Hashable, Sendable {
  /// Follows the cause: a node's emissions carry the trace of the message that it was handling.
  public var trace: TraceID
  /// When the first message of the trace was made, or the event's own time where a source sets it: nanoseconds on the
  /// executor's clock.
  public var timestamp: UInt64
  /// Version of the payload's shape; 0 where nobody said.
  public var schemaVersion: UInt16
  /// How the payload is to be read; `.unspecified` where nobody said.
  public var contentType: ContentType

  /// Headers with the given parts; everything else as if nobody had said it.
  @inlinable
  public init(
    trace: TraceID = TraceID(high: 0, low: 0), timestamp: UInt64 = 0, schemaVersion: UInt16 = 0,
    contentType: ContentType = ContentType(rawValue: 0)
  ) {
    self.trace = trace
    self.timestamp = timestamp
    self.schemaVersion = schemaVersion
    self.contentType = contentType
  }
}

/// A small code for how a payload is to be read. Codes below 1,024 belong to the runtime, the others to applications.
public struct ContentType: RawRepresentable, Hashable, Sendable {
  /// The code itself.
  public let rawValue: UInt16

  /// The content type with this code.
  @inlinable
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Nobody said.
  public static let unspecified = ContentType(rawValue: 0)
  /// UTF-8 text.
  public static let text = ContentType(rawValue: 1)
  /// JSON.
  public static let json = ContentType(rawValue: 2)
  /// Rows of comma-separated values.
  public static let csv = ContentType(rawValue: 3)
  /// Bytes without a declared shape.
  public static let binary = ContentType(rawValue: 4)
}
