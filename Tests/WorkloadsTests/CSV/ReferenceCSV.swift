import Workloads

/// What a text is as a workload, found slowly and without any of the parser's code: the whole text at once, one byte
/// after the other, fields as arrays.
struct ReferenceCSV: Equatable {
  var operations: [String] = []
  var faults: [String] = []
  var rows = 0

  init(_ text: [UInt8], limits: CSVLimits) {
    var reader = ReferenceReader(text, limits: limits)
    reader.run()
    operations = reader.operations
    faults = reader.faults
    rows = reader.rows
  }
}

private struct ReferenceReader {
  let text: [UInt8]
  let limits: CSVLimits
  var position = 0
  var operations: [String] = []
  var faults: [String] = []
  var rows = 0

  struct Field {
    var bytes: [UInt8] = []
    var place: Int
  }

  enum Row {
    case fields([Field], isBlank: Bool, end: Int)
    case fault(String, at: Int)
    case last(String, at: Int)
  }

  init(_ text: [UInt8], limits: CSVLimits) {
    self.text = text
    self.limits = limits
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func run() {
    var order: [String]?
    while position < text.count {
      let start = position
      let row = nextRow()
      guard let names = order else {
        switch row {
        case .fault(let what, let at), .last(let what, let at):
          faults.append(place(what, at, in: start))
          return
        case .fields(let fields, let isBlank, let end):
          if let bad = firstBadByte(start, end) {
            faults.append(place("Invalid UTF-8", bad, in: start) + " (byte offset \(bad))")
            return
          }
          if isBlank { continue }
          let found = fields.map { String(decoding: trim($0.bytes), as: UTF8.self) }
          let wanted = ["op", "key", "value"]
          let wrong = [
            ("Missing", wanted.filter { !found.contains($0) }),
            ("Unexpected", found.filter { !wanted.contains($0) }),
            ("Repeated", wanted.filter { name in found.filter { $0 == name }.count > 1 }),
          ].first { !$0.1.isEmpty }
          if let wrong {
            faults.append("\(wrong.0) header columns: \(wrong.1.map(shown).joined(separator: ", "))")
            return
          }
          order = found
        }
        continue
      }
      if case .last(let what, let at) = row {
        faults.append(place(what, at, in: start))
        return
      }
      if case .fields(_, true, _) = row { continue }
      rows += 1
      if limits.maxRows > 0, rows > limits.maxRows {
        faults.append("CSV row limit exceeded (\(rows) > \(limits.maxRows))")
        return
      }
      switch row {
      case .fault(let what, let at):
        faults.append(place(what, at, in: start))
        position = text[at...].firstIndex(of: 10).map { $0 + 1 } ?? text.count
      case .fields(let fields, _, let end): judge(fields, names, start, end)
      case .last: break
      }
    }
    if order == nil { faults.append("CSV file is empty") }
  }

  private mutating func judge(_ fields: [Field], _ names: [String], _ start: Int, _ end: Int) {
    if let bad = firstBadByte(start, end) {
      faults.append(place("Invalid UTF-8", bad, in: start) + " (byte offset \(bad))")
      return
    }
    if fields.count < 3 {
      faults.append(place("Missing field '\(names[fields.count])'", end, in: start))
      return
    }
    if fields.count > 3 {
      faults.append(place("Unexpected field 4", fields[3].place, in: start))
      return
    }
    func field(_ name: String) -> Field { fields[names.firstIndex(of: name)!] }
    let word = String(decoding: trim(field("op").bytes), as: UTF8.self)
    let key = trim(field("key").bytes)
    if word.isEmpty { return faults.append(place("Missing op", field("op").place, in: start)) }
    guard ["put", "get", "del"].contains(word.lowercased()), word.utf8.count == 3 else {
      return faults.append(place("Unknown op '\(shown(word))'", field("op").place, in: start))
    }
    if key.isEmpty { return faults.append(place("Missing key", field("key").place, in: start)) }
    let value = field("value")
    if word.lowercased() == "put", trim(value.bytes).isEmpty {
      return faults.append(place("Missing value of put", value.place, in: start))
    }
    operations.append("\(word.lowercased()) \(key) \(value.bytes)")
  }

  /// Takes the row at `position` and moves behind it.
  private mutating func nextRow() -> Row {
    let start = position
    let limit = limits.maxLineBytes
    var fields: [Field] = []
    var index = start
    var isQuotedAtAll = false
    while true {
      var field = Field(place: index)
      if index < text.count, text[index] == 34 {
        isQuotedAtAll = true
        index += 1
        while index < text.count {
          if text[index] == 34 {
            if index + 1 < text.count, text[index + 1] == 34 {
              field.bytes.append(34)
              index += 2
              continue
            }
            break
          }
          field.bytes.append(text[index])
          index += 1
        }
        if index == text.count {
          if index - start > limit {
            return .last("CSV line length limit exceeded (\(limit + 1) > \(limit))", at: start)
          }
          return .last("Quoted field without a closing quote", at: field.place)
        }
        index += 1
      } else {
        while index < text.count, ![44, 10, 13].contains(text[index]) {
          field.bytes.append(text[index])
          index += 1
        }
      }
      if index - start > limit {
        return .last("CSV line length limit exceeded (\(limit + 1) > \(limit))", at: start)
      }
      let isCRLF = index + 1 < text.count && text[index] == 13 && text[index + 1] == 10
      if index == text.count || text[index] == 10 || isCRLF {
        fields.append(field)
        position = index == text.count ? index : index + (isCRLF ? 2 : 1)
        let isBlank = fields.count == 1 && !isQuotedAtAll && trim(field.bytes).isEmpty
        return .fields(fields, isBlank: isBlank, end: index)
      }
      if text[index] == 44 {
        fields.append(field)
        index += 1
      } else {
        return .fault(
          text[index] == 13 ? "Carriage return without a line feed" : "Text after a closing quote", at: index)
      }
    }
  }

  private func shown(_ word: String) -> String {
    let scalars = word.unicodeScalars
    let visible = scalars.prefix(40).map {
      $0.value < 32 || $0.value == 127 ? $0.escaped(asASCII: true) : String($0)
    }
    return visible.joined() + (scalars.count > 40 ? "..." : "")
  }

  private func trim(_ bytes: [UInt8]) -> [UInt8] {
    let blanks: [UInt8] = [32, 9, 10, 11, 12, 13]
    var part = bytes[...]
    while let first = part.first, blanks.contains(first) { part.removeFirst() }
    while let last = part.last, blanks.contains(last) { part.removeLast() }
    return Array(part)
  }

  private func place(_ what: String, _ at: Int, in start: Int) -> String {
    let before = text[..<at]
    let line = before.filter { $0 == 10 }.count + 1
    // The byte order mark is no character of the first line.
    let lineStart = max(before.lastIndex(of: 10).map { $0 + 1 } ?? 0, start)
    let column = text[lineStart..<at].filter { $0 & 0xC0 != 0x80 }.count + 1
    return "\(what) at line \(line), column \(column)"
  }

  /// The first byte that the standard library would have to repair.
  private func firstBadByte(_ start: Int, _ end: Int) -> Int? {
    var decoder = UTF8()
    var iterator = text[start..<end].makeIterator()
    var at = start
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): at += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return at
      }
    }
  }
}
