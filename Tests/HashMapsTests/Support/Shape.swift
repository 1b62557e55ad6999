import HashMaps

/// One way to set up a map, with a short name for failure messages.
struct Shape: Sendable, CustomStringConvertible {
  var layout = Layout.grouped
  /// Bytes of a segment's slots at most; nil for a flat table.
  var segmentBytes: Int? = 16_384
  var hash = HashKind.fast
  var usesTombstones = false
  /// Nil for a fixed layout.
  var policy: MapConfiguration.PolicyKind?
  var incrementalBatch = 2048

  static let tiny = 1024
  static let caps: [Int?] = [tiny, 16_384, nil]

  /// Every layout with every cap; `robinhood` with and without tombstones.
  static let fixed: [Shape] = Layout.allCases.flatMap { layout in
    caps.flatMap { cap in
      let plain = Shape(layout: layout, segmentBytes: cap)
      guard layout == .robinhood else { return [plain] }
      return [plain, Shape(layout: layout, segmentBytes: cap, usesTombstones: true)]
    }
  }

  /// The fixed shapes, the slower hash, and maps that decide for themselves.
  static let all: [Shape] =
    fixed + Layout.allCases.map { Shape(layout: $0, hash: .sip) } + [
      Shape(policy: .live), Shape(layout: .chaining, policy: .thresholds),
      Shape(layout: .robinhood, segmentBytes: tiny, usesTombstones: true, policy: .thresholds),
      Shape(layout: .robinhood, segmentBytes: nil, policy: .thresholds),
    ]

  func configuration(seed: UInt64) -> MapConfiguration {
    var configuration = MapConfiguration.fixed(layout)
    configuration.segmentBytes = segmentBytes
    configuration.hash = hash
    configuration.usesTombstones = usesTombstones
    configuration.incrementalBatch = incrementalBatch
    configuration.seed = seed
    if let policy {
      configuration.isAdaptive = true
      configuration.policy = policy
    }
    return configuration
  }

  var description: String {
    let cap = segmentBytes.map { "\($0) bytes" } ?? "flat"
    let marks = (usesTombstones ? " tombstones" : "") + (policy.map { " \($0)" } ?? "")
    return "\(layout.name)/\(cap)/\(hash.name)\(marks)"
  }
}
