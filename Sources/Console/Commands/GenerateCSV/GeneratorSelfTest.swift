import Base
import Workloads

/// `generate-csv --selftest`: how far every distribution lies from theory.
enum GeneratorSelfTest {
  /// Shows the results and fails when one of them does.
  static func report(_ results: [DistributionSelfTest], seed: UInt64, _ session: Session) throws(Failure) {
    let failed = results.filter { !$0.passes }
    var table = TextTable("distribution", ">keys", ">draws", ">distance", ">limit", "")
    for result in results {
      table.add(
        result.name, Figures.grouped(result.keys), Figures.grouped(result.draws),
        Figures.fixed(result.distance, 6), Figures.fixed(result.limit, 6), result.passes ? "ok" : "TOO FAR")
    }
    let text = table.lines().map { $0 + "\n" }.joined()
    try session.conclude(isOK: failed.isEmpty, text: text) { json in
      json.field("seed", seed)
      json.array("distributions") { json in
        for result in results {
          json.beginObject()
          json.field("name", result.name)
          json.field("keys", result.keys)
          json.field("draws", result.draws)
          json.field("ks_distance", result.distance)
          json.field("limit", result.limit)
          json.field("passes", result.passes)
          json.endObject()
        }
      }
    }
    if !failed.isEmpty {
      throw .invariant(
        "\(failed.map(\.name).joined(separator: ", ")): further from theory than chance allows",
        hint:
          "the Kolmogorov-Smirnov distance of a correct sampler passes the limit in fewer than 1 of 100 seeds"
      )
    }
  }
}
