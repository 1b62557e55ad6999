import Base
import HashMaps

/// A trace in words and as JSON.
extension ProbeTrace {
  /// The operation as workloads write it.
  package var operationWord: String { operation == .delete ? "del" : operation.rawValue }

  /// How it ended, by the words the earlier program used where it had one: `match`, `empty`, `insert`, `update`,
  /// `delete`, `make_room`.
  package var terminal: String {
    switch (operation, ending) {
    case (.put, .match): "update"
    case (.delete, .match): "delete"
    case (_, .match): "match"
    case (_, .absent): "empty"
    case (_, .insert): "insert"
    case (_, .makeRoom): "make_room"
    }
  }

  /// Whether the key was in the map.
  package var found: Bool { ending == .match }

  /// What a unit of this layout is.
  package var unitName: String {
    switch layout {
    case .chaining: "bucket"
    case .robinhood: "slot"
    case .grouped, .compact: "group"
    }
  }

  /// The slots of a unit, and with those the place after them where an overflow is noted; the slots that `robinhood` reads
  /// at once.
  var lanes: Int {
    switch layout {
    case .robinhood, .chaining: 8
    case .grouped, .compact: 16
    }
  }

  /// The slots whose tags are read at once.
  package var slotsRead: Int { layout == .robinhood ? lanes : lanes - 1 }

  /// The segment the hash leads to, by the number that the bits of its prefix make.
  package var segmentWords: String {
    let number = depth > 0 ? segment >> UInt32(32 - depth) : 0
    return "segment \(number) (\(depth == 1 ? "1 bit" : "\(depth) bits"))"
  }

  /// Where in the segment the key is at home.
  package var homeWords: String { "home \(unitName) \(home) of \(positions)" }

  /// The trace as lines: what and where, then one for each step.
  package var narration: [String] {
    [
      "\(operationWord) \(key) in \(layout.name): \(found ? "found" : "not found"), \(terminal)",
      "hash 0x\(hexadecimalDigits(hash)): \(segmentWords), \(homeWords), tag 0x\(String(tag, radix: 16))",
    ] + steps.enumerated().map { "\($0 + 1). \(words($1))" }
  }

  /// A step in words.
  package func words(_ step: Step) -> String {
    let place =
      layout == .robinhood
      ? "slot \(step.unit), \(step.lane) from home" : "\(unitName) \(step.unit), slot \(step.lane)"
    switch step.action {
    case .read:
      let which =
        step.matches.isEmpty
        ? "no tag matches" : "tags match at \(step.matches.map(String.init).joined(separator: ", "))"
      return "read \(unitName) \(step.unit): \(which)"
    case .compare:
      return "compare \(place): \(step.key ?? "") is \(step.isEqual == true ? "the key" : "another key")"
    case .follow: return "follow the chain to overflow bucket \(step.unit)"
    case .advance: return "advance past \(place): its key lies as far from home"
    case .markOverflow: return "mark \(unitName) \(step.unit) as overflowed"
    case .link: return "link overflow bucket \(step.unit)"
    case .place: return "place the key at \(place)"
    case .shift: return "shift the entry at \(place) by one"
    case .fill: return "fill the hole at \(place) with the chain's last entry"
    case .erase: return "free \(place)"
    case .leaveTombstone: return "leave a tombstone at \(place)"
    case .unlink: return "unlink the empty overflow bucket \(step.unit)"
    }
  }

  /// Writes the trace as an object. The hash is text: readers of JSON lose bits of large numbers.
  package func render(value: String?, into json: inout JSONWriter) {
    json.beginObject()
    json.field("backend", layout.name)
    json.field("operation", operationWord)
    json.field("key_repr", key)
    json.field("value_repr", value)
    json.field("found", found)
    json.field("terminal", terminal)
    json.field("capacity", positions)
    json.field("hash", "0x" + hexadecimalDigits(hash))
    json.field("segment", segment)
    json.field("depth", depth)
    json.field("home", home)
    json.field("tag", tag)
    json.field("unit", unitName)
    if layout == .chaining { json.field("bucket", home) }
    json.array("path") { list in
      for (index, step) in steps.enumerated() {
        list.beginObject()
        list.field("step", index)
        list.field("action", step.action.rawValue)
        list.field("slot", step.unit)
        list.field("lane", step.lane)
        if step.action == .read {
          list.array("tag_matches") { lanes in for lane in step.matches { lanes.integer(lane) } }
        }
        if let key = step.key { list.field("key_repr", key) }
        if let isEqual = step.isEqual { list.field("matches", isEqual) }
        renderEarlierNames(of: step, into: &list)
        list.field("text", words(step))
        list.endObject()
      }
    }
    json.endObject()
  }

  /// What the earlier program's readers look for, where a layout of that name has it.
  private func renderEarlierNames(of step: Step, into json: inout JSONWriter) {
    switch layout {
    case .robinhood:
      json.field("start_slot", home)
      guard step.action == .compare else { return }
      json.field("state", "occupied")
      json.field("ideal_slot", step.unit - step.lane)
      json.field("probe_distance", step.lane)
    case .chaining:
      if step.action == .compare { json.field("position", step.lane) }
    case .grouped, .compact: return
    }
  }
}
