import Base
import HashMaps

extension LayoutCosts {
  /// Name and version of the document.
  package static let schema = "adhash.cost-model.v1"

  /// Where cycles come from, in words.
  package var cycleSource: String {
    guard let ticksPerNanosecond else { return "none: this processor's counter cannot be used" }
    return "processor time at the \(Figures.fixed(ticksPerNanosecond, 3)) GHz of the time-stamp counter"
  }

  /// Reference cycles of a time; NaN where there is no counter.
  package func cycles(_ nanoseconds: Double) -> Double { nanoseconds * (ticksPerNanosecond ?? .nan) }

  /// Writes the members of the document, its schema first, into an object the caller has opened.
  package func renderMembers(into json: inout JSONWriter) {
    json.field("schema", Self.schema)
    json.object("machine") { json in
      json.field("cpu", MachineFacts.cpuModel)
      json.field("cores", MachineFacts.cores)
      json.field("os", MachineFacts.os)
      json.field("architecture", MachineFacts.architecture)
    }
    json.field("cycle_source", cycleSource)
    json.field("cycles_per_ns", ticksPerNanosecond)
    json.field("entries", entries)
    json.field("rounds", rounds)
    json.field("key_bytes", keyBytes)
    json.field("value_bytes", valueBytes)
    json.array("layouts") { json in for layout in layouts { render(layout, into: &json) } }
    json.array("migrations") { json in for move in migrations { render(move, into: &json) } }
  }

  private func render(_ layout: LayoutCost, into json: inout JSONWriter) {
    json.beginObject()
    json.field("layout", layout.layout.name)
    json.field("load_factor", layout.loadFactor)
    json.object("operations") { json in
      for cost in layout.operations {
        json.key(cost.operation.rawValue)
        json.beginObject()
        render("ns", "cycles", cost.nanoseconds, into: &json)
        json.field("counted", cost.counted.operations)
        json.field("probes", cost.counted.probes)
        json.field("comparisons", cost.counted.comparisons)
        json.field("cache_lines", cost.counted.cacheLines)
        json.field("most_cache_lines", cost.counted.mostCacheLines)
        json.field("bytes", cost.counted.bytes)
        json.endObject()
      }
    }
    json.object("bytes_per_entry") { json in
      json.field("total", layout.memory.total)
      json.field("keys", layout.memory.keys)
      json.field("values", layout.memory.values)
      json.field("metadata", layout.memory.metadata)
      json.field("slack", layout.memory.slack)
      json.field("arena", layout.memory.arena)
    }
    json.endObject()
  }

  private func render(_ move: MigrationCost, into json: inout JSONWriter) {
    json.beginObject()
    json.field("from", move.from.name)
    json.field("to", move.to.name)
    render("ns_per_entry", "cycles_per_entry", move.nanosecondsPerEntry, into: &json)
    render("longest_step_ns", nil, move.longestStep, into: &json)
    json.field("peak_extra_bytes_per_entry", move.peakExtraBytes)
    json.field("bytes_per_entry_before", move.bytesBefore)
    json.field("bytes_per_entry_after", move.bytesAfter)
    json.endObject()
  }

  private func render(
    _ name: StaticString, _ cyclesName: StaticString?, _ measured: Measured, into json: inout JSONWriter
  ) {
    func object(_ name: StaticString, _ scale: (Double) -> Double, _ json: inout JSONWriter) {
      json.object(name) { json in
        json.field("median", scale(measured.median))
        json.field("low", scale(measured.interval.lowerBound))
        json.field("high", scale(measured.interval.upperBound))
      }
    }
    object(name, { $0 }, &json)
    if let cyclesName { object(cyclesName, cycles, &json) }
  }
}
