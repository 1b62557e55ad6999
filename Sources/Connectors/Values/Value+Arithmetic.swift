/// Arithmetic and order over values whose types are known only when they meet.
extension Value {
  /// `self` and `other` together: whole numbers stay whole, other numbers become doubles.
  func plus(_ other: Value) throws(ValueError) -> Value {
    try combined(other, "added", { $0.addingReportingOverflow($1) }, +)
  }

  /// The product.
  func times(_ other: Value) throws(ValueError) -> Value {
    try combined(other, "multiplied", { $0.multipliedReportingOverflow(by: $1) }, *)
  }

  private func combined(
    _ other: Value, _ verb: String, _ whole: (Int64, Int64) -> (partialValue: Int64, overflow: Bool),
    _ real: (Double, Double) -> Double
  ) throws(ValueError) -> Value {
    if let a = integer, let b = other.integer {
      let result = whole(a, b)
      if result.overflow { throw ValueError("\(a) and \(b) cannot be \(verb) within 64 bits") }
      return .integer(result.partialValue)
    }
    guard let a = number, let b = other.number else {
      throw ValueError("\(kind) and \(other.kind) cannot be \(verb)")
    }
    return .number(real(a, b))
  }

  /// Whether the value stands before the other; numbers by size, texts by their Unicode scalars. Throws where two values
  /// have no order.
  func precedes(_ other: Value) throws(ValueError) -> Bool {
    if let a = integer, let b = other.integer { return a < b }
    if let a = number, let b = other.number { return a < b }
    if let a = text, let b = other.text { return a < b }
    throw ValueError("\(kind) and \(other.kind) cannot be ordered")
  }

  /// Whether both say the same; a whole number and a double of its size do.
  func matches(_ other: Value) -> Bool {
    if let a = integer, let b = other.integer { return a == b }
    if let a = number, let b = other.number { return a == b }
    return self == other
  }

  /// The number, or an error that says what was found.
  func asNumber() throws(ValueError) -> Double {
    if let number { return number }
    throw ValueError("a number is needed, not \(kind)")
  }

  /// The text, or an error that says what was found.
  func asText() throws(ValueError) -> String {
    if let text { return text }
    throw ValueError("a text is needed, not \(kind)")
  }
}
