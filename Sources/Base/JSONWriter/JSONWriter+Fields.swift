extension JSONWriter {
  /// A key and a text.
  package mutating func field(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  /// A text, or `null` when there is none.
  package mutating func field(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// A key and an integer.
  package mutating func field<T: BinaryInteger>(_ name: StaticString, _ value: T) {
    key(name)
    integer(value)
  }

  /// An integer, or `null` when there is none.
  package mutating func field<T: BinaryInteger>(_ name: StaticString, _ value: T?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// The shortest exact text of a number; `null` for NaN and the infinities.
  package mutating func field(_ name: StaticString, _ value: Double) {
    key(name)
    double(value)
  }

  /// A number, or `null` when there is none.
  package mutating func field(_ name: StaticString, _ value: Double?) {
    key(name)
    if let value { double(value) } else { null() }
  }

  /// A key and a truth value.
  package mutating func field(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// An object whose members `body` writes.
  package mutating func object<E: Error>(
    _ name: StaticString, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    beginObject()
    try body(&self)
    endObject()
  }

  /// An array whose values `body` writes.
  package mutating func array<E: Error>(
    _ name: StaticString, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    key(name)
    beginArray()
    try body(&self)
    endArray()
  }
}
