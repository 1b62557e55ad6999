import CYaml

/// YAML 1.1 as libyaml reads it, cut down to what a configuration needs: one document of mappings with text keys,
/// sequences and plain values. Refused are tags, merge keys, repeated keys and a second document.
package enum YAML {
  /// What a document may cost to read.
  package struct Limits: Sendable {
    /// Bytes of text.
    package var bytes = 1 << 20
    /// Containers inside one another.
    package var depth = 64
    /// Values, each alias counted as everything it stands for.
    package var values = 100_000

    /// The defaults.
    package init() {}
  }

  /// The one value of a document; an empty document is null. Errors carry line and column. O(bytes + values).
  ///
  /// Plain `null`, `~` and nothing are null, plain `true` and `false` truth values, plain decimal numbers numbers
  /// (`.inf` and `.nan` are refused); everything else and everything in quotes is text.
  package static func parse(
    _ bytes: [UInt8], file: String, limits: Limits = Limits()
  ) throws(DocumentError) -> DocumentValue {
    if bytes.count > limits.bytes {
      throw DocumentError(
        file: file, line: 0, column: 0,
        detail: "the document has \(bytes.count) bytes, more than the \(limits.bytes) allowed")
    }
    guard let events = YAMLEvents(bytes) else {
      throw DocumentError(file: file, line: 0, column: 0, detail: "not enough memory to read the document")
    }
    var composer = YAMLComposer(events: events, file: file, limits: limits)
    return try composer.document()
  }
}

/// The events of one document; owns libyaml's parser and a copy of the text.
final class YAMLEvents {
  /// One event with what the composer needs of it.
  struct Event {
    enum Kind {
      case streamStart, streamEnd, documentStart, documentEnd, alias, scalar, list, listEnd, table, tableEnd
    }
    var kind: Kind
    var position: DocumentPosition
    var anchor: String?
    var tag: String?
    var text = ""
    /// Whether a scalar stands without quotes.
    var isPlain = false
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  init?(_ bytes: [UInt8]) {
    parser = .allocate(capacity: 1)
    text = .allocate(capacity: max(1, bytes.count))
    _ = text.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      text.deallocate()
      return nil
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event; an error names the place at which libyaml gave up.
  func next(file: String) throws(DocumentError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure(file) }
    defer { yaml_event_delete(&event) }
    var result = Event(kind: .streamStart, position: Self.position(event.start_mark))
    switch event.type {
    case YAML_STREAM_END_EVENT: result.kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
    case YAML_ALIAS_EVENT:
      result.kind = .alias
      result.anchor = Self.text(event.data.alias.anchor)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      result.kind = .scalar
      result.anchor = Self.text(scalar.anchor)
      result.tag = Self.text(scalar.tag)
      result.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      result.text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    case YAML_SEQUENCE_START_EVENT:
      result.kind = .list
      result.anchor = Self.text(event.data.sequence_start.anchor)
      result.tag = Self.text(event.data.sequence_start.tag)
    case YAML_SEQUENCE_END_EVENT: result.kind = .listEnd
    case YAML_MAPPING_START_EVENT:
      result.kind = .table
      result.anchor = Self.text(event.data.mapping_start.anchor)
      result.tag = Self.text(event.data.mapping_start.tag)
    case YAML_MAPPING_END_EVENT: result.kind = .tableEnd
    default: break
    }
    return result
  }

  private func failure(_ file: String) -> DocumentError {
    let state = parser.pointee
    var detail = state.problem.map { String(cString: $0) } ?? "not enough memory"
    if let context = state.context { detail += ", \(String(cString: context))" }
    guard state.error != YAML_READER_ERROR else {
      let place = text.prefix(Int(state.problem_offset))
      let line = place.count { $0 == UInt8(ascii: "\n") } + 1
      let start = place.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let column = String(decoding: place[start...], as: UTF8.self).unicodeScalars.count + 1
      return DocumentError(file: file, line: line, column: column, detail: detail)
    }
    let position = Self.position(state.problem_mark)
    return DocumentError(file: file, line: position.line, column: position.column, detail: detail)
  }

  private static func position(_ mark: yaml_mark_t) -> DocumentPosition {
    DocumentPosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private static func text(_ start: UnsafeMutablePointer<UInt8>?) -> String? {
    start.map { String(cString: $0) }
  }
}
