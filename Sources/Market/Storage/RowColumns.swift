/// The columns of the collector's CSV files, in their order; additions go to the end.
package enum RowColumns {
  /// One strike of one expiry at one moment: its call and its put.
  package static let contract = [
    "timestamp", "index", "expiry_tag", "expiry_date", "offset", "index_price", "atm", "strike", "ce", "pe",
    "tp",
    "avg_ce", "avg_pe", "avg_tp", "ce_vol", "pe_vol", "ce_oi", "pe_oi", "ce_iv", "pe_iv", "ce_delta",
    "pe_delta",
    "ce_theta", "pe_theta", "ce_vega", "pe_vega", "ce_gamma", "pe_gamma", "ce_rho", "pe_rho", "tp_net_change",
    "tp_day_change",
  ]
  /// One index at one moment.
  package static let overview = [
    "timestamp", "index", "pcr_this_week", "pcr_next_week", "pcr_this_month", "pcr_next_month", "day_width",
    "index_price", "index_net_change", "index_day_change", "VIX", "expiries_expected", "expiries_collected",
    "expected_mask", "collected_mask", "missing_mask",
  ]

  /// The header line of a file by its path below the output folder; nil for files without one.
  static func header(of path: String) -> [UInt8]? {
    guard path.hasSuffix(".csv") else { return nil }
    return Array(((path.hasPrefix("overview/") ? overview : contract).joined(separator: ",") + "\n").utf8)
  }
}
