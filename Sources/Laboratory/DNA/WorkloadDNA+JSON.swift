import Base
import HashMaps

/// The DNA as JSON: the members of `workload_dna.v1`, those of the earlier program first.
extension WorkloadDNA {
  /// The name and version of the schema.
  package static let schema = "workload_dna.v1"
  /// With which probability a figure lies within its error, where the error is not certain.
  static let confidence = 0.95

  /// Writes the DNA as an object.
  ///
  /// - Parameters:
  ///   - path: the workload as the user named it.
  ///   - bytes: the size of the file; nil where it has none.
  package func render(path: String, bytes: Int?, into json: inout JSONWriter) {
    json.beginObject()
    json.field("schema", Self.schema)
    json.field("csv_path", path)
    json.field("file_size_bytes", bytes)
    json.field("input_digest", inputDigest)
    json.field("total_rows", rows)
    json.object("op_counts") { counts in
      for (name, count) in zip(Self.kindNames, kinds) { counts.field(name, count) }
    }
    json.object("op_mix") { mix in
      for (name, count) in zip(Self.kindNames, kinds) { mix.field(name, Double(count) / Double(rows)) }
    }
    json.field("mutation_fraction", mutationFraction)
    json.field("unique_keys_estimated", Int(uniqueKeys.rounded()))
    json.field("key_space_depth", Double(rows) / uniqueKeys)
    json.object("key_length_stats") { keyLengths.render(into: &$0) }
    json.object("value_size_stats") { valueSizes.render(into: &$0) }
    json.field("key_entropy_bits", entropyBits)
    json.field("key_entropy_normalised", entropyShare)
    json.array("hot_keys") { list in
      for hot in hotKeys {
        list.beginObject()
        list.field("key", String(decoding: hot.key, as: UTF8.self))
        list.field("count", hot.count)
        list.field("share", Double(hot.count) / Double(rows))
        list.field("error", hot.missed)
        list.endObject()
      }
    }
    json.object("coverage_targets") { targets in
      for (name, keys) in zip(["p50", "p80", "p95"] as [StaticString], coverage) {
        targets.field(name, Int(keys.rounded()))
      }
    }
    json.field("numeric_key_fraction", numericKeyFraction)
    json.field("sequential_numeric_step_fraction", sequentialStepFraction)
    json.field("adjacent_duplicate_fraction", adjacentDuplicateFraction)
    renderBeyond(into: &json)
    json.endObject()
  }

  private static let kindNames: [StaticString] = ["put", "get", "del"]

  /// Half the widths of the intervals of what has no member of its own for it.
  private func renderErrors(into json: inout JSONWriter) {
    json.field("unique_keys_estimated", uniqueKeysError)
    json.field("key_space_depth", Double(rows) / uniqueKeys * relativeError)
    json.field("key_entropy_bits", errors.entropyBits)
    json.field("key_entropy_normalised", errors.entropyShare)
    json.object("coverage_targets") { targets in
      for (name, error) in zip(["p50", "p80", "p95"] as [StaticString], errors.coverage) {
        targets.field(name, error)
      }
    }
    json.object("zipf") { fit in
      fit.field("exponent", errors.zipfExponent)
      fit.field("distance", errors.zipfDistance)
    }
  }

  private func renderBeyond(into json: inout JSONWriter) {
    json.object("accuracy") { accuracy in
      accuracy.field("exact", rate == 1)
      accuracy.field("tracked_share", rate)
      accuracy.field("relative_error", relativeError)
      accuracy.field("hot_key_error", hotKeyError)
      accuracy.field("confidence", Self.confidence)
      accuracy.object("errors", renderErrors)
    }
    json.object("zipf") { fit in
      fit.field("exponent", zipf.exponent)
      fit.field("distance", zipf.distance)
    }
    json.array("miss_ratio_curve") { list in
      for point in missRatios {
        list.beginObject()
        list.field("keys", point.keys)
        list.field("miss_ratio", point.ratio)
        list.field("error", point.error)
        list.endObject()
      }
    }
    json.field("window_operations", windows.length)
    json.array("windows") { list in
      for (index, window) in windows.windows.enumerated() {
        list.beginObject()
        list.field("operations", window.operations)
        for (name, count) in zip(Self.kindNames, window.kinds) { list.field(name, count) }
        list.field("keys", Int(window.keys.rounded()))
        list.field("keys_error", window.keysError)
        list.field("overlap", index == 0 ? nil : window.overlap(windows.windows[index - 1]))
        list.field("overlap_error", index == 0 ? nil : window.overlapError(windows.windows[index - 1]))
        list.endObject()
      }
    }
    json.array("phase_changes") { list in
      for index in windows.changes { list.integer(index * windows.length + 1) }
    }
    json.field("hash_seed", seed)
    json.array("collision_risk") { list in
      for risk in risks {
        list.beginObject()
        list.field("layout", risk.layout.name)
        list.field("places", risk.places)
        list.field("keys", risk.keys)
        list.field("largest_group", risk.largestGroup)
        list.field("score", risk.score)
        list.field("flagged", risk.isFlagged)
        list.field("flagged_group", risk.flaggedGroup(rate: rate))
        list.endObject()
      }
    }
    buckets.render(into: &json)
    json.object("recommendation") { advice in
      advice.field("mode", recommendation.mode)
      advice.field("hash", recommendation.hash)
      advice.field("reason", recommendation.reason)
    }
    json.array("findings") { list in for finding in findings { list.string(finding) } }
  }
}
