import Base
import HashMaps

/// Which mode a workload asks for, by rules of thumb that `profile` can check.
package struct Recommendation: Sendable {
  /// The mode.
  package let mode: String
  /// A hash to use besides; nil for the usual one.
  package let hash: String?
  /// Why, in one sentence.
  package let reason: String

  /// Maps of at most so many bytes lie in a core's own cache.
  static let cacheBytes = 1_048_576.0
  /// From here on bytes matter more than nanoseconds.
  static let largeBytes = 2_147_483_648.0

  init(_ dna: WorkloadDNA) {
    // 16 bytes a cell at four fifths full, and what is too long to lie in it.
    let long = max(0, dna.keyLengths.average + dna.valueSizes.average - 14)
    let bytes = dna.uniqueKeys * (20 + long)
    let keys = dna.uniqueKeys == 1 ? "1 key takes" : "\(Figures.scaled(dna.uniqueKeys)) keys take"
    let held = "\(keys) some \(Figures.bytes(Int(min(bytes, 1e15))))"
    let reads = Double(dna.kinds[1]) / Double(dna.rows)
    let deletes = Double(dna.kinds[2]) / Double(dna.rows)
    let isFlagged = dna.risks.contains { $0.isFlagged }
    hash = isFlagged ? "sip" : nil
    if isFlagged {
      mode = "adaptive"
      reason = "keys collide by more than accident: a keyed hash, and a map that draws a new seed by itself"
    } else if bytes > Self.largeBytes {
      mode = "memory-tight"
      reason = "\(held): what is smaller waits less for memory"
    } else if bytes <= Self.cacheBytes, reads > 0.9 || deletes > 0.2 {
      mode = "fast-insert"
      reason =
        "\(held) and lie in the cache, where chaining leads for "
        + (reads > 0.9 ? "many reads" : "many deletes")
    } else {
      mode = "adaptive"
      reason =
        "\(held): the adaptive map begins with the layout that leads most often, and changes it by cost"
    }
  }
}

extension WorkloadDNA {
  /// Which mode the workload asks for.
  package var recommendation: Recommendation { Recommendation(self) }
}
