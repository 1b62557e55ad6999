import Base
import Documents
import Workloads

/// Models as JSON, `adhash.dna_model.v2`. Version 1 did not tell enough to make a like workload of it: it is refused.
extension WorkloadModel {
  /// The name and version of the schema.
  package static let schema = "adhash.dna_model.v2"
  private static let longestFile = 67_108_864

  /// The model as a file's content.
  package func file() -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", Self.schema)
    json.field("rows", rows)
    json.field("keys", keys)
    json.array("key_counts") { list in
      for one in keyCounts { list.numbers([one.uses, one.keys]) }
    }
    json.array("windows") { list in
      for window in windows {
        list.beginObject()
        list.key("first_kinds")
        list.numbers(window.firstKinds)
        list.key("again_kinds")
        list.numbers(window.againKinds)
        list.key("first")
        list.numbers(window.first)
        list.key("again")
        list.numbers(window.again)
        list.array("distances") { groups in
          for group in window.distances {
            groups.beginArray()
            for reuse in group { groups.numbers([reuse.place, reuse.count, reuse.gap]) }
            groups.endArray()
          }
        }
        list.endObject()
      }
    }
    json.key("key_lengths")
    json.pairs(keyLengths)
    json.key("value_sizes")
    json.pairs(valueSizes)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  /// Reads a model; one whose parts contradict each other is refused.
  package init(file path: String) throws(LaboratoryError) {
    let bytes = try LaboratoryError.wrapping { () throws(SystemError) in
      try FileBytes.read(path: path, limit: Self.longestFile)
    }
    do throws(DocumentError) {
      self = try ModelReader(file: path).read(try JSON.parse(bytes, file: path))
    } catch {
      throw .specification(error)
    }
  }
}

extension JSONWriter {
  /// An array of whole numbers.
  fileprivate mutating func numbers(_ values: [Int]) {
    beginArray()
    for value in values { integer(value) }
    endArray()
  }

  /// An array of pairs.
  fileprivate mutating func pairs(_ shares: [WorkloadModel.Share]) {
    beginArray()
    for share in shares { numbers([share.value, share.count]) }
    endArray()
  }
}

/// What is read of a model's file.
private struct ModelReader {
  let file: String

  func read(_ root: DocumentValue) throws(DocumentError) -> WorkloadModel {
    var table = try TableReader(root, file: file, subject: "the model")
    let schema = try table.text("schema")
    guard schema == WorkloadModel.schema else {
      throw fault(
        "the file is \(schema), not \(WorkloadModel.schema)", root, "workload-dna --fit makes a model")
    }
    let rows = try number(table.value("rows") ?? root, upTo: WorkloadModel.mostRows)
    let stated = table.value("keys") ?? root
    let keys = try number(stated, upTo: WorkloadModel.mostKeys)
    let counts = try pairs(table.value("key_counts"), root, upTo: rows)
    let windows = try list(table.value("windows"), root, upTo: WorkloadModel.mostWindows) {
      value throws(DocumentError) in
      var window = try TableReader(value, file: file, subject: "a window")
      let first = try groupCounts(window.value("first"), value)
      let again = try groupCounts(window.value("again"), value)
      let reuses = try distances(window.value("distances"), value)
      return WorkloadModel.Window(
        firstKinds: try numbers(window.value("first_kinds"), value, 3),
        againKinds: try numbers(window.value("again_kinds"), value, 3), first: first, again: again,
        distances: reuses)
    }
    let lengths = try pairs(table.value("key_lengths"), root, upTo: TraceOptions.longestKey)
    let sizes = try pairs(table.value("value_sizes"), root, upTo: ValueSize.longestBytes)
    try table.finish()
    let model = WorkloadModel(
      rows: rows, keyCounts: counts.map { WorkloadModel.KeyCount(uses: $0.value, keys: $0.count) },
      windows: windows, keyLengths: lengths, valueSizes: sizes)
    if model.keys != keys {
      throw fault("the model states \(keys) keys and counts \(model.keys)", stated, "make the model anew")
    }
    if let contradiction = model.contradiction { throw fault(contradiction, root, "make the model anew") }
    return model
  }

  private func fault(_ detail: String, _ value: DocumentValue, _ hint: String? = nil) -> DocumentError {
    DocumentError(
      file: file, line: value.position.line, column: value.position.column, detail: detail, hint: hint)
  }

  private func number(_ value: DocumentValue, upTo most: Int) throws(DocumentError) -> Int {
    guard let number = value.integer, (0...Int64(most)).contains(number) else {
      throw fault("a whole number from 0 to \(most) is expected, not \(value.shown)", value)
    }
    return Int(number)
  }

