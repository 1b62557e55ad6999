/// Stretches of moneyness, (strike / forward − 1) · 100, between edges; each holds its lower edge and not its upper one.
package struct MoneynessBuckets: Sendable, Equatable {
  /// Ascending, in percent.
  package let edges: [Double]

  /// Buckets between edges of one's own.
  ///
  /// - Throws: `MarketError` of kind `config` unless there are 1 to 64 finite ones that rise and lie above -100.
  package init(_ edges: [Double]) throws(MarketError) {
    let isRising = zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
    guard (1...64).contains(edges.count), edges.allSatisfy({ $0.isFinite && $0 > -100 }), isRising else {
      throw MarketError(
        .config, "edges of moneyness \(edges)",
        hint: "give 1 to 64 rising numbers above -100, such as -10,-5,0,5,10")
    }
    self.edges = edges
  }

  private init(standard: [Double]) { edges = standard }

  /// -20, -10, -5, 0, 5, 10, 20.
  package static let standard = MoneynessBuckets(standard: [-20, -10, -5, 0, 5, 10, 20])

  /// Buckets there are: one more than edges.
  package var count: Int { edges.count + 1 }

  /// The bucket of a strike; nil unless both are positive numbers. O(edges).
  package func bucket(strike: Double, forward: Double) -> Int? {
    guard strike > 0, forward > 0, strike.isFinite, forward.isFinite else { return nil }
    // Compared without a division, so that a strike that stands exactly on an edge falls above it.
    var bucket = 0
    while bucket < edges.count, 100 * strike >= (100 + edges[bucket]) * forward { bucket += 1 }
    return bucket
  }

  /// `<-20`, `[-20,-10)`, `>=20`.
  package func label(_ bucket: Int) -> String {
    if bucket == 0 { return "<\(Self.text(edges[0]))" }
    if bucket == edges.count { return ">=\(Self.text(edges[bucket - 1]))" }
    return "[\(Self.text(edges[bucket - 1])),\(Self.text(edges[bucket])))"
  }

  /// Strike through forward in the middle of a bucket; nil for the two that are open.
  package func middle(_ bucket: Int) -> Double? {
    guard bucket > 0, bucket < edges.count else { return nil }
    return 1 + (edges[bucket - 1] + edges[bucket]) / 200
  }

  private static func text(_ edge: Double) -> String { Int(exactly: edge).map(String.init) ?? "\(edge)" }
}
