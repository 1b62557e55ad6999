import Base
import Documents

/// Why this room refused something.
package enum GovernanceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file or value from outside that cannot be used.
  case badInput(String, hint: String? = nil)
  /// Something that was signed or counted is not as it was.
  case damaged(String, hint: String? = nil)
  /// What was asked for is not allowed as things stand.
  case refused(String, hint: String? = nil)
  /// Somebody else that has to do a part of it is away or could not.
  case unavailable(String, hint: String? = nil)
  /// The system would not do it.
  case system(SystemError)

  /// What happened and where, one sentence.
  package var description: String {
    switch self {
    case .badInput(let detail, _), .damaged(let detail, _), .refused(let detail, _),
      .unavailable(let detail, _):
      detail
    case .system(let error): error.description
    }
  }

  /// What to do about it.
  package var hint: String? {
    switch self {
    case .badInput(_, let hint), .damaged(_, let hint), .refused(_, let hint), .unavailable(_, let hint): hint
    case .system: nil
    }
  }

  /// Runs `body`, and makes an error of the system one of this room.
  static func wrapping<R>(_ body: () throws(SystemError) -> R) throws(GovernanceError) -> R {
    do throws(SystemError) { return try body() } catch { throw .system(error) }
  }

  /// Runs `body`, and makes an error of a document one of this room.
  static func reading<R>(_ body: () throws(DocumentError) -> R) throws(GovernanceError) -> R {
    do throws(DocumentError) { return try body() } catch {
      throw .badInput(error.description, hint: error.hint)
    }
  }
}