  private func list<T>(
    _ value: DocumentValue?, _ root: DocumentValue, upTo most: Int,
    _ body: (DocumentValue) throws(DocumentError) -> T
  ) throws(DocumentError) -> [T] {
    guard let values = value?.array else { throw fault("a member of the model is missing or no list", root) }
    if values.count > most { throw fault("a list has more than \(most) members", root) }
    var read: [T] = []
    for value in values { read.append(try body(value)) }
    return read
  }

  private func numbers(
    _ value: DocumentValue?, _ root: DocumentValue, _ count: Int
  ) throws(DocumentError) -> [Int] {
    let read = try list(value, root, upTo: count) { value throws(DocumentError) in
      try number(value, upTo: WorkloadModel.mostRows)
    }
    if read.count != count { throw fault("a list of \(count) numbers has \(read.count)", root) }
    return read
  }

  private func groupCounts(_ value: DocumentValue?, _ root: DocumentValue) throws(DocumentError) -> [Int] {
    try list(value, root, upTo: WorkloadModel.mostGroups) { value throws(DocumentError) in
      try number(value, upTo: WorkloadModel.mostRows)
    }
  }

  private func distances(
    _ value: DocumentValue?, _ root: DocumentValue
  ) throws(DocumentError) -> [[WorkloadModel.Reuse]] {
    try list(value, root, upTo: WorkloadModel.mostGroups) { value throws(DocumentError) in
      try list(value, root, upTo: WorkloadModel.mostPlaces) { value throws(DocumentError) in
        let parts = try numbers(value, value, 3)
        if parts[0] >= WorkloadModel.mostPlaces { throw fault("\(parts[0]) is no class of distances", value) }
        return WorkloadModel.Reuse(place: parts[0], count: parts[1], gap: parts[2])
      }
    }
  }

  private func pairs(
    _ value: DocumentValue?, _ root: DocumentValue, upTo most: Int
  ) throws(DocumentError) -> [WorkloadModel.Share] {
    try list(value, root, upTo: 1_000_000) { value throws(DocumentError) in
      let pair = try numbers(value, value, 2)
      if pair[0] > most { throw fault("\(pair[0]) is above \(most)", value) }
      return WorkloadModel.Share(value: pair[0], count: pair[1])
    }
  }
}

extension WorkloadModel {
  /// What does not fit together, or nil. Sums cannot overflow: every number lies within two thousand millions, and there
  /// are at most a million of them.
  var contradiction: String? {
    if rows == 0 || windows.isEmpty { return "the model has no operations" }
    if keyCounts.contains(where: { $0.uses == 0 }) { return "a key has no use" }
    if keys > Self.mostKeys { return "the model has more than \(Self.mostKeys) keys" }
    let isEven = windows.allSatisfy {
      $0.first.count == groups && $0.again.count == groups && $0.distances.count == groups
    }
    if !isEven { return "the windows have not the same groups of keys" }
    var first = [Int](repeating: 0, count: groups)
    var again = first
    for one in keyCounts {
      let group = Self.group(uses: one.uses)
      if group >= first.count { return "a key is used more often than any group of keys" }
      first[group] += one.keys
      for place in 0...group where one.uses > 1 << place {
        again[place] += (min(one.uses, 2 << place) - (1 << place)) * one.keys
      }
    }
    for group in first.indices {
      let isRight =
        windows.reduce(0) { $0 + $1.first[group] } == first[group]
        && windows.reduce(0) { $0 + $1.again[group] } == again[group]
        && windows.reduce(0, { $0 + $1.distances[group].reduce(0) { $0 + $1.count } }) == again[group]
      if !isRight { return "group \(group) of the keys has not as many uses as its keys" }
    }
    for (index, window) in windows.enumerated() {
      let isRight =
        window.firstKinds.reduce(0, +) == window.first.reduce(0, +)
        && window.againKinds.reduce(0, +) == window.again.reduce(0, +)
      if !isRight { return "window \(index + 1) has not as many kinds as operations" }
    }
    let puts = windows.reduce(0) { $0 + $1.firstKinds[0] + $1.againKinds[0] }
    if first.reduce(0, +) + again.reduce(0, +) != rows { return "the uses of keys are not \(rows)" }
    if keyLengths.reduce(0, { $0 + $1.count }) != keys { return "there is not a length for every key" }
    if valueSizes.reduce(0, { $0 + $1.count }) != puts { return "there is not a size for every put" }
    return nil
  }
}
