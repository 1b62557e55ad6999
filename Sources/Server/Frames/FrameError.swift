import Documents

/// What the room refuses.
package enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A line of a metrics file that is not a tick.
  case line(DocumentError)
  /// A question that cannot be answered as it stands: the parameter, what is wrong with it, what to ask instead.
  case parameter(String, detail: String, hint: String)

  /// What happened, and where.
  package var description: String {
    switch self {
    case .line(let error): error.description
    case .parameter(let name, let detail, let hint): "\(name): \(detail); \(hint)"
    }
  }
}
