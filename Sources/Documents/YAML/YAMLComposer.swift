/// Makes values of events and holds them against the limits.
struct YAMLComposer {
  private let events: YAMLEvents
  private let file: String
  private let limits: YAML.Limits
  private var anchors: [String: (value: DocumentValue, size: Int)] = [:]
  private var values = 0
  private var depth = 0

  init(events: YAMLEvents, file: String, limits: YAML.Limits) {
    self.events = events
    self.file = file
    self.limits = limits
  }

  mutating func document() throws(DocumentError) -> DocumentValue {
    var event = try events.next(file: file)
    if event.kind == .streamStart { event = try events.next(file: file) }
    if event.kind == .streamEnd { return .null(event.position) }
    let value = try value(try events.next(file: file))
    _ = try events.next(file: file)
    event = try events.next(file: file)
    if event.kind != .streamEnd { throw error("a second document; one is read", at: event.position) }
    return value
  }

  private mutating func value(_ event: YAMLEvents.Event) throws(DocumentError) -> DocumentValue {
    if event.kind == .alias { return try alias(event) }
    if let tag = event.tag {
      throw error("the tag \(tag); values are told by their form alone", at: event.position)
    }
    let before = values
    try count(1, at: event.position)
    let value: DocumentValue
    switch event.kind {
    case .list: value = try list(event)
    case .table: value = try table(event)
    default: value = try scalar(event)
    }
    if let anchor = event.anchor { anchors[anchor] = (value, values - before) }
    return value
  }

  private mutating func alias(_ event: YAMLEvents.Event) throws(DocumentError) -> DocumentValue {
    let name = event.anchor ?? ""
    guard let found = anchors[name] else {
      throw error("the alias *\(name) stands for nothing before it", at: event.position)
    }
    try count(found.size, at: event.position)
    return found.value
  }

  private mutating func list(_ start: YAMLEvents.Event) throws(DocumentError) -> DocumentValue {
    try enter(start.position)
    var elements: [DocumentValue] = []
    while true {
      let event = try events.next(file: file)
      if event.kind == .listEnd { break }
      elements.append(try value(event))
    }
    depth -= 1
    return .array(elements, start.position)
  }

  private mutating func table(_ start: YAMLEvents.Event) throws(DocumentError) -> DocumentValue {
    try enter(start.position)
    var table = DocumentTable(position: start.position)
    while true {
      let key = try events.next(file: file)
      if key.kind == .tableEnd { break }
      guard key.kind == .scalar, key.tag == nil else {
        throw error("a key that is not a plain text", at: key.position)
      }
      if key.isPlain, key.text == "<<" { throw error("a merge key; write its members out", at: key.position) }
      let value = try value(try events.next(file: file))
      guard table.append(.init(key: key.text, keyPosition: key.position, value: value)) else {
        throw error("the key \"\(key.text)\" stands twice in one mapping", at: key.position)
      }
    }
    depth -= 1
    return .table(table)
  }

  private func scalar(_ event: YAMLEvents.Event) throws(DocumentError) -> DocumentValue {
    guard event.isPlain else { return .string(event.text, event.position) }
    switch event.text {
    case "", "~", "null": return .null(event.position)
    case "true": return .bool(true, event.position)
    case "false": return .bool(false, event.position)
    default: break
    }
    guard let first = event.text.utf8.first, first < 0x3A, "+-.0123456789".utf8.contains(first),
      event.text.utf8.allSatisfy({ "+-.0123456789eE".utf8.contains($0) })
    else { return .string(event.text, event.position) }
    if let integer = Int64(event.text) { return .integer(integer, event.position) }
    guard let number = Double(event.text) else { return .string(event.text, event.position) }
    if !number.isFinite {
      throw error("the number \(event.text.prefix(40)) is too large", at: event.position)
    }
    return .float(number, event.position)
  }

  private mutating func enter(_ position: DocumentPosition) throws(DocumentError) {
    depth += 1
    if depth > limits.depth {
      throw error("more than \(limits.depth) containers inside one another", at: position)
    }
  }

  private mutating func count(_ added: Int, at position: DocumentPosition) throws(DocumentError) {
    values += added
    if values > limits.values { throw error("more than \(limits.values) values", at: position) }
  }

  private func error(_ detail: String, at position: DocumentPosition) -> DocumentError {
    DocumentError(file: file, line: position.line, column: position.column, detail: detail)
  }
}
