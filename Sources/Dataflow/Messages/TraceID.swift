import Base

/// A 128-bit identifier that follows one cause through a graph; rendered as text only when somebody looks.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
  /// The upper and lower 64 bits.
  public let high: UInt64
  /// The lower 64 bits.
  public let low: UInt64

  /// The identifier with these halves. Both zero means ``none``.
  @inlinable
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// "No trace": what a message carries that was made outside a running graph.
  public static let none = TraceID(high: 0, low: 0)

  /// 32 lower-case hexadecimal digits, as W3C Trace Context writes them.
  public var description: String { hexadecimalDigits(high) + hexadecimalDigits(low) }
}
