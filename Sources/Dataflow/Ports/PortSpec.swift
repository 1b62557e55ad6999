/// What values a port takes: checked where messages cross a boundary of trust, such as a graph loaded from a file.
public struct PortSpec<Payload>: Sendable {
  /// The port's name.
  public let name: String
  /// What is expected, in words, for the error message.
  public let expectation: String
  private let accepts: @Sendable (Payload) -> Bool
  private let describe: @Sendable (Payload) -> String

  /// A specification by predicate. `describe` renders a refused value for the error message; say less there where
  /// values are secret.
  public init(
    _ name: String, expecting expectation: String,
    describe: @escaping @Sendable (Payload) -> String = { "\($0)" },
    where accepts: @escaping @Sendable (Payload) -> Bool
  ) {
    self.name = name
    self.expectation = expectation
    self.accepts = accepts
    self.describe = describe
  }

  /// Nil when the value is acceptable; what was found otherwise.
  public func mismatch(_ payload: Payload) -> String? {
    accepts(payload) ? nil : describe(payload)
  }

  /// Accepts values whose dynamic type is exactly the given one: a `Bool` is not an `Int`.
  public static func type<T>(_ name: String, _ type: T.Type) -> PortSpec {
    PortSpec(
      name, expecting: "\(T.self)", describe: { "\(Swift.type(of: $0 as Any)) \($0)" },
      where: { Swift.type(of: $0 as Any) == T.self })
  }

  /// Accepts values inside a range.
  public static func range(_ name: String, _ range: ClosedRange<Payload>) -> PortSpec
  where Payload: Comparable & Sendable {
    PortSpec(name, expecting: "a value in \(range)") { range.contains($0) }
  }

  /// Accepts values that decode into a shape: `decode` throws, or not.
  public static func shape<T>(
    _ name: String, _ shape: T.Type, decode: @escaping @Sendable (Payload) throws -> T
  ) -> PortSpec {
    PortSpec(name, expecting: "a value that decodes as \(T.self)") { value in
      do {
        _ = try decode(value)
        return true
      } catch {
        return false
      }
    }
  }
}
