import Base
import Documents

/// How the errors of the other rooms become failures.
extension Failure {
  /// Runs `body` and reports its system error as an `IO` failure.
  static func wrapping<R>(_ body: () throws(SystemError) -> R) throws(Failure) -> R {
    do {
      return try body()
    } catch {
      throw .io(error.description)
    }
  }

  /// Runs `body` and reports what is wrong with a document as `BadInput`.
  static func explaining<R>(_ body: () throws(DocumentError) -> R) throws(Failure) -> R {
    do {
      return try body()
    } catch {
      throw .badInput(error.description, hint: error.hint)
    }
  }
}
