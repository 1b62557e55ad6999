/// Lines of `redis-cli MONITOR`: a time, the database and the client in brackets, and the command in quoted words.
enum RedisRows {
  /// What a command does, and which of its words are keys.
  private enum Shape {
    /// The first word is the key; the value is the word after it at that distance, if there is one.
    case one(OperationKind, value: Int?)
    /// Every word is a key.
    case every(OperationKind)
    /// Keys and values alternate.
    case pairs
  }

  private static let commands: [String: Shape] = [
    "get": .one(.get, value: nil), "getex": .one(.get, value: nil), "strlen": .one(.get, value: nil),
    "getrange": .one(.get, value: nil), "type": .one(.get, value: nil), "ttl": .one(.get, value: nil),
    "pttl": .one(.get, value: nil), "mget": .every(.get), "exists": .every(.get), "touch": .every(.get),
    "set": .one(.put, value: 1), "setnx": .one(.put, value: 1), "getset": .one(.put, value: 1),
    "setex": .one(.put, value: 2), "psetex": .one(.put, value: 2), "append": .one(.put, value: 1),
    "setrange": .one(.put, value: 2), "incr": .one(.put, value: nil), "decr": .one(.put, value: nil),
    "incrby": .one(.put, value: 1), "decrby": .one(.put, value: 1), "incrbyfloat": .one(.put, value: 1),
    "mset": .pairs, "msetnx": .pairs, "getdel": .one(.delete, value: nil), "del": .every(.delete),
    "unlink": .every(.delete),
  ]

  /// Commands on data of other kinds, which are requests all the same.
  private static let connection: Set<String> = [
    "ping", "echo", "auth", "hello", "select", "client", "command", "config", "info", "multi", "exec",
    "discard",
    "watch", "unwatch", "monitor", "quit", "reset", "dbsize", "scan", "subscribe", "publish", "flushall",
    "flushdb",
  ]

  /// Decodes one line.
  @Sendable static func decode(_ row: TraceRow) -> TraceVerdict {
    var text = row.text[...]
    if text.first == 0x2B { text = text.dropFirst() }
    guard let blank = text.firstIndex(of: 0x20), text.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else {
      return .skipped(.noCommand)
    }
    guard
      let time = TraceRow.time(
        UnsafeRawBufferPointer(rebasing: text[..<blank]), unit: 1_000_000_000)
    else { return .bad(field: 1, expected: "a time in seconds") }
    let rest = text[(blank + 1)...]
    guard rest.first == 0x5B, let close = Self.close(of: rest) else {
      return .bad(field: 2, expected: "[database client]")
    }
    let number = rest[(rest.startIndex + 1)..<close].prefix { $0 != 0x20 }
    guard TraceRow.number(UnsafeRawBufferPointer(rebasing: number)) != nil else {
      return .bad(field: 2, expected: "the number of a database")
    }
    let database = number.elementsEqual([0x30]) ? [] : Array(number) + [0x2F]
    guard let words = QuotedWords.split(row.text[(close + 1)...]), let first = words.first else {
      return .bad(field: 3, expected: "a command in quoted words")
    }
    let name = String(decoding: row.text[first], as: UTF8.self).lowercased()
    guard let shape = commands[name] else {
      return .skipped(connection.contains(name) ? .noCommand : .unsupportedOperation)
    }
    return add(shape, words.dropFirst(), database: database, time: time, to: row)
  }

  /// Where the bracket of database and client ends: before the command's first quote, since an IPv6 address has brackets
  /// of its own.
  private static func close(of rest: Slice<UnsafeRawBufferPointer>) -> Int? {
    let quote = rest.firstIndex(of: 0x22) ?? rest.endIndex
    return rest[..<quote].lastIndex(of: 0x5D)
  }

  /// Adds the requests of a command.
  private static func add(
    _ shape: Shape, _ words: ArraySlice<Range<Int>>, database: [UInt8], time: UInt64, to row: TraceRow
  ) -> TraceVerdict {
    var wanted: [(kind: OperationKind, key: Int, value: Int?)] = []
    switch shape {
    case .one(let kind, let value): wanted = [(kind, 0, value)]
    case .every(let kind): wanted = words.indices.map { (kind, $0 - words.startIndex, nil) }
    case .pairs:
      wanted = stride(from: 0, to: words.count, by: 2).map { (.put, $0, $0 + 1) }
    }
    let word = { (index: Int) in words[words.startIndex + index] }
    for item in wanted {
      guard item.key < words.count, TraceRow.isKey(row.text[word(item.key)]) else {
        return .bad(field: 4 + item.key, expected: TraceRow.keyRule)
      }
      let start = row.keep(database).lowerBound
      let key = row.keep(QuotedWords.key(row.text[word(item.key)]))
      var request = TraceRequest(kind: item.kind, key: start..<key.upperBound, time: time)
      if let value = item.value {
        guard value < words.count else { return .bad(field: 4 + value, expected: "a value") }
        let text = row.keep(QuotedWords.unescaped(row.text[word(value)]))
        request.value = text
        request.size = text.count
      }
      row.add(request)
    }
    return wanted.isEmpty ? .bad(field: 4, expected: "a key") : .taken
  }

  /// Whether one of the first lines is a command; `OK` comes before.
  static func detects(_ head: TraceHead) -> Bool {
    head.lines.prefix(4).contains { line in
      let line = line.first == 0x2B ? line.dropFirst() : line
      let parts = line.split(separator: 0x20, maxSplits: 3)
      guard parts.count == 4, parts[0].contains(0x2E), parts[1].first == 0x5B, parts[3].first == 0x22 else {
        return false
      }
      return parts[0].allSatisfy { $0 == 0x2E || ($0 >= 0x30 && $0 <= 0x39) }
    }
  }
}
