import Base

/// The DNA in words.
extension WorkloadDNA {
  /// What deserves attention, a sentence each.
  package var findings: [String] {
    var findings: [String] = []
    for risk in risks where risk.isFlagged {
      findings.append(
        "\(Figures.counted(risk.largestGroup, "key")) fall on one place of \(risk.layout.name) under hash seed \(seed) "
          + "(score \(Figures.fixed(risk.score, 1)), flagged from \(Figures.fixed(CollisionRisk.flaggedFrom, 0))): "
          + "draw another seed, or use --hash sip for keys from strangers")
    }
    if let hottest = hotKeys.first, Double(hottest.count) > 0.1 * Double(rows) {
      findings.append(
        "one key takes \(Figures.percent(Double(hottest.count) / Double(rows))) of all operations")
    }
    if !windows.changes.isEmpty {
      let places = windows.changes.prefix(5).map { Figures.grouped($0 * windows.length + 1) }
      findings.append("the workload changes at operation \(places.joined(separator: ", "))")
    }
    if let half = missRatios.first(where: { $0.ratio < 0.5 }), Double(half.keys) < uniqueKeys / 4 {
      findings.append(
        "a cache of \(Figures.grouped(half.keys)) keys would serve more than half of all operations")
    }
    if rate < 1 {
      findings.append(
        "there are more keys than --max-tracked-keys: what depends on all of them is estimated, "
          + "and lies within ± what is said with 95 %")
    }
    return findings
  }

  /// An error, rounded away from zero so that it holds.
  private static func error(_ value: Double, _ decimals: Int) -> String {
    var unit = 1.0
    for _ in 0..<decimals { unit *= 10 }
    return Figures.fixed((value * unit).rounded(.up) / unit, decimals)
  }

  /// The report, a line an item.
  package func lines(path: String, bytes: Int?) -> [String] {
    func within(_ error: String) -> String { rate == 1 ? "" : " ± \(error)" }
    func share(_ count: Int) -> String { Figures.percent(Double(count) / Double(rows)) }
    let size = bytes.map { " (\(Figures.grouped($0)) bytes)" } ?? ""
    var lines = [
      "Workload DNA for \(path) — \(Figures.counted(rows, "row"))\(size)",
      "Mix: del: \(share(kinds[2])), get: \(share(kinds[1])), put: \(share(kinds[0]))",
      "Unique keys \(rate == 1 ? "=" : "≈") \(Figures.grouped(Int(uniqueKeys.rounded())))"
        + within(Figures.grouped(Int(uniqueKeysError.rounded(.up))))
        + " (avg touches \(Figures.fixed(Double(rows) / uniqueKeys, 2)))",
      "Mutating ops: \(Figures.percent(mutationFraction)); adj dupes: \(Figures.percent(adjacentDuplicateFraction))",
      "Key length → mean \(Figures.fixed(keyLengths.average, 2)), min \(keyLengths.least), max \(keyLengths.most)",
    ]
    if valueSizes.count > 0 {
      lines.append("Value size → mean \(Figures.fixed(valueSizes.average, 1))B, max \(valueSizes.most)B")
    }
    lines += [
      "Numeric keys: \(Figures.percent(numericKeyFraction)) (sequential step \(Figures.percent(sequentialStepFraction)))",
      "Entropy: \(Figures.fixed(entropyBits, 2))\(within(Self.error(errors.entropyBits, 2))) bits "
        + "(\(Figures.percent(entropyShare)) of max)",
      "Zipf exponent: \(Figures.fixed(zipf.exponent, 2))\(within(Self.error(errors.zipfExponent, 2))) "
        + "(distance \(Figures.fixed(zipf.distance, 3))\(within(Self.error(errors.zipfDistance, 3))))",
      "Coverage: "
        + [("p50", 0), ("p80", 1), ("p95", 2)].map { name, index in
          "\(name)→\(Figures.grouped(Int(coverage[index].rounded())))"
            + within(Figures.grouped(Int(errors.coverage[index].rounded(.up))))
        }
        .joined(separator: ", ") + " keys",
      "LRU misses: "
        + missRatios.filter { $0.keys >= 16 }.map {
          "\(Figures.scaled(Double($0.keys))) keys \(Figures.percent($0.ratio))"
            + ($0.error == 0 ? "" : " ± \(Self.error($0.error * 100, 1)) %")
        }
        .joined(separator: ", "),
      "Hot keys:",
    ]
    for hot in hotKeys {
      lines.append(
        "  • \(String(decoding: hot.key, as: UTF8.self)): \(Figures.grouped(hot.count)) "
          + (hot.missed == 0 ? "" : "to \(Figures.grouped(hot.count + hot.missed)) ")
          + "(\(Figures.fixed(100 * Double(hot.count) / Double(rows), 2))%)")
    }
    lines.append("Collision risk under hash seed \(seed):")
    for risk in risks {
      lines.append(
        "  • \(risk.layout.name): \(Figures.counted(risk.largestGroup, "key")) on the fullest place, score "
          + Figures.fixed(risk.score, 1) + (risk.isFlagged ? ", flagged" : ""))
    }
    let hash = recommendation.hash.map { " with --hash \($0)" } ?? ""
    lines.append("Recommended: \(recommendation.mode)\(hash), to be checked by profile")
    lines.append("  \(recommendation.reason)")
    if !findings.isEmpty { lines += ["Findings:"] + findings.map { "  • \($0)" } }
    return lines
  }
}
