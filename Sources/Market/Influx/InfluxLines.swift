import Base

/// Points of a cycle in InfluxDB's line protocol, times in nanoseconds.
///
/// `option_data` (tags index, expiry, type, strike) has price, oi, volume, iv and the Greeks in the units of desks;
/// `options_overview` (tag index) the level, put–call ratios by rule and masks; `g6_cycle` the cycle's counts. A number that
/// is not known is no field. The same point sent twice is one point: the database replaces by tags and time.
struct InfluxLines {
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0

  /// All points of a cycle.
  init(_ cycle: CycleHarvest) {
    for harvest in cycle.indices {
      let index = harvest.task.plan.index
      if cycle.order.plan.detail != .aggregate {
        for slice in harvest.slices {
          for (place, leg) in slice.legs.enumerated() where leg.quote != nil {
            option(index, slice, place, leg, cycle.order.instant)
          }
        }
      }
      if let quote = harvest.quote { overview(harvest, quote.price, cycle.order.instant) }
    }
    let options = cycle.indices.flatMap(\.slices).reduce(0) { $0 + $1.quoted }
    begin("g6_cycle")
    end(
      [("cycle", Double(cycle.order.number)), ("options_last_cycle", Double(options))],
      at: cycle.order.instant)
  }

  private mutating func option(
    _ index: String, _ slice: ExpirySlice, _ place: Int, _ leg: Leg, _ instant: Int64
  ) {
    begin("option_data")
    tag("index", index)
    tag("expiry", slice.expiry.description)
    tag("type", place % 2 == 0 ? "CE" : "PE")
    tag("strike", CycleFiles.strikeText(slice.strikes[place / 2]))
    let side = RowSide(leg)
    end(
      [
        ("price", side.price), ("oi", side.openInterest), ("volume", side.volume), ("iv", side.volatility),
        ("delta", side.delta), ("gamma", side.gamma), ("theta", side.theta), ("vega", side.vega),
        ("rho", side.rho),
      ], at: instant)
  }

  private mutating func overview(_ harvest: IndexHarvest, _ price: Double, _ instant: Int64) {
    begin("options_overview")
    tag("index", harvest.task.plan.index)
    var fields = [("index_price", price)]
    var collected = 0
    for slice in harvest.slices where slice.quoted > 0 {
      for rule in slice.rules where rule.bit != 0 {
        collected |= rule.bit
        fields.append(("pcr_\(rule)", slice.figures?.putCallRatio ?? .nan))
      }
    }
    let expected = harvest.task.plan.rules.reduce(0) { $0 | $1.bit }
    fields.append(("expected_mask", Double(expected)))
    fields.append(("collected_mask", Double(collected)))
    end(fields, at: instant)
  }

  private mutating func begin(_ measurement: String) { bytes.append(contentsOf: measurement.utf8) }

  private mutating func tag(_ name: String, _ value: String) {
    bytes.append(UInt8(ascii: ","))
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: "="))
    Self.escape(value, to: &bytes)
  }

  /// Ends a point with the fields that are numbers; takes it back when none is.
  private mutating func end(_ fields: [(String, Double)], at instant: Int64) {
    var separator = UInt8(ascii: " ")
    var hasField = false
    for (name, value) in fields where value.isFinite {
      bytes.append(separator)
      bytes.append(contentsOf: name.utf8)
      bytes.append(UInt8(ascii: "="))
      Numerals.append(value, to: &bytes)
      separator = UInt8(ascii: ",")
      hasField = true
    }
    guard hasField else {
      bytes.removeSubrange((bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)...)
      return
    }
    bytes.append(UInt8(ascii: " "))
    Numerals.append(Int(instant), to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    count += 1
  }

  /// Commas, blanks and equal signs in tags stand behind a backslash; line feeds cannot be, and become blanks.
  static func escape(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "="):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        bytes.append(contentsOf: Array("\\ ".utf8))
      default: bytes.append(byte)
      }
    }
  }
}
