import Base

/// Rows as lines of JSON (`g6.row.v1`): the same numbers as in CSV but for changes against earlier rows, in which a line
/// stands alone. Unknown numbers are null, times are UTC.
enum RowLine {
  static let schema = "g6.row.v1"

  /// Appends a contract's line with its line feed.
  static func append(_ row: ContractRow, at time: String, to bytes: inout [UInt8]) {
    var json = begin("contract", row.index, time)
    json.field("expiry", row.expiry.description)
    json.field("strike", Double(row.strikeHundredths) / 100)
    json.field("tag", row.tag)
    json.field("index_price", row.indexPrice)
    json.field("atm", Double(row.atmHundredths) / 100)
    side("ce", row.call, &json)
    side("pe", row.put, &json)
    end(&json, to: &bytes)
  }

  /// Appends an overview's line with its line feed.
  static func append(_ row: OverviewRow, at time: String, to bytes: inout [UInt8]) {
    var json = begin("overview", row.index, time)
    json.field("index_price", row.indexPrice)
    json.field("day_width", row.dayWidth)
    json.field("volatility_index", row.volatilityIndex)
    json.object("put_call_ratio") { json in
      json.field("this_week", row.ratios[0])
      json.field("next_week", row.ratios[1])
      json.field("this_month", row.ratios[2])
      json.field("next_month", row.ratios[3])
    }
    json.field("expected_mask", row.expected.rawValue)
    json.field("collected_mask", row.collected.rawValue)
    end(&json, to: &bytes)
  }

  private static func begin(_ kind: String, _ index: String, _ time: String) -> JSONWriter {
    var json = JSONWriter()
    json.beginObject()
    json.field("schema", schema)
    json.field("time", time)
    json.field("kind", kind)
    json.field("index", index)
    return json
  }

  private static func end(_ json: inout JSONWriter, to bytes: inout [UInt8]) {
    json.endObject()
    bytes.append(contentsOf: json.bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func side(_ name: StaticString, _ side: RowSide, _ json: inout JSONWriter) {
    json.object(name) { json in
      json.field("price", side.price)
      json.field("average", side.average)
      json.field("volume", side.volume)
      json.field("open_interest", side.openInterest)
      json.field("volatility", side.volatility)
      json.field("delta", side.delta)
      json.field("gamma", side.gamma)
      json.field("vega", side.vega)
      json.field("theta", side.theta)
      json.field("rho", side.rho)
    }
  }
}
